//! Servers on a port of their own, which stop when they are dropped.

use std::{future::Future, net::SocketAddr, sync::Arc};

use bytes::Bytes;
use h2::server::{self, Connection};
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::{Builder, Runtime},
    sync::{Notify, mpsc},
};

use super::{
    call::Call,
    raw::{self, Raw},
    script::{Step, headers, message, ok},
    wire,
};

/// A server in the test process.
pub struct Server {
    address: SocketAddr,
    proceed: Arc<Notify>,
    _runtime: Runtime,
}

impl Server {
    /// A server that does not follow HTTP/2.
    pub fn raw(behavior: Raw) -> Server {
        Server::start(move |stream, _| async move {
            let _ = raw::serve(stream, behavior).await; // the client may have closed the connection
        })
    }

    /// A server that responds to a method by a script. The other methods respond as they should.
    pub fn scripted(method: &'static str, script: &[Step]) -> Server {
        let script = script.to_vec();
        Server::start(move |stream, proceed| serve(stream, method, script.clone(), proceed))
    }

    fn start<F>(serve: impl Fn(TcpStream, Arc<Notify>) -> F + Send + 'static) -> Server
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut runtime = Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime can be started");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"));
        let listener = listener.expect("a port is free");
        let address = listener.local_addr().expect("the listener is bound");
        let proceed = Arc::new(Notify::new());
        let notify = Arc::clone(&proceed);
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&notify)));
            }
        });
        Server {
            address,
            proceed,
            _runtime: runtime,
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets a script that waits for the test continue.
    pub fn proceed(&self) {
        self.proceed.notify_one();
    }
}

/// Serves the calls of a connection, until the connection is closed.
async fn serve(stream: TcpStream, method: &str, script: Vec<Step>, proceed: Arc<Notify>) {
    let Ok(mut connection) = server::handshake(stream).await else {
        return; // the client has closed the connection
    };
    let (sender, mut steps) = mpsc::channel(1);
    loop {
        tokio::select! {
            accepted = connection.accept() => {
                let Some(Ok((request, respond))) = accepted else {
                    return;
                };
                let called = request.uri().path().rsplit('/').next();
                let is_tested = called == Some(method);
                let call = Call {
                    request: Some(request.into_body()),
                    respond,
                    body: None,
                    connection: sender.clone(),
                    proceed: Arc::clone(&proceed),
                };
                tokio::spawn(call.play(if is_tested { script.clone() } else { good_list() }));
            }
            Some(step) = steps.recv() => {
                if matches!(step, Step::Disconnect) {
                    return;
                }
                go_away(&mut connection, &step);
            }
        }
    }
}

fn go_away(connection: &mut Connection<TcpStream, Bytes>, step: &Step) {
    match step {
        Step::GoAway(reason) => connection.abrupt_shutdown(*reason),
        _ => connection.graceful_shutdown(),
    }
}

/// The response of ListFeatures with which `client record` picks the points of its route.
fn good_list() -> Vec<Step> {
    vec![headers(), message(&wire::feature("A feature")), ok()]
}
