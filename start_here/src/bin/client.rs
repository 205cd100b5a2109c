//! The client program: asks a server what is at a point.

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser;
use route_guide::{Error, cli, client, routeguide::Point};

/// Asks a RouteGuide server what is at a point.
#[derive(Parser)]
#[command(allow_negative_numbers = true)]
struct Args {
    /// Degrees, north positive
    #[arg(value_parser = e7, requires = "longitude", default_value = "40.9146138")]
    latitude: i32,

    /// Degrees, east positive
    #[arg(value_parser = e7, default_value = "-74.6188906")]
    longitude: i32,

    /// The server to ask
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:50051")]
    server: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    cli::exit(run(cli::parse()).await)
}

async fn run(args: Args) -> Result<(), Error> {
    let point = Point {
        latitude: args.latitude,
        longitude: args.longitude,
    };
    let mut client = client::connect(&args.server).await?;
    let feature = client::get_feature(&mut client, point)
        .await
        .map_err(|status| {
            format!(
                "GetFeature failed with {:?}: {}",
                status.code(),
                status.message()
            )
        })?;
    writeln!(io::stdout(), "{}", client::describe(&feature))?;
    Ok(())
}

/// Degrees as they travel: times ten million, rounded to a whole number that an int32 holds.
fn e7(degrees: &str) -> Result<i32, String> {
    let value = degrees.parse().ok().filter(|value: &f64| value.is_finite());
    let e7 = (value.ok_or("not a number")? * 1e7).round();
    if (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&e7) {
        Ok(e7 as i32)
    } else {
        Err("not within ±214.7483647, the degrees that fit the contract's int32".to_string())
    }
}
