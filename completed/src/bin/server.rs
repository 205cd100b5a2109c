//! The server program: reads its flags and its dataset, and serves until it is interrupted.

use std::{
    io::{self, Write as _},
    path::PathBuf,
    pin::pin,
    process::ExitCode,
    time::Duration,
};

use clap::Parser;
use route_guide::{
    Error, cli,
    database::{self, FeatureDatabase},
    guard, server,
    service::RouteGuideService,
};
use tokio::{
    runtime::{self, Runtime},
    signal,
    sync::oneshot,
    time,
};

/// Serves RouteGuide until it is stopped with Ctrl-C.
#[derive(Parser)]
struct Args {
    /// Where to listen; port 0 lets the system choose one
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50051")]
    addr: String,

    /// The dataset to serve, a JSON file [default: the codelab's data/route_guide_db.json]
    #[arg(long, value_name = "FILE", default_value = database::DEFAULT_FILE, hide_default_value = true)]
    database: PathBuf,

    /// How many threads serve, up to 1024; one makes the most of a core
    #[arg(long, value_name = "NUMBER", default_value = "1", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: u16,
}

/// How long to wait for calls to end, after the last of them was told to: some client may not read
/// that.
const PATIENCE: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let args: Args = cli::parse();
    cli::exit(runtime(args.threads).and_then(|runtime| runtime.block_on(run(args))))
}

/// The runtime for this many threads. Our calls never keep a thread waiting, so that one can serve
/// them all. With more threads, tasks are handed from one to the other, and a call costs half as much
/// CPU time again, as `cargo bench` shows.
fn runtime(threads: u16) -> Result<Runtime, Error> {
    let mut builder = match threads {
        1 => runtime::Builder::new_current_thread(),
        _ => runtime::Builder::new_multi_thread(),
    };
    Ok(builder
        .worker_threads(threads.into())
        .enable_all()
        .build()?)
}

async fn run(args: Args) -> Result<(), Error> {
    let database = FeatureDatabase::read(&args.database)?;
    let features = database.len();
    let listener = server::bind(&args.addr).await?;
    let mut interrupted = interruptions()?;
    writeln!(
        io::stdout(),
        "Listening on {} with {features} features; Ctrl-C stops",
        listener.local_addr()?
    )?;

    let (stop, stopped) = oneshot::channel();
    let shutdown = async {
        let _ = stopped.await;
    };
    let mut serving = pin!(server::run(
        listener,
        RouteGuideService::new(database),
        shutdown
    ));
    tokio::select! {
        end = &mut serving => return end, // it could not be assembled
        () = interrupted() => {}
    }
    let _ = stop.send(());
    tokio::select! {
        end = serving => end?,
        () = interrupted() => {} // whoever presses Ctrl-C again does not want to wait
        () = time::sleep(guard::DRAIN + PATIENCE) => {}
    }
    let _ = writeln!(io::stdout(), "Stopped"); // whoever reads this may be gone
    Ok(())
}

/// Completes each time that someone wants the program to stop: with Ctrl-C, or, on Unix, with
/// SIGTERM. Both are caught from the moment this returns.
#[cfg(unix)]
fn interruptions() -> Result<impl AsyncFnMut(), Error> {
    use signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move || {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(windows)]
fn interruptions() -> Result<impl AsyncFnMut(), Error> {
    let mut interrupt = signal::windows::ctrl_c()?;
    Ok(async move || {
        interrupt.recv().await;
    })
}
