// Calls every method of the server at an address, with @grpc/grpc-js; with a CA, over TLS and with a
// token. Usage: node client.js HOST:PORT [CA_FILE TOKEN]
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
// Installed below target/, where run.py says.
const load = (name) => require(require.resolve(name, { paths: [process.env.NODE_MODULES ?? "."] }));
const grpc = load("@grpc/grpc-js");
const loader = load("@grpc/proto-loader");

const proto = path.join(__dirname, "../../protos/route_guide.proto");
const { routeguide } = grpc.loadPackageDefinition(loader.loadSync(proto, { keepCase: true, defaults: true }));
const [address, ca, token] = process.argv.slice(2);
const { createInsecure, createSsl } = grpc.credentials;
const credentials = ca ? createSsl(fs.readFileSync(ca)) : createInsecure();
const client = new routeguide.RouteGuide(address, credentials);
const metadata = new grpc.Metadata();
if (token) metadata.set("authorization", `Bearer ${token}`);

const light = { latitude: 409146138, longitude: -746188906 };
const name = "Berkshire Valley Management Area Trail, Jefferson, NJ, USA";

/** The answer of a call with one, or its error. */
const one = (begin) =>
  new Promise((resolve, reject) => begin((error, answer) => (error ? reject(error) : resolve(answer))));

/** All answers of a call with a stream of them, or its error. */
const all = (stream) =>
  new Promise((resolve, reject) => {
    const answers = [];
    stream.on("data", (answer) => answers.push(answer));
    stream.on("end", () => resolve(answers));
    stream.on("error", reject);
  });

/** Sends these messages, and says that they were all. */
const send = (stream, messages) => {
  for (const message of messages) stream.write(message);
  stream.end();
  return stream;
};

const methods = {
  async get_feature() {
    assert.equal((await one((done) => client.getFeature(light, done))).name, name);
    const off = one((done) => client.getFeature({ latitude: 900000001, longitude: 0 }, done));
    await assert.rejects(off, (error) => error.code === grpc.status.INVALID_ARGUMENT);
  },
  async list_features() {
    const found = await all(client.listFeatures({ lo: light, hi: light }));
    assert.deepEqual(found, [{ name, location: light }]);
    const corner = { latitude: 900000000, longitude: 1800000000 };
    const opposite = { latitude: -900000000, longitude: -1800000000 };
    assert((await all(client.listFeatures({ lo: corner, hi: opposite }))).length > 1);
    await assert.rejects(all(client.listFeatures({})), (error) => error.code === grpc.status.INVALID_ARGUMENT);
  },
  async record_route() {
    const summary = await one((done) => send(client.recordRoute(done), [light, light]));
    assert.deepEqual(summary, { point_count: 2, feature_count: 2, distance: 0, elapsed_time: 0 });
  },
  async route_chat() {
    const location = { latitude: 5, longitude: 6 };
    const notes = ["one", "two", "three"].map((message) => ({ location, message }));
    const answers = await all(send(client.routeChat(metadata), notes));
    assert.deepEqual(answers.map((note) => note.message), ["one", "one", "two"]);
    const author = token ? "alice" : "";
    assert(answers.every((note) => note.author === author));
    const late = all(client.routeChat(metadata, { deadline: Date.now() + 300 }));
    await assert.rejects(late, (error) => error.code === grpc.status.DEADLINE_EXCEEDED);
  },
};

(async () => {
  for (const [method, call] of Object.entries(methods)) {
    await call();
    console.log(method);
  }
  client.close();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
