// Calls the server at a URL with the script for browsers in completed/web. Usage: node web.mjs URL
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { getFeature, listFeatures } from "../../completed/web/route_guide.js";

const server = process.argv[2];
const light = { latitude: 409146138, longitude: -746188906 };
const name = "Berkshire Valley Management Area Trail, Jefferson, NJ, USA";
const corner = { latitude: 900000000, longitude: 1800000000 };
const opposite = { latitude: -900000000, longitude: -1800000000 };
const invalid = { latitude: 900000001, longitude: 0 };

/** All features of a list. */
const all = async (rectangle) => {
  const found = [];
  for await (const feature of listFeatures(server, rectangle)) found.push(feature);
  return found;
};
const isInvalid = (error) => error.code === 3 && error.message.includes("900000001 is out of range");

const methods = {
  async get_feature() {
    assert.deepEqual(await getFeature(server, light), { name, location: light });
    for (const location of [
      { latitude: 0, longitude: -1 },
      { latitude: 900000000, longitude: 1800000000 },
      { latitude: -900000000, longitude: -1800000000 },
      { latitude: 127, longitude: 128 },
    ]) {
      assert.deepEqual(await getFeature(server, location), { name: "", location });
    }
    await assert.rejects(getFeature(server, invalid), isInvalid);
  },
  async list_features() {
    assert.deepEqual(await all({ lo: light, hi: light }), [{ name, location: light }]);
    assert.equal((await all({ lo: corner, hi: opposite })).length, 104);
    assert.deepEqual(await all({ lo: corner, hi: corner }), []);
    await assert.rejects(all({ lo: invalid, hi: light }), isInvalid);
    for await (const feature of listFeatures(server, { lo: corner, hi: opposite })) {
      assert.equal(typeof feature.name, "string");
      break; // which cancels the call
    }
  },
};

/** Runs web/list.js. Returns its exit code and its output. */
const list = (...parameters) => {
  const program = fileURLToPath(new URL("../../completed/web/list.js", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...parameters], { encoding: "utf8" });
  return [status, stdout, stderr];
};
assert.deepEqual(list(server, "40.9146138", "-74.6188906", "40.9146138", "-74.6188906"), [0, `${name}\n`, ""]);
assert.deepEqual(list(server, "0", "0", "1", "1"), [0, "", "There is no feature in this rectangle\n"]);
for (const [code, parameters, message] of [
  [1, [server, "91", "0", "0", "0"], /^error: .*latitude 910000000 is out of range.*\n$/],
  [1, ["http://127.0.0.1:1", "0", "0", "1", "1"], /^error: .+\n$/],
  [2, [server, "0", "0", "1"], /^usage: node web\/list\.js URL .+\n$/],
  [2, [server, "0", "0", "1", "north"], /^usage: .+\n$/],
]) {
  const [status, stdout, stderr] = list(...parameters);
  assert.deepEqual([status, stdout], [code, ""], stderr);
  assert.match(stderr, message);
}

for (const [method, call] of Object.entries(methods)) {
  await call();
  console.log(method);
}
