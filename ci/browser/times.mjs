// The time from a save to its result, on the page and in the terminal.

import { expect } from "./expect.mjs";
import { Program, pause } from "./program.mjs";

const FILE = "start_here/src/database.rs";
const RIGHT = "name: record.name,";
const WRONG = "name: record.name + \"!\",";

/** Both are measured in turns, because the load of the computer changes. */
const TURNS = 2;

/** The time before each save, so that the page has drawn its map, in milliseconds. */
const QUIET = 1500;

/** The same saves with the page and with `cargo codelab watch`. */
export async function fromASaveToItsResult(world) {
  const onPage = [];
  const inTerminal = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    onPage.push(...(await timesOnPage(world)));
    await world.tool.stop();
    inTerminal.push(...(await timesInTerminal(world)));
    await world.startTool();
  }
  console.log(`  from a save to its result on the page:     ${inSeconds(onPage)}`);
  console.log(`  from a save to its result in the terminal: ${inSeconds(inTerminal)}`);
}

async function timesOnPage({ browser, learner, origin }) {
  const tab = await browser.open(origin);
  await expect("the page has been checked", () => tab.dot(), "green");
  const times = await timesOf(learner, (color) => tab.becomes(color));
  await tab.close();
  return times;
}

async function timesInTerminal({ learner, companion }) {
  const watch = new Program(companion, ["--root", learner.root, "watch"]);
  const status = () => watch.line(/^Watching for changes/);
  await status();
  const times = await timesOf(learner, status);
  await watch.stop();
  return times;
}

/** The times, in milliseconds, until the result of wrong code and then of the right code. */
async function timesOf(learner, awaitResult) {
  const times = [];
  for (const [color, from, to] of [["red", RIGHT, WRONG], ["green", WRONG, RIGHT]]) {
    await pause(QUIET);
    learner.edit(FILE, (text) => text.replace(from, to));
    const start = performance.now();
    await awaitResult(color);
    times.push(performance.now() - start);
  }
  return times;
}

function inSeconds(times) {
  return times.map((time) => `${(time / 1000).toFixed(1)} s`).join(", ");
}
