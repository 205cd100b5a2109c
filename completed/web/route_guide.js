// Calls RouteGuide with gRPC-Web, from a browser or from Node, and without packages. A point is an object
// { latitude, longitude } in E7 degrees.

import { decodeFeature, encodePoint, encodeRectangle } from "./messages.js";

// Returns the feature at a point: { name, location }.
export async function getFeature(server, point) {
  let feature;
  for await (feature of call(server, "GetFeature", encodePoint(point)));
  return feature;
}

// Yields the features in a rectangle with the corners { lo, hi }, as they arrive.
export async function* listFeatures(server, rectangle) {
  yield* call(server, "ListFeatures", encodeRectangle(rectangle));
}

// Makes a call, and yields the features of the response. Throws an Error if the call fails.
async function* call(server, method, message) {
  const response = await fetch(`${server}/routeguide.RouteGuide/${method}`, {
    method: "POST",
    headers: { "content-type": "application/grpc-web+proto" },
    body: new Uint8Array([0, 0, 0, 0, message.length, ...message]), // the prefix, and the message
  });
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  if (response.headers.has("grpc-status")) return check(response.headers);

  const reader = response.body.getReader();
  try {
    let received = new Uint8Array();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new Error("the response ended without a status");
      received = new Uint8Array([...received, ...value]);
      while (received.length >= 5) {
        const end = 5 + new DataView(received.buffer, received.byteOffset).getUint32(1);
        if (received.length < end) break; // the rest is still to come
        const frame = received.subarray(5, end);
        if (received[0] & 0x80) return check(parseTrailers(frame));
        yield decodeFeature(frame);
        received = received.subarray(end);
      }
    }
  } finally {
    await reader.cancel(); // if the caller wants no more features, this cancels the call
  }
}

// The trailers look like headers of HTTP/1: a name, a colon, and a value on each line.
function parseTrailers(frame) {
  const lines = new TextDecoder().decode(frame).trim().split("\r\n");
  return new Headers(lines.map((line) => line.split(/:(.*)/, 2)));
}

function check(headers) {
  const code = Number(headers.get("grpc-status") ?? 2); // without a status, it is unknown
  const message = decodeURIComponent(headers.get("grpc-message") ?? "");
  if (code !== 0) throw Object.assign(new Error(`status ${code}: ${message}`), { code });
}
