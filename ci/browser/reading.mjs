// All kinds of pages, for all kinds of readers.

import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { expect, same } from "./expect.mjs";
import { Program } from "./program.mjs";

/** A page of each kind: contents, tables, slots with hints, drawings, a source file, a text. */
const KINDS = [
  "index.html",
  "step-2.html",
  "step-8.html",
  "step-12.html",
  "files/protos/route_guide.proto.html",
  "files/data/README.md.html",
];

/** The pages of the tool, and those of the website. */
export async function everyKindOfPage({ browser, learner, origin, program }) {
  const folder = join(learner.root, "site");
  const site = new Program(program, ["--root", learner.root, "site", folder]);
  await site.line(/^Wrote \d+ pages to /);
  const places = { page: origin, site: pathToFileURL(folder) };
  for (const [name, place] of Object.entries(places)) {
    const tab = await browser.open(`${place}/index.html`);
    for (const kind of name === "page" ? [...KINDS, "map.html"] : KINDS) {
      await tab.go(`${place}/${kind}`);
      await tab.isAccessible(`${name}, ${kind}`);
      await tab.pictures(`${name}-${kind.replaceAll("/", "-").replace(".html", "")}`);
    }
    await tab.close();
  }
}

/** Without a mouse. */
export async function theKeyboard({ browser, origin }) {
  const tab = await browser.open(`${origin}/step-4.html`);
  await expect("the page has been checked", () => tab.dot(), "green");
  same("Tab: first comes the link to the text", await tab.press("Tab"), "Skip to the text");
  await tab.press("Enter");
  same("Tab: after that link comes the text", await tab.areaAfter("Tab"), "main");

  await tab.go(`${origin}/step-4.html`);
  const areas = [];
  while (areas.at(-1) !== "aside") {
    const area = await tab.areaAfter("Tab");
    if (area !== areas.at(-1)) areas.push(area);
  }
  same("Tab: the order of the areas", areas, ["body", "header", "nav", "main", "nav", "aside"]);

  const open = () => tab.count(".hint[open]");
  for (const count of [1, 2]) {
    await tab.page.locator(".hint > summary:visible").nth(count - 1).focus();
    await tab.press("Enter");
    same(`Enter: ${count} of the hints is open`, await open(), count);
  }
  await tab.look(360, "light");
  const code = tab.page.locator("main pre").first();
  await code.focus();
  await tab.press("ArrowRight");
  await expect("arrow keys: a code block scrolls", () => code.evaluate((pre) => pre.scrollLeft > 0), true);
  await tab.close();
}

/** Without JavaScript. */
export async function withoutScripts({ browser, origin }) {
  const tab = await browser.open(`${origin}/step-12.html`, { javaScriptEnabled: false });
  same("no scripts: the text", await tab.text("main h1"), "12. Talk both ways");
  same("no scripts: the check marks", (await tab.done()).length, 12);
  same("no scripts: the message", await tab.text("#now"), /Part 3/);
  same("no scripts: the map", await tab.count("svg .route"), 1);
  same("no scripts: the slots", await tab.text(".slot"), /^✓ .+ ✓ /);
  await tab.close();
}
