//! A call to which the server responds by a script.

use std::{future, sync::Arc, time::Duration};

use bytes::Bytes;
use h2::{RecvStream, SendStream, server::SendResponse};
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use tokio::{
    sync::{Notify, mpsc},
    time,
};

use super::{
    script::{Fields, Step},
    wire::framed,
};

/// A call that the server has accepted.
pub struct Call {
    pub request: Option<RecvStream>,
    pub respond: SendResponse<Bytes>,
    /// The body of the response, once the headers have been sent.
    pub body: Option<SendStream<Bytes>>,
    /// Receives the steps that concern the connection.
    pub connection: mpsc::Sender<Step>,
    pub proceed: Arc<Notify>,
}

impl Call {
    /// Performs the steps, until the client cancels the call.
    pub async fn play(mut self, script: Vec<Step>) {
        for step in script {
            if self.perform(step).await.is_err() {
                return;
            }
        }
        future::pending().await // keeps the streams open
    }

    async fn perform(&mut self, step: Step) -> Result<(), h2::Error> {
        match step {
            Step::Headers(status, fields) => self.head(status, fields, false)?,
            Step::HeadersOnly(status, fields) => self.head(status, fields, true)?,
            Step::Data(bytes) => self.body().send_data(bytes.into(), false)?,
            Step::Trailers(fields) => self.body().send_trailers(header_map(fields))?,
            Step::End => self.body().send_data(Bytes::new(), true)?,
            Step::Reset(reason) => self.respond.send_reset(reason),
            Step::Receive(length) => self.receive(length).await?,
            Step::RejectRequest => drop(self.request.take()),
            Step::AwaitTest => self.proceed.notified().await,
            Step::Trickle => self.trickle().await?,
            Step::Repeat(message) => self.repeat(framed(0, &message).into()).await?,
            Step::GoAway(_) | Step::GracefulGoAway | Step::Disconnect => {
                let _ = self.connection.send(step).await; // it may be closed already
            }
        }
        Ok(())
    }

    fn head(&mut self, status: u16, fields: Fields, ends: bool) -> Result<(), h2::Error> {
        let mut response = Response::new(());
        *response.status_mut() = status.try_into().expect("an HTTP status");
        *response.headers_mut() = header_map(fields);
        self.body = Some(self.respond.send_response(response, ends)?);
        Ok(())
    }

    fn body(&mut self) -> &mut SendStream<Bytes> {
        self.body.as_mut().expect("the script begins with headers")
    }

    async fn receive(&mut self, mut length: usize) -> Result<(), h2::Error> {
        let request = self.request.as_mut().expect("the request is not rejected");
        while length > 0 {
            let bytes = request.data().await.expect("the request is longer")?;
            request.flow_control().release_capacity(bytes.len())?;
            length = length.saturating_sub(bytes.len());
        }
        Ok(())
    }

    async fn trickle(&mut self) -> Result<(), h2::Error> {
        let mut interval = time::interval(Duration::from_millis(100));
        loop {
            interval.tick().await;
            self.body().send_data(Bytes::from_static(&[0]), false)?;
        }
    }

    async fn repeat(&mut self, message: Bytes) -> Result<(), h2::Error> {
        let body = self.body();
        loop {
            body.reserve_capacity(message.len());
            while body.capacity() < message.len() {
                match future::poll_fn(|context| body.poll_capacity(context)).await {
                    Some(capacity) => drop(capacity?),
                    None => return Ok(()), // the client has canceled the call
                }
            }
            body.send_data(message.clone(), false)?;
        }
    }
}

fn header_map(fields: Fields) -> HeaderMap {
    let entry = |(name, value): (_, String)| {
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("the value of a header");
        (HeaderName::from_static(name), value)
    };
    fields.into_iter().map(entry).collect()
}
