// In the last step, the browser itself calls the learner's server, and draws what it receives.

import { expect, same } from "./expect.mjs";
import { solveUpTo } from "./progress.mjs";

const DRAWN = /^([1-9]\d*) features, drawn by your browser, straight from http:/;

/** The learner writes part 3, and lets the page's origin call the server. */
export async function theBrowserDraws(world) {
  const { browser, learner, origin, serverPort } = world;
  await world.server.stop();
  await solveUpTo(20, world);
  world.server = await learner.serve(serverPort, "--web", origin);

  browser.origins.push(`http://127.0.0.1:${serverPort}`); // a request to the server is fine now
  const tab = await browser.open(`${origin}/map.html`);
  await expect("step 20: the browser draws the features of the server", () => tab.text("#browser"), DRAWN);
  const [, features] = (await tab.text("#browser")).match(DRAWN);
  same("step 20: each feature has a mark", await tab.count("svg .by-browser"), Number(features));
  await expect("step 20: the learner's client draws, too", () => tab.count("svg .route"), 1);
  await tab.pictures("map-step-20");
  await tab.close();
}
