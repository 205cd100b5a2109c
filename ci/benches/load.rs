//! What a call costs the server, in CPU time, over loopback: ours, on one thread as the program runs
//! it, and for comparison one that is written the way tonic's published RouteGuide example is.
//!
//! Each server is a process of its own, so that only its time counts and not the client's. The
//! processes take turns, several times, and the least of each is compared: what a busy machine adds,
//! it adds to some rounds more than to others. Where the difference is small, several of each take
//! turns, and the median of the rounds is what counts.

mod support;

use std::{
    env,
    io::{self, BufRead as _, BufReader, Write as _},
    pin::Pin,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use cpu_time::ProcessTime;
use route_guide::{
    database::FeatureDatabase,
    routeguide::{
        Feature, Point, Rectangle, RouteNote,
        route_guide_client::RouteGuideClient,
        route_guide_server::{RouteGuide, RouteGuideServer},
    },
    server,
    service::RouteGuideService,
};
use support::{features, place};
use tokio::{net::TcpListener, runtime::Builder, sync::mpsc};
use tokio_stream::{Stream, StreamExt as _, wrappers::ReceiverStream};
use tonic::{
    Request, Response, Status,
    transport::{Channel, Server, server::TcpIncoming},
};

/// How often each server is measured.
const ROUNDS: usize = 15;

/// How many servers of a hundred features are compared with as many of a million.
const PAIRS: usize = 4;

/// How many calls are under way at a time, and over how many connections.
const CALLERS: usize = 64;
const CONNECTIONS: usize = 4;

/// How many calls one measurement makes, how many messages it reads, and how many it sends.
const CALLS: usize = 20_000;
const LISTS: usize = 100;
const POINTS: usize = 1_000_000;
const NOTES: usize = 100_000;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (one, several) = (Builder::new_current_thread(), Builder::new_multi_thread());
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve", kind, features] => {
            let features = features.parse().expect("a number");
            // The example has #[tokio::main].
            let builder = if kind.ends_with("one thread") {
                one
            } else {
                several
            };
            run(builder, serve(kind, features));
        }
        _ => run(several, compare()), // whatever cargo bench passes on
    }
}

fn run(mut builder: Builder, future: impl Future<Output = ()>) {
    let runtime = builder.enable_all().build();
    runtime.expect("a runtime").block_on(future);
}

/// Runs a server, and tells how much CPU time it has used each time that a line comes in.
async fn serve(kind: &str, count: i32) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("{}", listener.local_addr().expect("its address"));
    let features: Vec<Feature> = features(count).collect();
    match kind {
        OURS | OURS_ON_MORE => {
            let database = FeatureDatabase::new(features).expect("good features");
            let service = RouteGuideService::new(database);
            tokio::spawn(server::run(listener, service, std::future::pending()));
        }
        EXAMPLE | EXAMPLE_ON_ONE => {
            let service = Example {
                features: Arc::new(features),
            };
            let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
            let router = Server::builder().add_service(RouteGuideServer::new(service));
            tokio::spawn(router.serve_with_incoming(incoming));
        }
        other => panic!("there is no server {other:?}"),
    }
    let asked = tokio::task::spawn_blocking(|| {
        for line in io::stdin().lines() {
            let _ = line.expect("a line");
            println!("{}", ProcessTime::now().as_duration().as_nanos());
        }
    });
    asked.await.expect("no panic");
}

/// A server as the example has it: it scans a list for a feature, and answers with a stream by way of
/// a task and a channel.
struct Example {
    features: Arc<Vec<Feature>>,
}

#[tonic::async_trait]
impl RouteGuide for Example {
    async fn get_feature(&self, request: Request<Point>) -> Result<Response<Feature>, Status> {
        for feature in &self.features[..] {
            if feature.location.as_ref() == Some(request.get_ref()) {
                return Ok(Response::new(feature.clone()));
            }
        }
        Ok(Response::new(Feature::default()))
    }

    async fn list_features(
        &self,
        request: Request<Rectangle>,
    ) -> Result<Response<Pin<Box<dyn Stream<Item = Result<Feature, Status>> + Send>>>, Status> {
        let (sender, receiver) = mpsc::channel(4);
        let features = Arc::clone(&self.features);
        tokio::spawn(async move {
            for feature in &features[..] {
                let place = feature.location.as_ref().expect("a location");
                if in_range(place, request.get_ref())
                    && sender.send(Ok(feature.clone())).await.is_err()
                {
                    return;
                }
            }
        });
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }
}

