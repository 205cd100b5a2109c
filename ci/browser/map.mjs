// The learner's own client draws the map, with the responses of the learner's own server.

import { expect, same } from "./expect.mjs";
import { solveUpTo } from "./progress.mjs";

const FEATURE = "cargo run --bin client -- feature: 1 feature";
const LIST = /^cargo run --bin client -- list -90 -180 90 180: [1-9]\d* features$/;
const ROUTE = /^cargo run --bin client -- record: [1-9]\d* points$/;
const CHAT = /^cargo run --bin client -- chat 41\.5 -74\.5: 1 note.* Is anybody here\?/;
const OLD_SERVER = /failed:.+Unimplemented/;

/** The map on a page of its own, from the first feature to the notes. */
export async function theMapGrows(world) {
  const { browser, learner, origin, serverPort } = world;
  await solveUpTo(7, world);
  const tab = await browser.open(`${origin}/map.html`);
  const map = () => tab.text("#map");
  const drawing = (index) => async () => (await tab.drawings())[index];
  await expect("no server: the map has the command that starts it", map, /not running.+cargo run --bin server/);
  await tab.pictures("map-no-server");

  let server = await learner.serve(serverPort);
  await expect("step 7: the map has one feature", () => tab.drawings(), [FEATURE]);
  same("step 7: the map has one dot", await tab.count("svg .feature"), 1);
  for (const [step, index, expected, mark, least] of [
    [10, 1, LIST, ".feature", 100],
    [11, 2, ROUTE, ".route", 1],
    [12, 3, CHAT, ".note", 1],
  ]) {
    await solveUpTo(step, world);
    await expect(`step ${step}: the server still runs the old code, and the call fails`, drawing(index), OLD_SERVER);
    same(`step ${step}: the map says what to do`, await map(), /If you have changed your server .+ start it again\./);
    await server.stop();
    await expect(`step ${step}: the map says that the server does not run`, map, /Your server is not running/);
    server = await learner.serve(serverPort);
    await expect(`step ${step}: the map has the result of the new command`, drawing(index), expected);
    same(`step ${step}: the new marks are there`, (await tab.count(`svg ${mark}`)) >= least, true);
    await tab.picture(`map-step-${step}`);
  }
  await tab.pictures("map");
  await tab.isAccessible("a map with drawings");
  same("the page was not loaded again", await tab.isSame(), true);
  await tab.close();
  world.server = server;
}
