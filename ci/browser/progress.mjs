// The page follows the learner's code: what is done, what is wrong, and what is next.

import { expect, same } from "./expect.mjs";

/** The time for the first check, in milliseconds: it may have to compile all dependencies. */
const FIRST_CHECK = 600_000;

/** The page of a project that nobody has touched, from before the first check ends. */
export async function theFirstLook({ browser, origin }) {
  const early = await browser.open(`${origin}/step-3.html`);
  const tab = await browser.open(origin);
  await expect("the first check ends", () => tab.text("#chip"), /Step 3 is next/, FIRST_CHECK);
  same("steps 1 and 2 need no code", await tab.done(), [1, 2]);
  same("the map waits for step 7", await tab.text("#map"), /This map is empty until your code compiles and step 7 is done/);
  await expect("a step that was opened early: its slot is open", () => early.text("#slot-3-1"), /^not written yet, line \d+$/);
  await tab.pictures("index");
  await early.close();
  await tab.close();
}

/** Code with a mistake, code that does not compile, and then the right code. */
export async function mistakes({ browser, learner, origin }) {
  const tab = await browser.open(`${origin}/step-3.html`);
  const slot = () => tab.text("#slot-3-1");
  const message = () => tab.text("#now");
  const before = await tab.minutes();
  await expect("the slot is open", slot, /^not written yet, line \d+$/);
  same("an open slot: to save is enough", await message(), /replace the placeholder, and save\./);

  const file = "start_here/src/database.rs";
  learner.solve(3);
  learner.edit(file, swapped);
  await expect("swapped coordinates: the failure is shown", message, /step_03.+latitude/i);
  same("swapped coordinates: the dot is red", await tab.dot(), "red");
  same("swapped coordinates: the slot is written, and fails", await slot(), /^✗ \d of 4 tests pass$/);
  await tab.pictures("failure", "#slot-3-1");
  await tab.isAccessible("a page with a failure");

  learner.edit(file, (text) => text.replace("name: record.name", "name: record.nam"));
  await expect("a misspelled field: the compiler's message is shown", message, /no field `nam`/);
  same("a misspelled field: the message has the line", await message(), /src\/database\.rs:\d+/);
  same("a misspelled field: the dot is red", await tab.dot(), "red");
  same("a misspelled field: the slot is not tested", await slot(), "written, not tested yet");
  same("a misspelled field: the list says that it is older", await tab.text("#steps"), /^Your code has not been tested/);
  await tab.pictures("compiler", "#now");
  await tab.isAccessible("a page with a message of the compiler");

  learner.edit(file, (text) => swapped(text).replace("name: record.nam,", "name: record.name,"));
  await expect("the right code: the step is done", () => tab.done(), [1, 2, 3]);
  same("the right code: the dot is green", await tab.dot(), "green");
  same("the right code: the slot is written", await slot(), "✓ 4 of 4 tests pass");
  same("the right code: the next step", await tab.text("#chip"), /Step 4 is next 3 of \d+ done/);
  same("the right code: ten minutes fewer are left", await tab.minutes(), before - 10);
  same("the page was not loaded again", await tab.isSame(), true);
  await tab.close();
}

function swapped(code) {
  const swap = { latitude: "longitude", longitude: "latitude" };
  return code.replaceAll(/(?<=record\.location\.)(latitude|longitude)/g, (name) => swap[name]);
}

/** All other steps up to one, each on its own page. */
export async function solveUpTo(last, { browser, learner, origin }) {
  const tab = await browser.open(origin);
  await expect("the page has been checked", () => tab.dot(), "green");
  for (let step = (await tab.done()).length + 1; step <= last; step += 1) {
    await tab.go(`${origin}/step-${step}.html`);
    const minutes = await tab.minutes();
    learner.solve(step);
    await expect(`step ${step} is done`, async () => (await tab.done()).at(-1), step);
    const slots = await tab.texts(".slot");
    const states = new Set(slots.map((text) => text.slice(0, 1)));
    same(`step ${step}: its slots are written`, [...states], ["✓"]);
    same(`step ${step}: fewer minutes are left`, (await tab.minutes()) < minutes, true);
    same(`step ${step}: the page was not loaded again`, await tab.isSame(), true);
  }
  await tab.close();
}
