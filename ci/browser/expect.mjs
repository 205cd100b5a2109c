// Checks that wait. A check that fails says what was expected, and what was seen.

import { isDeepStrictEqual } from "node:util";

/** The time that a check waits, in milliseconds. A save is compiled and tested meanwhile. */
export const LIMIT = 120_000;

const PAUSE = 25;

/** The number of checks that have passed. */
export let passed = 0;

/**
 * Waits until a function returns the expected value: a pattern that the text matches, or an equal value.
 * Returns the time that this took, in milliseconds.
 */
export async function expect(what, see, expected, limit = LIMIT) {
  const start = performance.now();
  for (;;) {
    const seen = await see();
    const time = performance.now() - start;
    if (fits(seen, expected) || time > limit) {
      same(what, seen, expected);
      return time;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** Checks a value that does not change any longer. */
export function same(what, seen, expected) {
  if (!fits(seen, expected)) {
    throw new Error(`${what}:\n  expected ${inWords(expected)}\n  but saw  ${inWords(seen)}`);
  }
  passed += 1;
  console.log(`  ✓ ${what}`);
}

function fits(seen, expected) {
  return expected instanceof RegExp ? expected.test(seen) : isDeepStrictEqual(seen, expected);
}

function inWords(value) {
  return value instanceof RegExp ? `something like ${value}` : JSON.stringify(value, null, 1);
}
