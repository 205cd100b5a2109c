// A browser whose requests and messages are watched.

import { mkdirSync, rmSync } from "node:fs";

import { PICTURES, Tab } from "./tab.mjs";
import { chromium, installed } from "./tools.mjs";

export class Browser {
  /** Requests and messages that should not be there. */
  problems = [];
  #isOutage = false;

  /** A browser whose pages may send requests to these origins only. */
  static async start(origins) {
    const browser = new Browser();
    rmSync(PICTURES, { recursive: true, force: true });
    mkdirSync(PICTURES, { recursive: true });
    browser.origins = origins;
    browser.chromium = await chromium.launch({
      executablePath: installed("google-chrome", "chromium"),
      chromiumSandbox: process.getuid?.() !== 0, // root cannot use it
    });
    return browser;
  }

  /** A new tab with an address. */
  async open(url, options = {}) {
    const context = await this.chromium.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    const page = await context.newPage();
    this.#watch(page);
    const tab = new Tab(page);
    await tab.go(url);
    return tab;
  }

  /** Saves a picture of each tab that is open. */
  async picturesOfAllTabs(name) {
    const pages = this.chromium.contexts().flatMap((context) => context.pages());
    for (const [index, page] of pages.entries()) {
      await new Tab(page).picture(`${name}-${index + 1}`);
    }
  }

  /** Runs a function while the tool or the learner's server does not respond. */
  async duringOutage(run) {
    this.#isOutage = true;
    await run();
    this.#isOutage = false;
  }

  #watch(page) {
    const report = (problem) => this.problems.push(`${page.url()}: ${problem}`);
    page.on("pageerror", (error) => report(error.stack));
    page.on("console", (message) => {
      const isLoud = ["error", "warning"].includes(message.type());
      if (isLoud && !this.#isOutage) report(`${message.type()}: ${message.text()}`);
    });
    page.on("request", (request) => {
      if (!this.origins.some((origin) => request.url().startsWith(`${origin}/`))) report(`a request to ${request.url()}`);
    });
    page.on("requestfailed", (request) => {
      const error = request.failure().errorText;
      const hasLeft = error === "net::ERR_ABORTED"; // the reader has left the page
      if (!hasLeft && !this.#isOutage) report(`${request.url()} failed: ${error}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) report(`${response.url()} has the status ${response.status()}`);
    });
  }
}
