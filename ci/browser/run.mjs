// Proves that the web page of the codelab works in a browser: see README.md.

import { Browser } from "./browser.mjs";
import { aForwardedPort, theServerIsKilled, theToolIsStopped, twoTabs } from "./connection.mjs";
import { theBrowserDraws } from "./direct.mjs";
import { passed, same } from "./expect.mjs";
import { Learner } from "./learner.mjs";
import { theMapGrows } from "./map.mjs";
import { Program, freePort } from "./program.mjs";
import { mistakes, theFirstLook } from "./progress.mjs";
import { everyKindOfPage, theKeyboard, withoutScripts } from "./reading.mjs";
import { theTextChanges } from "./text.mjs";
import { fromASaveToItsResult } from "./times.mjs";
import { built } from "./tools.mjs";

/** The learner, the tool, and the browser. */
class World {
  constructor(port, serverPort) {
    this.port = port;
    this.origin = `http://127.0.0.1:${port}`;
    this.serverPort = serverPort;
    this.program = built("page");
    this.companion = built("codelab");
    this.learner = new Learner(this.companion);
  }

  /** Starts the tool, as `cargo codelab page` does. */
  async startTool() {
    const server = `http://127.0.0.1:${this.serverPort}`;
    const args = ["--root", this.learner.root, "page", "--port", `${this.port}`, "--server", server, "--no-open"];
    this.tool = new Program(this.program, args);
    await this.tool.line(/^The codelab is at http/);
  }
}

/** In this order: each begins where the one before it ends. */
const STORIES = [
  theFirstLook,
  mistakes,
  theMapGrows,
  theTextChanges,
  theServerIsKilled,
  twoTabs,
  aForwardedPort,
  theToolIsStopped,
  everyKindOfPage,
  theKeyboard,
  withoutScripts,
  fromASaveToItsResult,
  theBrowserDraws,
];

const world = new World(await freePort(), await freePort());
world.browser = await Browser.start([world.origin, "file://"]);
try {
  await world.startTool();
  for (const story of STORIES) {
    console.log(inWords(story.name));
    await story(world);
    same("the browser reports no problem", world.browser.problems, []);
  }
  console.log(`${passed} checks of the page in a browser have passed`);
} catch (error) {
  process.exitCode = 1;
  console.error(error.stack);
  await world.browser.picturesOfAllTabs("at-the-failure").catch(console.error);
} finally {
  await world.browser.chromium.close();
  process.exit();
}

/** A name such as `theFirstLook` as words. */
function inWords(name) {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
