// A learner: a copy of the learner's files, and a person who writes in them.

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

  constructor() {
    rmSync(WORKSPACE, { recursive: true, force: true });
    for (const file of FILES) {
      mkdirSync(dirname(join(this.root, file)), { recursive: true });
      cpSync(join(ROOT, file), join(this.root, file), { recursive: true });
    }
    rmSync(join(this.project, "kept"), { recursive: true, force: true });
    renameSync(join(this.project, "Cargo.lock"), join(WORKSPACE, "Cargo.lock"));
    const members = 'members = ["browser/start_here"]\nexclude = ["browser/completed"]\n';
    writeFileSync(join(WORKSPACE, "Cargo.toml"), `[workspace]\nresolver = "3"\n${members}`);
    this.slots = slots(this.text("CODELAB.md"));
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

  /** Writes the code of a step in place of its placeholders, with a change if there is one. */
  write(step, change = (code) => code) {
    for (const slot of this.slots.filter((slot) => slot.step === step)) {
      this.edit(slot.file, (text) => filled(text, slot, change(slot.code)));
    }
  }

  /** Starts the learner's server, and waits until it listens. */
  async serve(port, ...args) {
    const command = ["run", "--quiet", "--bin", "server", "--", "--addr", `127.0.0.1:${port}`, ...args];
    const server = new Program(CARGO, command, { cwd: this.project });
    await server.line(/^Listening on /);
    return server;
  }
}

/** The slots that the text declares: the step, the file, the placeholder, and the code. */
function slots(text) {
  const found = [];
  let step = 0;
  let placeholder;
  let open;
  for (const line of text.split("\n")) {
    const heading = line.match(/^## (\d+)\. /);
    const write = line.match(/^\*\*Write:\*\* in `[^`]+`, replace (?:the comment )?`([^`]+)`/);
    const fence = line.match(/^```\w+ fill=(\S+)/);
    if (heading) step = Number(heading[1]);
    if (write) placeholder = write[1];
    if (fence) {
      open = { step, placeholder, file: `start_here/${fence[1]}`, code: [] };
    } else if (open && line === "```") {
      found.push({ ...open, code: open.code.join("\n") });
      open = undefined;
    } else {
      open?.code.push(line);
    }
  }
  return found;
}

/** A text with code in place of a placeholder, and with the indentation of the placeholder. */
function filled(text, { placeholder }, code) {
  const at = text.indexOf(placeholder);
  if (at < 0) throw new Error(`there is no placeholder ${placeholder}`);
  const [indentation] = text.slice(text.lastIndexOf("\n", at) + 1).match(/^ */);
  const indented = code.replaceAll(/\n(?=.)/g, `\n${indentation}`);
  return text.slice(0, at) + indented + text.slice(at + placeholder.length);
}
