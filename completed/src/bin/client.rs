//! The client program: a subcommand for each RPC.

use std::{
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    iter,
    process::ExitCode,
    thread,
};

use clap::{Args, Parser, Subcommand};
use route_guide::{
    client,
    error::{Error, with_causes},
    geo::{MAX_LATITUDE, MAX_LONGITUDE},
    routeguide::{Point, Rectangle, RouteNote, route_guide_client::RouteGuideClient},
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status, transport::Channel};

/// Calls a RouteGuide server; without a command, asks for the feature at the default point
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,

    /// Server to call
    #[arg(
        long,
        global = true,
        value_name = "URL",
        default_value = "http://127.0.0.1:50051"
    )]
    server: String,
}

/// The largest number of locations from which `record` picks the points of a route.
const MAX_LOCATIONS: usize = 100_000;

#[derive(Subcommand)]
enum Command {
    /// Asks for the feature at a point (GetFeature)
    Feature(Location),

    /// Lists the features in a rectangle, given by two opposite corners (ListFeatures)
    #[command(allow_negative_numbers = true)]
    List {
        /// Latitude of a corner, in degrees north
        #[arg(value_parser = e7)]
        latitude: i32,

        /// Longitude of the corner, in degrees east
        #[arg(value_parser = e7)]
        longitude: i32,

        /// Latitude of the opposite corner
        #[arg(value_parser = e7)]
        other_latitude: i32,

        /// Longitude of the opposite corner
        #[arg(value_parser = e7)]
        other_longitude: i32,
    },

    /// Sends a route of random points, and prints its summary (RecordRoute)
    #[command(allow_negative_numbers = true)]
    Record {
        /// Number of points, up to ten million
        #[arg(long, value_name = "NUMBER", default_value = "10", value_parser = clap::value_parser!(u32).range(..=10_000_000))]
        points: u32,

        /// Seed of the random numbers; the same seed picks the same points
        #[arg(long, value_name = "NUMBER")]
        seed: Option<u64>,
    },

    /// Posts each line you type as a note, and prints the earlier notes at that point (RouteChat)
    Chat(Location),
}

#[derive(Args, Default)]
#[command(allow_negative_numbers = true)]
struct Location {
    /// Degrees north [default: 40.9146138]
    #[arg(value_parser = e7, requires = "longitude")]
    latitude: Option<i32>,

    /// Degrees east [default: -74.6188906]
    #[arg(value_parser = e7)]
    longitude: Option<i32>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Err(error) = run(Arguments::parse()).await else {
        return ExitCode::SUCCESS;
    };
    let cause = error.downcast_ref::<io::Error>().map(io::Error::kind);
    if cause == Some(io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS; // the reader of our output has closed it, as `head` does
    }
    eprintln!("error: {}", printable(&with_causes(&*error)));
    ExitCode::FAILURE
}

async fn run(arguments: Arguments) -> Result<(), Error> {
    let mut client = client::connect(&arguments.server).await?;
    let command = arguments
        .command
        .unwrap_or(Command::Feature(Location::default()));
    match command {
        Command::Feature(location) => feature(&mut client, location.point()).await,
        Command::List {
            latitude,
            longitude,
            other_latitude,
            other_longitude,
        } => {
            let rectangle = Rectangle {
                lo: Some(point(latitude, longitude)),
                hi: Some(point(other_latitude, other_longitude)),
            };
            list(&mut client, rectangle).await
        }
        Command::Record { points, seed } => record(&mut client, points, seed).await,
        Command::Chat(location) => chat(&mut client, location.point()).await,
    }
}

async fn feature(client: &mut RouteGuideClient<Channel>, point: Point) -> Result<(), Error> {
    let feature = client::get_feature(client, point)
        .await
        .map_err(failed("GetFeature"))?;
    print(&client::describe(&feature))
}

async fn list(client: &mut RouteGuideClient<Channel>, rectangle: Rectangle) -> Result<(), Error> {
    let mut features = client::list_features(client, rectangle)
        .await
        .map_err(failed("ListFeatures"))?;
    let mut is_empty = true;
    while let Some(feature) = features.message().await.map_err(failed("ListFeatures"))? {
        print(&client::describe(&feature))?;
        is_empty = false;
    }
    if is_empty {
        print("There is no feature in this rectangle")?;
    }
    Ok(())
}

