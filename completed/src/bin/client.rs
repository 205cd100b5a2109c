//! The client program: a command for each method of the server.

use std::{
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    iter,
    process::ExitCode,
    thread,
};

use clap::{Args, Parser, Subcommand};
use route_guide::{
    Error, cli, client,
    routeguide::{Point, Rectangle, RouteNote, route_guide_client::RouteGuideClient},
};
use tokio::sync::mpsc;
use tonic::{Code, Status, transport::Channel};

/// Calls a RouteGuide server; without a command, asks what is at a point
#[derive(Parser)]
#[command(allow_negative_numbers = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    place: Place,

    /// The server to call
    #[arg(
        long,
        global = true,
        value_name = "URL",
        default_value = "http://127.0.0.1:50051"
    )]
    server: String,
}

#[derive(Subcommand)]
enum Command {
    /// Asks what is at a point (GetFeature)
    Feature(Place),

    /// Lists the features in a rectangle, given by two opposite corners (ListFeatures)
    #[command(allow_negative_numbers = true)]
    List {
        /// Of one corner: degrees, north positive
        #[arg(value_parser = e7)]
        latitude: i32,

        /// Of one corner: degrees, east positive
        #[arg(value_parser = e7)]
        longitude: i32,

        /// Of the other corner
        #[arg(value_parser = e7)]
        other_latitude: i32,

        /// Of the other corner
        #[arg(value_parser = e7)]
        other_longitude: i32,
    },

    /// Sends a route of points picked at random, and prints what it comes to (RecordRoute)
    #[command(allow_negative_numbers = true)]
    Record {
        /// How many points the route has, up to ten million
        #[arg(long, value_name = "NUMBER", default_value = "10", value_parser = clap::value_parser!(u32).range(..=10_000_000))]
        points: u32,

        /// Picks the same points each time
        #[arg(long, value_name = "NUMBER")]
        seed: Option<u64>,
    },

    /// Leaves each line you type as a note, and shows all that were left there before (RouteChat)
    Chat(Place),
}

#[derive(Args)]
#[command(allow_negative_numbers = true)]
struct Place {
    /// Degrees, north positive [default: 40.9146138]
    #[arg(value_parser = e7, requires = "longitude")]
    latitude: Option<i32>,

    /// Degrees, east positive [default: -74.6188906]
    #[arg(value_parser = e7)]
    longitude: Option<i32>,
}

#[tokio::main]
async fn main() -> ExitCode {
    cli::exit(run(cli::parse()).await)
}

async fn run(arguments: Arguments) -> Result<(), Error> {
    if arguments.command.is_some() && arguments.place.latitude.is_some() {
        return Err("a place comes after the command, as in: client feature 40.9 -74.6".into());
    }
    let mut client = client::connect(&arguments.server).await?;
    match arguments.command {
        None => feature(&mut client, arguments.place.point()).await,
        Some(Command::Feature(place)) => feature(&mut client, place.point()).await,
        Some(Command::List {
            latitude,
            longitude,
            other_latitude,
            other_longitude,
        }) => {
            let rectangle = Rectangle {
                lo: Some(point(latitude, longitude)),
                hi: Some(point(other_latitude, other_longitude)),
            };
            list(&mut client, rectangle).await
        }
        Some(Command::Record { points, seed }) => record(&mut client, points, seed).await,
        Some(Command::Chat(place)) => chat(&mut client, place.point()).await,
    }
}

async fn feature(client: &mut RouteGuideClient<Channel>, point: Point) -> Result<(), Error> {
    let feature = client::get_feature(client, point)
        .await
        .map_err(failed("GetFeature"))?;
    writeln!(io::stdout(), "{}", client::describe(&feature))?;
    Ok(())
}

async fn list(client: &mut RouteGuideClient<Channel>, rectangle: Rectangle) -> Result<(), Error> {
    let mut features = client::list_features(client, rectangle)
        .await
        .map_err(failed("ListFeatures"))?;
    let mut count = 0;
    while let Some(feature) = features.message().await.map_err(failed("ListFeatures"))? {
        writeln!(io::stdout(), "{}", client::describe(&feature))?;
        count += 1;
    }
    if count == 0 {
        writeln!(io::stdout(), "There is no feature in this rectangle")?;
    }
    Ok(())
}

async fn record(
    client: &mut RouteGuideClient<Channel>,
    points: u32,
    seed: Option<u64>,
) -> Result<(), Error> {
    let the_whole_map = Rectangle {
        lo: Some(point(-900_000_000, -1_800_000_000)),
        hi: Some(point(900_000_000, 1_800_000_000)),
    };
    let mut features = client::list_features(client, the_whole_map)
        .await
        .map_err(failed("ListFeatures"))?;
    let mut places = Vec::new();
    while let Some(feature) = features.message().await.map_err(failed("ListFeatures"))? {
        places.extend(feature.location);
    }

    let mut random = seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed);
    let route = iter::from_fn(move || {
        let mut place = *random.choice(&places)?;
        if random.bool() {
            place.longitude -= place.longitude.signum(); // beside it, by a centimetre
        }
        Some(place)
    });
    let summary = client::record_route(client, route.take(points as usize))
        .await
        .map_err(failed("RecordRoute"))?;
    writeln!(
        io::stdout(),
        "points: {}, with a name: {}, distance: {} m, time: {} s",
        summary.point_count,
        summary.feature_count,
        summary.distance,
        summary.elapsed_time
    )?;
    Ok(())
}

async fn chat(client: &mut RouteGuideClient<Channel>, place: Point) -> Result<(), Error> {
    if io::stdin().is_terminal() {
        let place = client::in_degrees(&place);
        let end = if cfg!(windows) {
            "Ctrl-Z and Enter end"
        } else {
            "Ctrl-D ends"
        };
        writeln!(
            io::stdout(),
            "Each line you type is left as a note at {place}; {end}"
        )?;
    }
    let (send, typed) = mpsc::channel(1);
    // A thread of its own, because it waits for the keyboard, and nobody has to wait for it.
    thread::spawn(move || {
        for line in io::stdin().lock().split(b'\n').map_while(Result::ok) {
            let message = String::from_utf8_lossy(&line).trim().to_string();
            let note = RouteNote {
                location: Some(place),
                message,
            };
            if !note.message.is_empty() && send.blocking_send(note).is_err() {
                return; // the call has ended
            }
        }
    });
    let mut notes = client::route_chat(client, typed)
        .await
        .map_err(failed("RouteChat"))?;
    while let Some(note) = notes.message().await.map_err(failed("RouteChat"))? {
        // Strangers wrote it, and what moves a terminal's cursor is not for them to send.
        let text = note.message.replace(char::is_control, "\u{fffd}");
        writeln!(io::stdout(), "  {text}")?;
    }
    Ok(())
}

/// What to tell a person whose call failed.
fn failed(method: &'static str) -> impl Fn(Status) -> Error {
    move |status| {
        let (code, message) = (status.code(), status.message());
        let hint = match code {
            Code::Unavailable | Code::Unknown => "; make sure that the server runs, and try again",
            _ => "",
        };
        format!("{method} failed with {code:?}: {message}{hint}").into()
    }
}

impl Place {
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

/// Degrees as they travel: times ten million, rounded to a whole number that an int32 holds.
fn e7(degrees: &str) -> Result<i32, String> {
    let value = degrees.parse().ok().filter(|value: &f64| value.is_finite());
    let e7 = (value.ok_or("neither a number nor a command")? * 1e7).round();
    if (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&e7) {
        Ok(e7 as i32)
    } else {
        Err("not within ±214.7483647, the degrees that fit the contract's int32".to_string())
    }
}
