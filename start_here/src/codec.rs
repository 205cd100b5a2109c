//! tonic's codec for Protocol Buffers, with buffers that suit small messages.

use std::marker::PhantomData;

use prost::Message;
use tonic::codec::{BufferSettings, Codec};
use tonic_prost::{ProstDecoder, ProstEncoder};

/// The size of a new buffer, in bytes. Each call has one for its requests and one for its responses.
/// Our messages are rarely larger than a hundred bytes; for a larger one, the buffer grows. tonic's
/// default is 8 KiB.
const BUFFER_SIZE: usize = 512;

/// The size, in bytes, at which a stream sends the messages in its buffer: tonic's default.
const YIELD_THRESHOLD: usize = 32 * 1024;

/// Encodes messages of type `T`, and decodes messages of type `U`.
#[derive(Debug, Default)]
pub struct SmallMessageCodec<T, U>(PhantomData<(T, U)>);

impl<T, U> Codec for SmallMessageCodec<T, U>
where
    T: Message + Send + 'static,
    U: Message + Default + Send + 'static,
{
    type Encode = T;
    type Decode = U;
    type Encoder = ProstEncoder<T>;
    type Decoder = ProstDecoder<U>;

    fn encoder(&mut self) -> ProstEncoder<T> {
        ProstEncoder::new(BufferSettings::new(BUFFER_SIZE, YIELD_THRESHOLD))
    }

    fn decoder(&mut self) -> ProstDecoder<U> {
        ProstDecoder::new(BufferSettings::new(BUFFER_SIZE, YIELD_THRESHOLD))
    }
}