fn in_range(point: &Point, rectangle: &Rectangle) -> bool {
    let (lo, hi) = (
        rectangle.lo.expect("a corner"),
        rectangle.hi.expect("a corner"),
    );
    (lo.latitude..=hi.latitude).contains(&point.latitude)
        && (lo.longitude..=hi.longitude).contains(&point.longitude)
}

/// A server in a process of its own.
struct Measured {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    clients: Vec<RouteGuideClient<Channel>>,
    /// How many of its features are asked for.
    places: i32,
}

impl Measured {
    async fn start(kind: &str, features: i32) -> Measured {
        let program = env::current_exe().expect("this program");
        let mut child = Command::new(program)
            .args(["serve", kind, &features.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it can be run again");
        let mut stdout = BufReader::new(child.stdout.take().expect("its output"));
        let mut address = String::new();
        stdout.read_line(&mut address).expect("a line");
        let endpoint = Channel::from_shared(format!("http://{}", address.trim())).expect("a URL");
        let mut clients = Vec::new();
        for _ in 0..CONNECTIONS {
            let channel = endpoint.connect().await.expect("a connection");
            clients.push(RouteGuideClient::new(channel));
        }
        let stdin = child.stdin.take().expect("its input");
        Measured {
            child,
            stdin,
            stdout,
            clients,
            places: features,
        }
    }

    /// CPU time that the server has used so far.
    fn used(&mut self) -> Duration {
        writeln!(self.stdin).expect("it listens");
        let mut nanoseconds = String::new();
        self.stdout.read_line(&mut nanoseconds).expect("a line");
        Duration::from_nanos(nanoseconds.trim().parse().expect("a number"))
    }

    /// Many GetFeature calls, each for a feature that is there.
    async fn get_feature(&self) -> usize {
        let mut callers = Vec::new();
        for caller in 0..CALLERS {
            let mut client = self.clients[caller % CONNECTIONS].clone();
            let places = self.places;
            callers.push(tokio::spawn(async move {
                for call in 0..CALLS / CALLERS {
                    let number = (caller * 7919 + call * 104_729) as i32 % places;
                    let answer = client.get_feature(place(number)).await.expect("an answer");
                    assert!(!answer.get_ref().name.is_empty());
                }
            }));
        }
        for caller in callers {
            caller.await.expect("no panic");
        }
        CALLS / CALLERS * CALLERS
    }

    /// Lists of all features, one after the other.
    async fn list_features(&self) -> usize {
        let mut client = self.clients[0].clone();
        let mut count = 0;
        for _ in 0..LISTS {
            let everything = Rectangle {
                lo: Some(Point {
                    latitude: -900_000_000,
                    longitude: -1_800_000_000,
                }),
                hi: Some(Point {
                    latitude: 900_000_000,
                    longitude: 1_800_000_000,
                }),
            };
            let answer = client.list_features(everything).await.expect("an answer");
            let mut features = answer.into_inner();
            while features.message().await.expect("a message").is_some() {
                count += 1;
            }
        }
        count
    }

    async fn record_route(&self) -> usize {
        let points = (0..POINTS).map(|number| place(number as i32 % 1_000_000));
        let mut client = self.clients[0].clone();
        let answer = client.record_route(tokio_stream::iter(points)).await;
        let summary = answer.expect("an answer").into_inner();
        assert_eq!(summary.point_count as usize, POINTS);
        POINTS
    }

    /// Notes at a hundred thousand places, each answered with none.
    async fn route_chat(&self) -> usize {
        let notes = (0..NOTES as i32).map(|number| RouteNote {
            location: Some(place(number)),
            message: "Somebody was here".to_string(),
        });
        let mut client = self.clients[0].clone();
        let answer = client.route_chat(tokio_stream::iter(notes)).await;
        let answers = answer.expect("an answer").into_inner();
        let answers: Result<Vec<_>, Status> = answers.collect().await;
        assert!(answers.expect("answers").is_empty());
        NOTES
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The CPU time, in nanoseconds, that each server used for one of what `$work` counts, round by round.
macro_rules! rounds {
    ($servers:expr, $work:ident) => {{
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let mut round = Vec::new();
            for server in $servers.iter_mut() {
                let before = server.used();
                let count = server.$work().await;
                let used = server.used() - before;
                round.push(used.as_nanos() as f64 / count as f64);
            }
            rounds.push(round);
        }
        rounds
    }};
}

/// The least that each server used.
fn least(rounds: Vec<Vec<f64>>) -> Vec<f64> {
    let least = |one: Vec<f64>, other: Vec<f64>| {
        let pairs = one.into_iter().zip(other);
        pairs.map(|(one, other)| one.min(other)).collect()
    };
    rounds.into_iter().reduce(least).expect("a round")
}

/// How much every other server used, beginning with the second, for each 1 of those between: the
/// median of the rounds.
fn ratio(rounds: Vec<Vec<f64>>) -> f64 {
    let sum = |round: &[f64], first| round.iter().skip(first).step_by(2).sum::<f64>();
    let ratios = rounds.iter().map(|round| sum(round, 1) / sum(round, 0));
    let mut ratios: Vec<f64> = ratios.collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

const EXAMPLE: &str = "example";
const EXAMPLE_ON_ONE: &str = "example, one thread";
const OURS: &str = "ours, one thread";
const OURS_ON_MORE: &str = "ours, more";

async fn compare() {
    println!("CPU time of the server over loopback, the least of {ROUNDS} rounds\n");
    let mut servers = [
        Measured::start(EXAMPLE, 100).await,
        Measured::start(EXAMPLE_ON_ONE, 100).await,
        Measured::start(OURS_ON_MORE, 100).await,
        Measured::start(OURS, 100).await,
        Measured::start(OURS, 10_000).await,
        Measured::start(OURS, 1_000_000).await,
    ];
    let calls = least(rounds!(servers, get_feature));
    println!("GetFeature, a call");
    println!(
        "  example, 100 features             {:6.2} µs",
        calls[0] / 1e3
    );
    println!(
        "  the same on one thread            {:6.2} µs",
        calls[1] / 1e3
    );
    println!(
        "  ours, 100 features, more threads  {:6.2} µs",
        calls[2] / 1e3
    );
    println!(
        "  ours, 100 features                {:6.2} µs",
        calls[3] / 1e3
    );
    println!(
        "  ours, 10,000 features             {:6.2} µs",
        calls[4] / 1e3
    );
    println!(
        "  ours, 1,000,000 features          {:6.2} µs",
        calls[5] / 1e3
    );
    println!(
        "  ours : example                    {:6.2}",
        calls[3] / calls[0]
    );

    // Where the system happens to put a process in memory makes a difference of a few percent, which
    // several of each even out.
    let mut servers = Vec::new();
    for _ in 0..PAIRS {
        servers.push(Measured::start(OURS, 100).await);
        servers.push(Measured::start(OURS, 1_000_000).await);
    }
    let all = ratio(rounds!(servers, get_feature));
    for server in &mut servers {
        server.places = 100;
    }
    let few = ratio(rounds!(servers, get_feature));
    println!(
        "  a million : a hundred             {all:6.2}, and {few:.2} where 100 are asked for\n"
    );
    drop(servers);

    let mut servers = [
        Measured::start(EXAMPLE, 10_000).await,
        Measured::start(EXAMPLE_ON_ONE, 10_000).await,
        Measured::start(OURS, 10_000).await,
    ];
    let messages = least(rounds!(servers, list_features));
    println!("ListFeatures, a message");
    println!(
        "  task and channel                  {:6.2} µs",
        messages[0] / 1e3
    );
    println!(
        "  the same on one thread            {:6.2} µs",
        messages[1] / 1e3
    );
    println!(
        "  iterator                          {:6.2} µs",
        messages[2] / 1e3
    );
    println!(
        "  messages per CPU time             {:6.2} and {:.2} times as many\n",
        messages[0] / messages[2],
        messages[1] / messages[2]
    );

    let mut servers = [Measured::start(OURS, 100).await];
    let points = least(rounds!(servers, record_route))[0];
    println!(
        "RecordRoute, a point                {:6.2} µs",
        points / 1e3
    );
    let notes = least(rounds!(servers, route_chat))[0];
    println!("RouteChat, a note                   {:6.2} µs", notes / 1e3);
}
