//! Messages, as gRPC and Protocol Buffers encode them.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};

/// A message with its prefix: a flag, which is 1 if the message is compressed, and its length.
pub fn framed(flag: u8, message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).expect("a short message");
    [&prefix(flag, length), message].concat()
}

/// The prefix of a message of this length.
pub fn prefix(flag: u8, length: u32) -> Vec<u8> {
    [&[flag], &length.to_be_bytes()[..]].concat()
}

/// A `Feature` with this name, at 0.0000001° north and 0.0000002° east.
pub fn feature(name: &str) -> Vec<u8> {
    let location = [0x08, 1, 0x10, 2];
    [field(1, name.as_bytes()), field(2, &location)].concat()
}

/// The line that the client prints for a [`feature`].
pub fn described(name: &str) -> String {
    format!("{name} at 0.0000001, 0.0000002\n")
}

/// A `RouteNote` with this message.
pub fn note(message: &str) -> Vec<u8> {
    field(2, message.as_bytes())
}

/// A field that holds bytes: a message, or a string.
pub fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    [&[number << 3 | 2], &varint(bytes.len())[..], bytes].concat()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("a vector grows");
    encoder.finish().expect("a vector grows")
}

fn varint(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}
