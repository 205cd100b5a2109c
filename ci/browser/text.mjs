// The text changes while the page is open.

import { expect, same } from "./expect.mjs";

const TEXT = "CODELAB.md";

/** A word changes, and then an info string has a typo. */
export async function theTextChanges({ browser, learner, origin }) {
  const tab = await browser.open(`${origin}/step-3.html`);
  await expect("the page has been checked", () => tab.dot(), "green");
  await tab.page.locator(".hint summary").first().click();
  await tab.page.evaluate(() => scrollTo(0, 1200));
  const before = learner.edit(TEXT, (text) => text.replace("You do not write the code that", "You never write the code that"));
  await expect("another word: the page shows it", () => tab.text("main"), /You never write the code that/);
  same("another word: the page has not moved", await tab.page.evaluate(() => scrollY), 1200);
  same("another word: the hint is still open", await tab.count(".hint[open]"), 1);

  const changed = learner.edit(TEXT, (text) => text.replace("```rust excerpt=build.rs", "```rust excerp=build.rs"));
  const line = changed.slice(0, changed.indexOf("```rust excerpt=build.rs")).split("\n").length;
  const mistake = new RegExp(`^CODELAB\\.md:${line}: .+excerp=build\\.rs`);
  await expect("a typo: the error has the file and the line", () => tab.text(".mistake"), mistake);
  same("a typo: the text is still there", await tab.text("main"), /You never write the code that/);
  await tab.pictures("mistake-in-text", ".mistake");
  await tab.isAccessible("a page with a mistake in the text");

  learner.edit(TEXT, () => before);
  await expect("no typo: the error is gone", () => tab.count(".mistake"), 0);
  await expect("no typo: the text is as before", () => tab.text("main"), /You do not write the code that/);
  same("the page was not loaded again", await tab.isSame(), true);
  await tab.close();
}
