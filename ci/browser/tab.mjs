// A tab of the browser, and what a reader sees in it.

import { join } from "node:path";

import { LIMIT, same } from "./expect.mjs";
import { AXE, ROOT } from "./tools.mjs";

/** The folder of the screenshots. */
export const PICTURES = join(ROOT, "target/browser");

/** The widths of a phone and of a desktop computer, in pixels. */
const WIDTHS = [360, 1440];

/** The rules that axe-core applies. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export class Tab {
  constructor(page) {
    this.page = page;
  }

  /** Loads a page. */
  async go(url) {
    await this.page.goto(url);
    await this.page.evaluate(() => { globalThis.isSamePage = true; });
  }

  async close() {
    await this.page.context().close();
  }

  /** The texts of all elements that match, each in one line. */
  async texts(selector) {
    const texts = await this.page.locator(selector).allInnerTexts();
    return texts.map((text) => text.replaceAll(/\s+/g, " ").trim());
  }

  /** The text of all elements that match, in one line. */
  async text(selector) {
    return (await this.texts(selector)).join(" ");
  }

  /** The number of elements that match. */
  count(selector) {
    return this.page.locator(selector).count();
  }

  /** The numbers of the steps with a check mark. */
  done() {
    return this.page.locator(".steps li:has(.done)").evaluateAll((rows) => rows.map((row) => row.value));
  }

  /** The minutes that are left of all parts. */
  async minutes() {
    const texts = await this.texts(".steps .duration");
    return texts.reduce((sum, text) => sum + (Number.parseInt(text) || 0), 0); // not a number: "done"
  }

  /** The color of the dot: green, red, or none while the code is checked. */
  async dot() {
    const name = await this.page.locator("#chip .dot").getAttribute("class");
    return name.replace("dot", "").trim();
  }

  /**
   * Waits until the dot has a color. An observer in the page watches the dot, because polling from here
   * would compete with the compiler for the CPU.
   */
  async becomes(color) {
    await this.page.evaluate(([color, limit]) => new Promise((resolve, reject) => {
      const chip = document.getElementById("chip");
      const look = () => {
        if (!chip.querySelector(`.dot.${color}`)) return;
        observer.disconnect();
        resolve();
      };
      const observer = new MutationObserver(look);
      observer.observe(chip, { attributes: true, childList: true, subtree: true });
      look();
      setTimeout(() => reject(new Error(`the dot has not become ${color}`)), limit);
    }), [color, LIMIT]);
  }

  /** The commands that have drawn the map, with their results. */
  drawings() {
    return this.texts(".drawings > li");
  }

  /** True if the page has not been loaded again. */
  isSame() {
    return this.page.evaluate(() => globalThis.isSamePage === true);
  }

  /** Presses a key, and returns the text of the element that has the focus then. */
  async press(key) {
    await this.page.keyboard.press(key);
    return this.page.evaluate(() => document.activeElement.textContent);
  }

  /** Presses a key, and returns the area of the page that has the focus then. */
  async areaAfter(key) {
    await this.page.keyboard.press(key);
    const area = () => document.activeElement.parentElement.closest("header, nav, main, aside.side, body").localName;
    return this.page.evaluate(area);
  }

  /** Moves the tab to the background or to the front, as far as its scripts can see. */
  async setHidden(isHidden) {
    await this.page.evaluate((value) => {
      Object.defineProperty(document, "hidden", { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
  }

  /** Expects no violations of accessibility rules, and no text that is wider than the window. */
  async isAccessible(name) {
    for (const width of WIDTHS) {
      for (const colorScheme of ["light", "dark"]) {
        await this.look(width, colorScheme);
        same(`${name}, ${width} pixels, ${colorScheme}: axe finds no violation`, await this.#violations(), []);
        same(`${name}, ${width} pixels, ${colorScheme}: nothing is too wide`, await this.#overflow(), 0);
      }
    }
  }

  async #violations() {
    await this.page.evaluate(AXE);
    // It would otherwise load the style again, which the website's files do not allow.
    const run = (values) => globalThis.axe.run({ runOnly: { type: "tag", values }, preload: false });
    const { violations } = await this.page.evaluate(run, RULES);
    return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => node.html) }));
  }

  /** The number of pixels by which the page is too wide. */
  #overflow() {
    return this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  }

  /** Saves a picture of an element and what is around it, for each width and color scheme. */
  async pictures(name, selector = "header") {
    for (const width of WIDTHS) {
      for (const colorScheme of ["light", "dark"]) {
        await this.look(width, colorScheme);
        await this.page.locator(selector).first().evaluate((element) => element.scrollIntoView({ block: "center" }));
        await this.picture(`${name}-${width}-${colorScheme}`);
      }
    }
  }

  /** Changes the width of the window, and its color scheme. */
  async look(width, colorScheme) {
    await this.page.setViewportSize({ width, height: width > 500 ? 900 : 760 });
    await this.page.emulateMedia({ colorScheme });
  }

  async picture(name) {
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`) });
  }
}
