// The programs and packages that the checks need. ci/run installs the packages below target/.

import { execFileSync } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The program that runs Cargo. */
export const CARGO = process.env.CARGO ?? "cargo";

const require = createRequire(join(ROOT, "target/tools/"));

/** Playwright's interface to Chromium. */
export const { chromium } = require("playwright-core");

/** The source of axe-core, which runs inside a page. */
export const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** The path of the first of these programs that is installed. */
export function installed(...names) {
  const folders = process.env.PATH.split(delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const program = candidates.find(isExecutable);
  if (!program) throw new Error(`none of these programs is installed: ${names.join(", ")}`);
  return program;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Compiles a package of the workspace, and returns the path of its program. */
export function built(name) {
  const command = ["build", "--locked", "--package", name, "--bin", name, "--message-format=json"];
  const options = { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 28 };
  const messages = execFileSync(CARGO, command, options).trim().split("\n").map((line) => JSON.parse(line));
  return messages.find((message) => message.executable).executable;
}
