// The time from a save to its result, on the page and in the terminal.

import { expect } from "./expect.mjs";
import { Program, pause } from "./program.mjs";

const FILE = "start_here/src/database.rs";
const RIGHT = "name: record.name,";
const WRONG = "name: record.name + \"!\",";
const ROUNDS = 3;

/** The time before each save, so that the page has drawn its map, in milliseconds. */
const QUIET = 1500;

/** The same saves, once with the page and once with `cargo codelab watch`. */
export async function fromASaveToItsResult(world) {
  const { browser, learner, origin, companion } = world;
  const tab = await browser.open(origin);
  await expect("the page has been checked", () => tab.dot(), "green");
  const onPage = await times(learner, (color) => expect(`the page is ${color}`, () => tab.dot(), color));
  await tab.close();
  await world.tool.stop();

  const watch = new Program(companion, ["--root", learner.root, "watch"]);
  const status = () => watch.line(/^Watching for changes/);
  await status();
  const inTerminal = await times(learner, status);
  await watch.stop();
  console.log(`  from a save to its result: ${onPage} on the page, ${inTerminal} in the terminal (median)`);
}

async function times(learner, awaitResult) {
  const all = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [color, from, to] of [["red", RIGHT, WRONG], ["green", WRONG, RIGHT]]) {
      await pause(QUIET);
      learner.edit(FILE, (text) => text.replace(from, to));
      const start = performance.now();
      await awaitResult(color);
      all.push(performance.now() - start);
    }
  }
  const median = all.sort((a, b) => a - b)[ROUNDS];
  return `${(median / 1000).toFixed(1)} s`;
}
