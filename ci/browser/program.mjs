// Programs that run beside the checks, and end with them.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

const running = new Set();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A program that keeps running. */
export class Program {
  #child;
  #lines = [];
  #listeners = new Set();

  constructor(command, args, options = {}) {
    this.name = [command, ...args].join(" ");
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], ...options });
    this.ended = once(this.#child, "exit").catch((error) => [error.message]);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      createInterface(stream).on("line", (line) => this.#add(line));
    }
    running.add(this.#child);
    this.ended.then(([code, signal]) => this.#report(code ?? signal));
  }

  #add(line) {
    this.#lines.push(line);
    for (const listener of this.#listeners) listener();
  }

  /** Says that it has failed, if nobody has stopped it. */
  #report(result) {
    if (!running.delete(this.#child) || result === 0) return;
    console.error([`${this.name} has ended with ${result}, and printed:`, ...this.#lines].join("\n"));
  }

  /** Waits for a line that matches, after all lines that were waited for before. */
  async line(pattern, limit = 120_000) {
    let notify;
    const found = new Promise((resolve) => {
      notify = () => {
        const index = this.#lines.findIndex((line) => pattern.test(line));
        if (index < 0) return;
        const line = this.#lines[index];
        this.#lines.splice(0, index + 1);
        resolve(line.match(pattern));
      };
      this.#listeners.add(notify);
      notify();
    });
    const match = await Promise.race([found, this.ended.then(() => null), pause(limit).then(() => null)]);
    this.#listeners.delete(notify);
    if (match) return match;
    throw new Error(`${this.name}: expected a line like ${pattern}, but saw:\n${this.#lines.join("\n")}`);
  }

  /** Stops it as Ctrl-C does, or at once with another signal, and waits until it has ended. */
  async stop(signal = "SIGINT") {
    running.delete(this.#child);
    this.#child.kill(signal);
    await this.ended;
  }
}

/** Waits for a number of milliseconds. The process can end before that. */
export function pause(time) {
  return new Promise((resolve) => setTimeout(resolve, time).unref());
}

/** A port that no program listens on. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
