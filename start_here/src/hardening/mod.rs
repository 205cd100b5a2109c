//! Protects a server on an untrusted network by closing gaps in tonic 0.14.
//!
//! | Gap | Closed by | Obsolete when |
//! |---|---|---|
//! | When a deadline passes, tonic ends the call with CANCELLED, and does not end a stream that has begun. [The status codes](https://github.com/grpc/grpc/blob/master/doc/statuscodes.md) ask for DEADLINE_EXCEEDED. | [`HardeningLayer`] | tonic's `GrpcTimeout` does both; it was added in [grpc-rust#606](https://github.com/grpc/grpc-rust/pull/606) |
//! | tonic treats a request that is not gRPC as if it were. [gRPC over HTTP/2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md) asks for HTTP status 415. | [`HardeningLayer`] | [grpc-rust#1720](https://github.com/grpc/grpc-rust/issues/1720) is closed |
//! | A message over the size limit fails with OUT_OF_RANGE. Other implementations agreed on RESOURCE_EXHAUSTED in [grpc#10612](https://github.com/grpc/grpc/pull/10612). | [`HardeningLayer`] | tonic's decoder uses that code |
//! | tonic never disconnects a client that connects and sends nothing. Such a client holds up a graceful shutdown. | [`await_preface`] | hyper has a timeout for the HTTP/2 handshake: [hyper#4170](https://github.com/hyperium/hyper/issues/4170), [hyper#4172](https://github.com/hyperium/hyper/pull/4172) |
//! | The same, for a client that completes a TLS handshake and sends nothing after it, on purpose or because its computer has crashed. The connection stays open until the server ends. | nothing: [`await_preface`] cannot read encrypted bytes | hyper has that timeout |
//! | When file descriptors run out, tonic retries `accept` at once, and uses a whole core. | [`await_preface`] | tonic pauses after such an error |

mod calls;
mod connections;
mod deadline;

pub use calls::{HardenedBody, HardenedFuture, HardenedService, HardeningLayer};
pub use connections::await_preface;
