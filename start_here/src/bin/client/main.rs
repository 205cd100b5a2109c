//! The client program: a subcommand for each RPC.

mod arguments;
mod connection;
mod json;
mod output;

use std::{
    io::{self, BufRead as _, IsTerminal as _},
    iter,
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use arguments::{Arguments, Command, point};
use clap::Parser as _;
use output::{Format, failed, printable};
use route_guide::{
    client,
    error::{Error, with_causes},
    geo::{MAX_LATITUDE, MAX_LONGITUDE},
    routeguide::{Point, Rectangle, RouteNote, route_guide_client::RouteGuideClient},
    token::{self, Token},
    trace_context::TraceContext,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, transport::Channel};

/// The maximum number of locations from which `record` picks the points of a route.
const MAX_LOCATIONS: usize = 100_000;

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

async fn run(mut arguments: Arguments) -> Result<(), Error> {
    let command = arguments.command.take().unwrap_or_default();
    let format = if arguments.json {
        Format::Json
    } else {
        Format::Text
    };
    if let Command::Feature {
        location,
        timeout: Some(seconds),
    } = command
    {
        let timeout = Duration::from_secs(seconds);
        let started = Instant::now();
        let client = connection::connect_lazy(&arguments, timeout).await?;
        let left = timeout.saturating_sub(started.elapsed());
        let feature = feature_with_retries(&client, location.point(), left, format).await;
        return feature
            .map_err(|error| format!("{}: {error}", arguments.servers.join(", ")).into());
    }
    let token = token(&arguments)?;
    let mut client = connection::connect(&arguments).await?;
    let trace = TraceContext::random();
    match command {
        Command::Feature { location, .. } => {
            feature(&mut client, &trace, location.point(), format).await
        }
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
            list(&mut client, &trace, rectangle, format).await
        }
        Command::Record { points, seed } => record(&mut client, &trace, points, seed, format).await,
        Command::Chat(location) => chat(&mut client, &trace, location.point(), token, format).await,
    }
}

/// Reads the token, if the command line names one. Fails if others could read it in transit.
fn token(arguments: &Arguments) -> Result<Option<Token>, Error> {
    let Some(file) = &arguments.token_file else {
        return Ok(None);
    };
    if let Some(url) = arguments.servers.iter().find(|url| !token::is_private(url)) {
        return Err(format!(
            "anyone between here and {url} could read the token: use an https:// URL and --ca"
        )
        .into());
    }
    Token::read(file).map(Some)
}

async fn feature(
    client: &mut RouteGuideClient<Channel>,
    trace: &TraceContext,
    point: Point,
    format: Format,
) -> Result<(), Error> {
    let feature = client::get_feature(client, trace.add_to(Request::new(point)))
        .await
        .map_err(failed("GetFeature"))?;
    format.print_feature(&feature)
}

async fn feature_with_retries(
    client: &RouteGuideClient<Channel>,
    point: Point,
    timeout: Duration,
    format: Format,
) -> Result<(), Error> {
    let trace = TraceContext::random();
    let request = || trace.add_to(Request::new(point));
    let feature = client::get_feature_with_retries(client, request, timeout)
        .await
        .map_err(failed("GetFeature"))?;
    format.print_feature(&feature)
}

async fn list(
    client: &mut RouteGuideClient<Channel>,
    trace: &TraceContext,
    rectangle: Rectangle,
    format: Format,
) -> Result<(), Error> {
    let mut features = client::list_features(client, trace.add_to(Request::new(rectangle)))
        .await
        .map_err(failed("ListFeatures"))?;
    let mut is_empty = true;
    while let Some(feature) = features.message().await.map_err(failed("ListFeatures"))? {
        format.print_feature(&feature)?;
        is_empty = false;
    }
    if is_empty {
        format.print_remark("There is no feature in this rectangle")?;
    }
    Ok(())
}

async fn record(
    client: &mut RouteGuideClient<Channel>,
    trace: &TraceContext,
    points: u32,
    seed: Option<u64>,
    format: Format,
) -> Result<(), Error> {
    let whole_map = Rectangle {
        lo: Some(point(-MAX_LATITUDE, -MAX_LONGITUDE)),
        hi: Some(point(MAX_LATITUDE, MAX_LONGITUDE)),
    };
    let mut features = client::list_features(client, trace.add_to(Request::new(whole_map)))
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
    // If printing a point fails, the route ends. Printing the summary then fails, too, and returns the
    // error.
    let printed = move |point: &Point| format.print_point(point).is_ok();
    let route = tokio_stream::iter(route.take(points as usize).take_while(printed));
    let summary = client::record_route(client, trace.add_to(Request::new(route)))
        .await
        .map_err(failed("RecordRoute"))?;
    format.print_summary(&summary)
}

async fn chat(
    client: &mut RouteGuideClient<Channel>,
    trace: &TraceContext,
    point: Point,
    token: Option<Token>,
    format: Format,
) -> Result<(), Error> {
    if io::stdin().is_terminal() {
        let point = client::in_degrees(&point);
        let end = if cfg!(windows) {
            "Ctrl-Z and Enter end"
        } else {
            "Ctrl-D ends"
        };
        format.print_remark(&format!(
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
                ..RouteNote::default()
            };
            if !note.message.is_empty() && sender.blocking_send(note).is_err() {
                return; // the call has ended
            }
        }
    });
    let mut request = trace.add_to(Request::new(ReceiverStream::new(typed)));
    if let Some(token) = token {
        token.attach(&mut request)?;
    }
    let mut notes = client::route_chat(client, request)
        .await
        .map_err(failed("RouteChat"))?;
    while let Some(note) = notes.message().await.map_err(failed("RouteChat"))? {
        format.print_note(&note)?;
    }
    Ok(())
}
