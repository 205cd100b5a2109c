// In the last step, the browser itself calls the learner's server, and draws what it receives.

import { expect, same } from "./expect.mjs";
import { solveUpTo } from "./progress.mjs";

const CANNOT_DRAW =
  /^Your browser cannot draw yet: Failed to fetch\. Restart your server with this command: cargo run --bin server -- --addr \S+ --web (\S+)$/;
const DRAWN = /^([1-9]\d*) features, drawn by your browser, straight from http:/;

/** The learner writes part 3, and lets the page's origin call the server. */
export async function theBrowserDraws(world) {
  const { browser, learner, origin, serverPort } = world;
  await world.server.stop();
  await solveUpTo(20, world);

  browser.origins.push(`http://127.0.0.1:${serverPort}`); // a request to the server is fine now
  const server = await learner.serve(serverPort);
  let command;
  await browser.duringOutage(async () => {
    const tab = await browser.open(`${origin}/map.html`);
    await expect("step 20: without --web, the page shows the command with it", () => tab.text("#browser"), CANNOT_DRAW);
    command = (await tab.text("#browser")).match(CANNOT_DRAW);
    await tab.close();
    await server.stop();
  });
  same("step 20: the command names the origin of the page", command[1], origin);

  world.server = await learner.serve(serverPort, "--web", origin);
  const tab = await browser.open(`${origin}/map.html`);
  await expect("step 20: the browser draws the features of the server", () => tab.text("#browser"), DRAWN);
  const [, features] = (await tab.text("#browser")).match(DRAWN);
  same("step 20: each feature has a mark", await tab.count("svg .by-browser"), Number(features));
  await expect("step 20: the learner's client draws, too", () => tab.count("svg .route"), 1);
  await tab.pictures("map-step-20");
  await tab.close();
}
