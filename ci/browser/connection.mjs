// Programs stop and start, and tabs come and go.

import { once } from "node:events";
import { connect, createServer } from "node:net";
import { pipeline } from "node:stream";

import { expect, same } from "./expect.mjs";

const FILE = "start_here/src/database.rs";

/** The learner's server is killed, and started again. */
export async function theServerIsKilled(world) {
  const { browser, learner, origin, serverPort } = world;
  const tab = await browser.open(`${origin}/step-12.html`);
  const map = () => tab.text("#map");
  const route = () => tab.page.locator(".route").getAttribute("points");
  await expect("the map has a route", () => tab.count(".route"), 1);
  const before = await route();
  await world.server.stop("SIGKILL");
  await expect("the server is killed: the map says so", map, /Your server is not running.+cargo run --bin server/);
  world.server = await learner.serve(serverPort);
  await expect("the server runs again: the map says so", map, /Drawn by your own client and server/);
  same("the server runs again: it has another route", (await route()) === before, false);
  await tab.close();
}

/** Two tabs, one of which is in the background for a while. */
export async function twoTabs({ browser, learner, origin }) {
  const tabs = [await browser.open(origin), await browser.open(`${origin}/step-4.html`)];
  const dots = () => Promise.all(tabs.map((tab) => tab.dot()));
  await expect("two tabs: both are green", dots, ["green", "green"]);
  const before = learner.edit(FILE, (text) => text.replace("name: record.name", "name: record.nam"));
  await expect("two tabs: both are red after a mistake", dots, ["red", "red"]);
  await tabs[1].setHidden(true);
  learner.edit(FILE, () => before);
  await expect("two tabs: the one in front is green again", () => tabs[0].dot(), "green");
  same("two tabs: the one in the background waits", await tabs[1].dot(), "red");
  await tabs[1].setHidden(false);
  await expect("two tabs: the other one is green when it comes to the front", () => tabs[1].dot(), "green");
  for (const tab of tabs) await tab.close();
}

/** The tool is stopped, and started again. */
export async function theToolIsStopped(world) {
  const { browser, learner, origin } = world;
  const tab = await browser.open(`${origin}/step-5.html`);
  const connection = () => tab.text("#connection");
  await expect("the page has been checked", () => tab.dot(), "green");
  same("connected: there is no message", await connection(), "");
  await browser.duringOutage(async () => {
    await world.tool.stop();
    await expect("the tool is stopped: the page says what to do", connection, /Not connected.+cargo codelab page/);
    await tab.pictures("not-connected");
    await tab.isAccessible("a page without its tool");
    await world.startTool();
    await expect("the tool runs again: the page says so", connection, /Connected again/);
  });
  await expect("the tool runs again: the page is up to date", () => tab.text("#chip"), /Step 13 is next 12 of/);
  const before = learner.edit(FILE, (text) => text.replace("name: record.name", "name: record.nam"));
  await expect("the tool runs again: a mistake is shown", () => tab.dot(), "red");
  learner.edit(FILE, () => before);
  await expect("the tool runs again: it is fixed", () => tab.dot(), "green");
  await expect("the tool runs again: the message goes away", connection, "");
  same("the page was not loaded again", await tab.isSame(), true);
  await tab.close();
}

/** The page through a forwarded port, as from a development container. */
export async function aForwardedPort({ browser, learner, port }) {
  const forward = createServer((socket) => pipeline(socket, connect(port, "127.0.0.1"), socket, () => {}));
  await once(forward.listen(0, "127.0.0.1"), "listening");
  const origin = `http://localhost:${forward.address().port}`;
  browser.origins.push(origin);
  const tab = await browser.open(origin);
  await expect("a forwarded port: the page has been checked", () => tab.dot(), "green");
  const before = learner.edit(FILE, (text) => text.replace("name: record.name", "name: record.nam"));
  await expect("a forwarded port: a mistake is shown", () => tab.dot(), "red");
  learner.edit(FILE, () => before);
  await expect("a forwarded port: it is fixed", () => tab.dot(), "green");
  same("a forwarded port: the page was not loaded again", await tab.isSame(), true);
  await tab.close();
  forward.close();
}