async fn record(
    client: &mut RouteGuideClient<Channel>,
    points: u32,
    seed: Option<u64>,
) -> Result<(), Error> {
    let whole_map = Rectangle {
        lo: Some(point(-MAX_LATITUDE, -MAX_LONGITUDE)),
        hi: Some(point(MAX_LATITUDE, MAX_LONGITUDE)),
    };
    let mut features = client::list_features(client, whole_map)
        .await
        .map_err(failed("ListFeatures"))?;
    let mut locations = Vec::new();
    while let Some(feature) = features.message().await.map_err(failed("ListFeatures"))? {
        locations.extend(feature.location);
        if locations.len() == MAX_LOCATIONS {
            break; // a server can send any number of features
        }
    }
    drop(features);

    let mut random = seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed);
    let route = iter::from_fn(move || {
        let mut point = *random.choice(&locations)?;
        if random.bool() {
            point.longitude -= point.longitude.signum(); // a centimeter away from the feature
        }
        Some(point)
    });
    let route = tokio_stream::iter(route.take(points as usize));
    let summary = client::record_route(client, route)
        .await
        .map_err(failed("RecordRoute"))?;
    print(&format!(
        "points: {}, with a name: {}, distance: {} m, time: {} s",
        summary.point_count, summary.feature_count, summary.distance, summary.elapsed_time
    ))
}

async fn chat(client: &mut RouteGuideClient<Channel>, point: Point) -> Result<(), Error> {
    if io::stdin().is_terminal() {
        let point = client::in_degrees(&point);
        let end = if cfg!(windows) {
            "Ctrl-Z and Enter end"
        } else {
            "Ctrl-D ends"
        };
        print(&format!(
            "Each line you type is posted as a note at {point}; {end} the chat"
        ))?;
    }
    let (sender, typed) = mpsc::channel(1);
    // Reading the keyboard blocks, so it has a thread of its own, which ends with the program.
    thread::spawn(move || {
        for line in io::stdin().lock().split(b'\n').map_while(Result::ok) {
            let message = String::from_utf8_lossy(&line).trim().to_string();
            let note = RouteNote {
                location: Some(point),
                message,
            };
            if !note.message.is_empty() && sender.blocking_send(note).is_err() {
                return; // the call has ended
            }
        }
    });
    let mut notes = client::route_chat(client, ReceiverStream::new(typed))
        .await
        .map_err(failed("RouteChat"))?;
    while let Some(note) = notes.message().await.map_err(failed("RouteChat"))? {
        print(&format!("  {}", note.message))?;
    }
    Ok(())
}

/// Prints a line that may contain text from the server.
fn print(line: &str) -> Result<(), Error> {
    writeln!(io::stdout(), "{}", printable(line))?;
    Ok(())
}

/// Replaces the characters with which text from the server could control the terminal: control
/// characters, line separators, and characters that change the direction of the text.
fn printable(text: &str) -> String {
    let is_unsafe = |c: char| {
        let changes_lines = ('\u{2028}'..='\u{2029}').contains(&c);
        let changes_direction = matches!(
            c,
            '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        );
        c.is_control() || changes_lines || changes_direction
    };
    text.replace(is_unsafe, "\u{fffd}")
}

/// Turns the status of a failed call into an error for a person.
fn failed(method: &'static str) -> impl Fn(Status) -> Error {
    move |status| {
        let mut text = format!("{method} failed with {:?}", status.code());
        if !status.message().is_empty() {
            text = format!("{text}: {}", status.message());
        }
        if let Some(cause) = std::error::Error::source(&status) {
            text = format!("{text}: {}", with_causes(cause)); // such as a broken connection
        }
        if let Code::Unavailable | Code::Unknown | Code::Cancelled = status.code() {
            text.push_str("; check that the server is running, and try again");
        }
        text.into()
    }
}

impl Location {
    fn point(&self) -> Point {
        point(
            self.latitude.unwrap_or(409_146_138),
            self.longitude.unwrap_or(-746_188_906),
        )
    }
}

fn point(latitude: i32, longitude: i32) -> Point {
    Point {
        latitude,
        longitude,
    }
}

/// Converts degrees to E7: multiplied by ten million, and rounded. The result has to fit into an
/// int32.
fn e7(degrees: &str) -> Result<i32, String> {
    let value = degrees.parse().ok().filter(|value: &f64| value.is_finite());
    let e7 = (value.ok_or("not a number")? * 1e7).round();
    if (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&e7) {
        Ok(e7 as i32)
    } else {
        Err("not within ±214.7483647, the range of the contract's int32 in degrees".to_string())
    }
}
