//! Messages of the contract, byte by byte, so that a test can also send wrong ones.

/// A gRPC message with its prefix: the compression flag and the length.
pub fn framed(flag: u8, message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).expect("a short message");
    [&[flag], &length.to_be_bytes()[..], message].concat()
}

/// A Point: the fields 1 and 2, which hold numbers.
pub fn point(latitude: i32, longitude: i32) -> Vec<u8> {
    [&[0x08], &varint(latitude)[..], &[0x10], &varint(longitude)].concat()
}

/// A field that holds bytes: a message, or a string.
pub fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let length = varint(i32::try_from(bytes.len()).expect("few bytes"));
    [&[number << 3 | 2], &length[..], bytes].concat()
}

/// A framed Rectangle.
pub fn rectangle(lo: &[u8], hi: &[u8]) -> Vec<u8> {
    framed(0, &[field(1, lo), field(2, hi)].concat())
}

/// A framed Rectangle that contains all points with longitude 0.
pub fn meridian() -> Vec<u8> {
    rectangle(&point(-900_000_000, 0), &point(900_000_000, 0))
}

/// A framed RouteNote.
pub fn note(location: &[u8], message: &[u8]) -> Vec<u8> {
    framed(0, &[field(1, location), field(2, message)].concat())
}

/// The size of the prefix of a message.
pub const PREFIX: usize = 5;

/// The first bytes of each message in a body: those of a note that a client sent, without the fields
/// that the server added.
pub fn beginnings(mut body: &[u8], length: usize) -> Vec<&[u8]> {
    let mut messages = Vec::new();
    while let Some((prefix, rest)) = body.split_first_chunk() {
        let [_, size @ ..]: [u8; PREFIX] = *prefix;
        let (message, rest) = rest.split_at(u32::from_be_bytes(size) as usize);
        messages.push(&message[..length]);
        body = rest;
    }
    messages
}

/// A number as Protocol Buffers encode it: seven bits in each byte, the lowest first.
fn varint(value: i32) -> Vec<u8> {
    let mut rest = i64::from(value) as u64;
    let mut bytes = Vec::new();
    while rest >= 0x80 {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
    bytes
}
