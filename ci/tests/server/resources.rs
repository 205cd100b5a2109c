//! The memory, file descriptors, and CPU time of the server while clients waste them, from Linux's
//! /proc.

use std::{
    fs,
    io::Write as _,
    net::{Shutdown, TcpStream},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use tokio::time::sleep;
use tonic::Code;

use crate::{
    connections::PREFACE,
    dataset::LARGE,
    messages::{framed, point},
    overload::unread_calls,
    programs::{Server, succeeds},
    raw_client::{GET_FEATURE, ROUTE_CHAT, RawClient, SOON, expect_serving},
};

/// The resources that a server uses.
#[derive(Debug)]
struct Used {
    kilobytes: usize,
    descriptors: usize,
}

impl Used {
    fn by(server: &Server) -> Used {
        let process = format!("/proc/{}", server.child.id());
        let status = fs::read_to_string(format!("{process}/status")).expect("its status");
        let mut lines = status.lines();
        let memory = lines.find_map(|line| line.strip_prefix("VmRSS:")?.strip_suffix(" kB"));
        let memory = memory.expect("resident memory").trim();
        let descriptors = fs::read_dir(format!("{process}/fd")).expect("its descriptors");
        Used {
            kilobytes: memory.parse().expect("a number"),
            descriptors: descriptors.count(),
        }
    }

    /// Expects the server to close all but a few of its descriptors soon, and to use at most this
    /// many megabytes more than it did when `self` was measured.
    async fn comes_back(&self, server: &Server, megabytes: usize) {
        let begin = Instant::now();
        let mut now = Used::by(server);
        while now.descriptors > self.descriptors + 2 {
            assert!(begin.elapsed() < SOON, "{self:?} before, {now:?} now");
            sleep(Duration::from_millis(50)).await;
            now = Used::by(server);
        }
        self.expect_growth_below(&now, megabytes);
    }

    fn expect_growth_below(&self, now: &Used, megabytes: usize) {
        let growth = now.kilobytes.saturating_sub(self.kilobytes) / 1024;
        assert!(growth < megabytes, "the server uses {growth} MB more");
    }
}

#[tokio::test]
async fn abandoned_connections_leave_nothing_behind() {
    let server = Server::start(&[]);
    expect_serving(&server).await;
    let before = Used::by(&server);
    for _ in 0..10 {
        let mut connections = Vec::new();
        for number in 0..100 {
            let mut stream = TcpStream::connect(server.address()).expect("a connection");
            if number % 2 == 0 {
                let _ = stream.write_all(PREFACE);
            }
            if number % 3 == 0 {
                let _ = stream.shutdown(Shutdown::Write);
            }
            connections.push(stream);
        }
        expect_serving(&server).await;
    }
    before.comes_back(&server, 20).await;
}

#[tokio::test]
async fn reset_calls_leave_nothing_behind() {
    let server = Server::start(&[]);
    expect_serving(&server).await;
    let before = Used::by(&server);
    for _ in 0..5 {
        let mut client = RawClient::connect(&server).await;
        for _ in 0..2_000 {
            // At some point, the server closes the connection of a client that behaves like this.
            let Ok(mut call) = client.try_start(ROUTE_CHAT, &[]).await else {
                break;
            };
            call.request.send_reset(h2::Reason::CANCEL);
        }
        expect_serving(&server).await;
    }
    before.comes_back(&server, 20).await;
}

#[tokio::test]
async fn an_unread_response_costs_no_more_than_its_window() {
    let server = Server::start(&["--database", LARGE.as_str()]);
    expect_serving(&server).await;
    let before = Used::by(&server);
    let mut client = RawClient::connect(&server).await;
    let unread = unread_calls(&mut client, 100).await;
    sleep(Duration::from_millis(500)).await; // the server fills the windows
    before.expect_growth_below(&Used::by(&server), 100); // of a gigabyte
    drop((unread, client));
    before.comes_back(&server, 100).await;
}

#[tokio::test]
async fn a_route_of_a_million_points_takes_no_memory() {
    let server = Server::start(&[]);
    let record = |points: &str| {
        let url = server.url();
        let summary = succeeds("client", &["record", "--points", points, "--server", &url]);
        let count = format!("points: {points}, ");
        assert!(summary.starts_with(&count), "{summary}");
    };
    record("10000");
    let before = Used::by(&server);
    record("1000000");
    before.comes_back(&server, 2).await;
}

/// The CPU time that all threads of the server have used.
fn cpu_time(server: &Server) -> Duration {
    let threads = fs::read_dir(format!("/proc/{}/task", server.child.id()));
    let nanoseconds = threads.expect("its threads").map(|thread| {
        let file = thread.expect("a thread").path().join("schedstat");
        let statistics = fs::read_to_string(file).expect("its statistics");
        let time = statistics.split(' ').next().expect("a number");
        time.parse::<u64>().expect("a number")
    });
    Duration::from_nanos(nanoseconds.sum())
}

#[tokio::test]
async fn without_descriptors_the_server_is_idle_until_there_are_some() {
    let server = Server::start(&[]);
    let mut client = RawClient::connect(&server).await;
    expect_serving(&server).await;
    limit_descriptors(&server, Used::by(&server).descriptors + 5);

    let waiting = [(); 20].map(|()| TcpStream::connect(server.address()).expect("a connection"));
    let (begin, before) = (Instant::now(), cpu_time(&server));
    while begin.elapsed() < Duration::from_secs(1) {
        let request = framed(0, &point(0, 0));
        let response = client.call(GET_FEATURE, &[], &request).await;
        assert_eq!(response.status, Some(Code::Ok), "an open connection works");
        sleep(Duration::from_millis(100)).await;
    }
    let (time, busy) = (begin.elapsed(), cpu_time(&server) - before);
    assert!(
        busy < time / 2,
        "the server is busy for {busy:?} of {time:?}"
    );
    drop(waiting);
    expect_serving(&server).await;
}

fn limit_descriptors(server: &Server, descriptors: usize) {
    let limit = Some(descriptors as u64);
    let limits = Rlimit {
        current: limit,
        maximum: limit,
    };
    let process = Some(Pid::from_child(&server.child));
    prlimit(process, Resource::Nofile, limits).expect("the limit can be set");
}
