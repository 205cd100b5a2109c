// Calls RouteGuide with gRPC-Web, from a browser or from Node, and without packages. A point is an object
// { latitude, longitude } in E7 degrees.

// Returns the feature at a point: { name, location }.
export async function getFeature(server, point) {
  let feature;
  for await (feature of call(server, "GetFeature", encodePoint(point)));
  return feature;
}

// Yields the features in a rectangle with the corners `lo` and `hi`, as they arrive.
export async function* listFeatures(server, { lo, hi }) {
  const rectangle = [...nested(1, encodePoint(lo)), ...nested(2, encodePoint(hi))];
  yield* call(server, "ListFeatures", rectangle);
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

// A field begins with a key: its number, and its type in the lowest three bits. Type 0 is a number, and
// type 2 is a string or a message, with its length before it.
function encodePoint({ latitude, longitude }) {
  return [(1 << 3) | 0, ...varint(latitude), (2 << 3) | 0, ...varint(longitude)];
}

function nested(field, message) {
  return [(field << 3) | 2, ...varint(message.length), ...message];
}

// Encodes a number in groups of seven bits, the lowest first. The eighth bit says that another group
// follows. A negative number is extended to 64 bits, so it takes ten bytes.
function varint(number) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(number));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}

function decodeFeature(message) {
  const [, name, location = []] = decode(message);
  const [, latitude = 0, longitude = 0] = decode(location);
  return { name: new TextDecoder().decode(name), location: { latitude, longitude } };
}

// Returns the fields of a message by number: an int32, or the bytes of a string or a message.
function decode(message) {
  const fields = [];
  let at = 0;
  const bytes = (length) => message.subarray(at, (at += length));
  const int32 = () => {
    let [number, shift, byte] = [0, 0, 0];
    do {
      byte = message[at++];
      if (shift < 32) number |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    return number;
  };
  while (at < message.length) {
    const key = int32();
    if ((key & 7) === 0) fields[key >>> 3] = int32();
    else if ((key & 7) === 2) fields[key >>> 3] = bytes(int32() >>> 0);
    else bytes((key & 7) === 1 ? 8 : 4); // a field of a newer contract
  }
  return fields;
}
