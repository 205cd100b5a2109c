//! The server program: reads the dataset, and serves it until somebody stops the program.

use std::{
    env,
    io::{self, Write as _},
    net::SocketAddr,
    path::PathBuf,
    pin::pin,
    process::{self, ExitCode},
    time::Duration,
};

use clap::Parser;
#[cfg(feature = "telemetry")]
use route_guide::telemetry;
#[cfg(feature = "tls")]
use route_guide::tls;
#[cfg(feature = "web")]
use route_guide::web::Origin;
use route_guide::{
    auth::Tokens,
    database::FeatureDatabase,
    error::{Error, with_causes},
    server::{self, Options},
    service::RouteGuideService,
};
use tokio::{signal, time};
use tokio_util::sync::CancellationToken;

/// Serves RouteGuide until Ctrl-C
#[derive(Parser)]
struct Args {
    /// Address to listen on; port 0 picks a free port
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50051")]
    addr: String,

    /// Dataset to serve [default: data/route_guide_db.json of the codelab]
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,

    /// Folder with the certificate and key of the server, for connections with TLS
    #[cfg(feature = "tls")]
    #[arg(long, value_name = "FOLDER")]
    tls: Option<PathBuf>,

    /// Users and their tokens; with this option, only users with permission can post notes
    #[arg(long, value_name = "FILE")]
    tokens: Option<PathBuf>,

    /// Age at which the server asks a client to open another connection [default: no limit]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    max_connection_age: Option<u64>,

    /// Origin of a web page that may call the server from a browser (gRPC-Web); may be repeated
    #[cfg(feature = "web")]
    #[arg(long, value_name = "ORIGIN")]
    web: Vec<Origin>,

    /// Write a log line for each call, as text or json, to standard error
    #[cfg(feature = "telemetry")]
    #[arg(long, value_name = "FORMAT")]
    log: Option<telemetry::LogFormat>,

    /// Address on which to serve metrics, at http://HOST:PORT/metrics; port 0 picks a free port
    #[cfg(feature = "telemetry")]
    #[arg(long, value_name = "HOST:PORT")]
    metrics: Option<String>,

    /// OpenTelemetry collector to which to send traces
    #[cfg(feature = "otlp")]
    #[arg(long, value_name = "URL")]
    otlp: Option<String>,
}

/// The time that calls in flight have to end after the first Ctrl-C. Service managers have a limit
/// like this, too.
const PATIENCE: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", with_causes(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<(), Error> {
    let options = options(&args)?;
    let database = FeatureDatabase::read(&args.database.unwrap_or_else(default_dataset))?;
    let features = database.len();
    let listener = server::bind(&args.addr).await?;
    protect_tokens(&options, listener.local_addr()?)?;
    #[cfg(feature = "telemetry")]
    let telemetry = telemetry::start(telemetry::Settings {
        log: args.log,
        metrics: args.metrics,
        #[cfg(feature = "otlp")]
        otlp: args.otlp,
    })
    .await?;
    let stop = stop_signal()?;
    writeln!(
        io::stdout(),
        "Listening on {} with {features} features; press Ctrl-C to stop",
        listener.local_addr()?
    )?;
    #[cfg(feature = "telemetry")]
    if let Some(address) = telemetry.metrics_address {
        writeln!(io::stdout(), "Metrics at http://{address}/metrics")?;
    }

    let shutdown = CancellationToken::new();
    let service = RouteGuideService::new(database);
    let mut serving = pin!(server::run(
        listener,
        service,
        options,
        shutdown.cancelled()
    ));
    tokio::select! {
        result = &mut serving => {
            #[cfg(feature = "telemetry")]
            telemetry.end().await;
            return result;
        }
        () = stop => shutdown.cancel(),
    }
    let stop_at_once = stop_signal()?;
    let _ = writeln!(io::stdout(), "Stopping; press Ctrl-C again to stop at once");
    let stopping = async {
        let result = time::timeout(PATIENCE, serving).await.unwrap_or(Ok(()));
        #[cfg(feature = "telemetry")]
        telemetry.end().await;
        result
    };
    tokio::select! {
        result = stopping => result,
        // Shutting down the runtime would wait for a collector that does not respond.
        () = stop_at_once => process::exit(0),
    }
}

/// Returns the options, and reads their files.
fn options(args: &Args) -> Result<Options, Error> {
    Ok(Options {
        #[cfg(feature = "tls")]
        tls: args
            .tls
            .as_deref()
            .map(tls::read_server_config)
            .transpose()?,
        tokens: args.tokens.as_deref().map(Tokens::read).transpose()?,
        max_connection_age: args.max_connection_age.map(Duration::from_secs),
        #[cfg(feature = "web")]
        web: args.web.clone(),
    })
}

/// Returns an error if clients on other computers would have to send their tokens without TLS.
fn protect_tokens(options: &Options, address: SocketAddr) -> Result<(), Error> {
    if options.tokens.is_none() || options.is_encrypted() || address.ip().is_loopback() {
        return Ok(());
    }
    Err(format!(
        "other computers can connect to {address}, so tokens need TLS there: add --tls FOLDER, or \
         listen on 127.0.0.1"
    )
    .into())
}

/// Returns a future that completes when the program receives Ctrl-C or, on Unix, SIGTERM. It misses
/// no signal that arrives after this call.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(windows)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut ctrl_c = signal::windows::ctrl_c()?;
    Ok(async move {
        ctrl_c.recv().await;
    })
}

/// The path of the codelab's dataset. When Cargo runs the program, it sets CARGO_MANIFEST_DIR to
/// the project's folder. Without Cargo, the path is relative to the current folder.
fn default_dataset() -> PathBuf {
    let project = env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
    project.join("../data/route_guide_db.json")
}
