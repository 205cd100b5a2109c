// Encodes and decodes the messages of RouteGuide that the script for browsers needs.

// A field begins with a key: its number, and its type in the lowest three bits. Type 0 is a number, and
// type 2 is a string or a message, with its length before it.
export function encodePoint({ latitude, longitude }) {
  return [(1 << 3) | 0, ...varint(latitude), (2 << 3) | 0, ...varint(longitude)];
}

export function encodeRectangle({ lo, hi }) {
  return [...nested(1, encodePoint(lo)), ...nested(2, encodePoint(hi))];
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

export function decodeFeature(message) {
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
