//! A server in a process of its own, and the CPU time that it uses.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use route_guide::routeguide::route_guide_client::RouteGuideClient;
use tonic::transport::Channel;

use crate::{
    calls::{CONNECTIONS, Calls},
    servers::Kind,
};

/// A running server, with clients that are connected to it.
pub struct Measured {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    clients: Vec<RouteGuideClient<Channel>>,
    features: i32,
}

impl Measured {
    /// Starts a server.
    pub async fn start(kind: Kind) -> Measured {
        let program = env::current_exe().expect("the path of this program");
        let mut child = Command::new(program)
            .args(kind.arguments())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program runs");
        let stdin = child.stdin.take().expect("a pipe");
        let stdout = child.stdout.take().expect("a pipe");
        let mut server = Measured {
            child,
            stdin,
            stdout: BufReader::new(stdout),
            clients: Vec::new(),
            features: kind.features,
        };
        server.connect().await;
        server
    }

    async fn connect(&mut self) {
        let url = format!("http://{}", self.line());
        for _ in 0..CONNECTIONS {
            let client = RouteGuideClient::connect(url.clone()).await;
            self.clients.push(client.expect("a connection"));
        }
    }

    /// The next line that the server prints.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("a line of text");
        line.trim().to_string()
    }

    /// The CPU time that the server has used so far.
    fn cpu_time(&mut self) -> Duration {
        writeln!(self.stdin).expect("the server runs");
        Duration::from_nanos(self.line().parse().expect("a number"))
    }

    /// The CPU time, in nanoseconds, that the server uses for each of these calls.
    pub async fn cost(&mut self, calls: Calls) -> f64 {
        let before = self.cpu_time();
        let count = calls.make(&self.clients, self.features).await;
        let used = self.cpu_time() - before;
        used.as_nanos() as f64 / count as f64
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Several groups of servers. Each group has one server of every kind, in the same order.
pub struct Groups {
    servers: Vec<Measured>,
    kinds: usize,
}

impl Groups {
    /// Starts `groups` servers of each kind.
    pub async fn start(groups: usize, kinds: &[Kind]) -> Groups {
        let mut servers = Vec::new();
        for _ in 0..groups {
            for kind in kinds {
                servers.push(Measured::start(*kind).await);
            }
        }
        Groups {
            servers,
            kinds: kinds.len(),
        }
    }

    /// Measures every server, `rounds` times.
    pub async fn measure(&mut self, rounds: usize, calls: Calls) -> Costs {
        let mut costs = Vec::new();
        for round in 0..=rounds {
            for group in self.servers.chunks_mut(self.kinds) {
                let costs_of_group = measure_in_turn(group, calls).await;
                // In round 0, the servers allocate memory that they keep.
                if round > 0 {
                    costs.push(costs_of_group);
                }
            }
        }
        Costs(costs)
    }
}

/// Measures servers one after the other, and once more in the opposite order, so that a load that
/// rises or falls favors none of them.
async fn measure_in_turn(servers: &mut [Measured], calls: Calls) -> Vec<f64> {
    let mut costs = vec![0.0; servers.len()];
    for index in (0..servers.len()).chain((0..servers.len()).rev()) {
        costs[index] += servers[index].cost(calls).await / 2.0;
    }
    costs
}

/// The cost of a call in nanoseconds of CPU time: by round and group, then by kind of server.
pub struct Costs(Vec<Vec<f64>>);

impl Costs {
    /// The cost for a kind of server, in microseconds.
    pub fn micros(&self, kind: usize) -> f64 {
        median(self.0.iter().map(|costs| costs[kind] / 1e3))
    }

    /// The cost of a call for one kind of server, divided by that for a neighboring kind.
    pub fn ratio(&self, kind: usize, neighbor: usize) -> f64 {
        median(self.0.iter().map(|costs| costs[kind] / costs[neighbor]))
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
