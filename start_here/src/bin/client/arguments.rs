//! The command line of the client program.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use route_guide::routeguide::Point;

/// Calls a RouteGuide server; without a command, asks for the feature at the default point
#[derive(Parser)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Server to call; if you give several, each call goes to a healthy one
    #[arg(
        long = "server",
        global = true,
        value_name = "URL",
        default_value = "http://127.0.0.1:50051"
    )]
    pub servers: Vec<String>,

    /// With several servers, also call those that are not healthy
    #[arg(long, global = true)]
    pub no_health_check: bool,

    /// Certificate of the CA that signed the server's certificate, for connections with TLS
    #[cfg(feature = "tls")]
    #[arg(long, global = true, value_name = "FILE")]
    pub ca: Option<PathBuf>,

    /// File with your token, which lets you post notes
    #[arg(long, global = true, value_name = "FILE")]
    pub token_file: Option<PathBuf>,

    /// Print JSON, one object per line, for other programs
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Subcommand)]
pub enum Command {
    /// Asks for the feature at a point (GetFeature)
    Feature {
        #[command(flatten)]
        location: Location,

        /// Keep trying this long while the server is unavailable, up to an hour [default: try once]
        #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
        timeout: Option<u64>,
    },

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

impl Default for Command {
    fn default() -> Command {
        Command::Feature {
            location: Location::default(),
            timeout: None,
        }
    }
}

#[derive(Args, Default)]
#[command(allow_negative_numbers = true)]
pub struct Location {
    /// Degrees north [default: 40.9146138]
    #[arg(value_parser = e7, requires = "longitude")]
    latitude: Option<i32>,

    /// Degrees east [default: -74.6188906]
    #[arg(value_parser = e7)]
    longitude: Option<i32>,
}

impl Location {
    /// Returns the point, with the default for a coordinate that is missing.
    pub fn point(&self) -> Point {
        point(
            self.latitude.unwrap_or(409_146_138),
            self.longitude.unwrap_or(-746_188_906),
        )
    }
}

/// Returns a point, in E7 degrees.
pub fn point(latitude: i32, longitude: i32) -> Point {
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

/// Returns the name of the argument that the client sends in this field of a method's request.
pub fn argument(method: &str, field: &str) -> Option<&'static str> {
    match (method, field) {
        ("GetFeature", "latitude")
        | ("ListFeatures", "lo.latitude")
        | ("RouteChat", "location.latitude") => Some("LATITUDE"),
        ("GetFeature", "longitude")
        | ("ListFeatures", "lo.longitude")
        | ("RouteChat", "location.longitude") => Some("LONGITUDE"),
        ("ListFeatures", "hi.latitude") => Some("OTHER_LATITUDE"),
        ("ListFeatures", "hi.longitude") => Some("OTHER_LONGITUDE"),
        _ => None,
    }
}
