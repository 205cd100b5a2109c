// A learner: a copy of the learner's files, and a person who writes in them.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { Program } from "./program.mjs";
import { CARGO, ROOT } from "./tools.mjs";

const FILES = ["CODELAB.md", "README.md", "codelab/hints.toml", "completed", "data", "protos", "start_here"];

/**
 * Below `target`, where Cargo finds the repository's settings and shares the dependencies that it has compiled.
 * The path within the workspace has a name of its own, because Cargo tells packages apart by it.
 */
const WORKSPACE = join(ROOT, "target/codelab/browser");

export class Learner {
  /** The folder with the copy of CODELAB.md. */
  root = join(WORKSPACE, "browser");
  project = join(this.root, "start_here");

  constructor(companion) {
    this.companion = companion;
    rmSync(WORKSPACE, { recursive: true, force: true });
    for (const file of FILES) {
      mkdirSync(dirname(join(this.root, file)), { recursive: true });
      cpSync(join(ROOT, file), join(this.root, file), { recursive: true });
    }
    rmSync(join(this.project, "kept"), { recursive: true, force: true });
    renameSync(join(this.project, "Cargo.lock"), join(WORKSPACE, "Cargo.lock"));
    const members = 'members = ["browser/start_here"]\nexclude = ["browser/completed"]\n';
    writeFileSync(join(WORKSPACE, "Cargo.toml"), `[workspace]\nresolver = "3"\n${members}`);
  }

  /** The text of a file. */
  text(file) {
    return readFileSync(join(this.root, file), "utf8").replaceAll("\r\n", "\n");
  }

  /** Changes a file, as an editor does, and returns its text from before. */
  edit(file, change) {
    const before = this.text(file);
    const after = change(before);
    if (after === before) throw new Error(`${file} does not change: ${change}`);
    writeFileSync(join(this.root, file), after);
    return before;
  }

  /** Writes the text's code, up to and including a step. */
  solve(step) {
    execFileSync(this.companion, ["--root", this.root, "solve", `${step}`]);
  }

  /** Starts the learner's server, and waits until it listens. */
  async serve(port, ...args) {
    const command = ["run", "--quiet", "--bin", "server", "--", "--addr", `127.0.0.1:${port}`, ...args];
    const server = new Program(CARGO, command, { cwd: this.project });
    await server.line(/^Listening on /);
    return server;
  }
}
