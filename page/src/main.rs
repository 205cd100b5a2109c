//! `cargo codelab page` and `cargo codelab site`: the codelab in a browser.

use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
    process::{self, ExitCode},
    sync::Arc,
};

use axum::http::Uri;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use codelab::{Error, term::mistake};
use page::{
    draw,
    html::Pages,
    map::Map,
    site,
    web::{self, Sources},
    worker,
};
use tokio::sync::{Mutex, watch};

fn command() -> Command {
    let page = Command::new("page")
        .override_usage("cargo codelab page [OPTIONS]")
        .about(
            "Shows the codelab in a browser, with your progress and a map that your programs draw",
        )
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("PORT")
                .value_parser(value_parser!(u16))
                .help("The port of the page [default: 4180, or a free port if 4180 is taken]"),
        )
        .arg(
            Arg::new("server")
                .long("server")
                .value_name("URL")
                .default_value("http://127.0.0.1:50051")
                .value_parser(server)
                .help("The URL of your server, for the map"),
        )
        .arg(
            Arg::new("no-open")
                .long("no-open")
                .action(ArgAction::SetTrue)
                .help("Do not open a browser"),
        );
    let site = Command::new("site")
        .override_usage("cargo codelab site <FOLDER>")
        .about("Writes the codelab as a static website")
        .arg(
            Arg::new("folder")
                .value_name("FOLDER")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("The folder to write to"),
        );
    Command::new("page")
        .bin_name("cargo codelab")
        .subcommand_required(true)
        .arg(
            Arg::new("root")
                .long("root")
                .value_name("FOLDER")
                .required(true)
                .hide(true)
                .value_parser(value_parser!(PathBuf)),
        )
        .subcommands([page, site])
}

/// The URL of a server, with its port and without a path.
fn server(url: &str) -> Result<String, String> {
    let uri = url.parse::<Uri>().ok();
    let address = uri
        .as_ref()
        .and_then(|uri| Some((uri.host()?, uri.port_u16()?)));
    match address.map(|(host, port)| format!("http://{host}:{port}")) {
        Some(server) if url.trim_end_matches('/') == server => Ok(server),
        _ => Err("write a URL with a host and a port, such as http://127.0.0.1:50051".to_string()),
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Parses the arguments. Reports an invalid one in one line, with exit code 2.
fn parse() -> ArgMatches {
    command().try_get_matches().unwrap_or_else(|error| {
        if !error.use_stderr() {
            error.exit(); // help is not a mistake
        }
        let mistake = mistake(&error.to_string());
        anstream::eprintln!("{mistake}; for help, add --help");
        process::exit(2)
    })
}

async fn run(arguments: &ArgMatches) -> Result<(), Error> {
    let root = arguments
        .get_one::<PathBuf>("root")
        .ok_or("--root is missing")?;
    let pages = Pages::open(root)?;
    match arguments.subcommand() {
        Some(("site", own)) => {
            let folder = own
                .get_one::<PathBuf>("folder")
                .ok_or("FOLDER is missing")?;
            let pages = site::write(&pages, folder)?;
            anstream::println!("Wrote {pages} pages to {}", folder.display());
            Ok(())
        }
        Some((_, own)) => {
            let listener = web::bind(own.get_one("port").copied()).await?;
            let server = own.get_one::<String>("server").cloned().unwrap_or_default();
            let origin = format!("http://{}", listener.local_addr()?);
            anstream::println!("The codelab is at {origin}; press Ctrl-C to stop");
            if !own.get_flag("no-open")
                && io::stdout().is_terminal()
                && open::that_detached(&origin).is_err()
            {
                anstream::println!("Open this address in your browser.");
            }
            let programs = Arc::new(Mutex::new(()));
            let progress = worker::watch(pages, Arc::clone(&programs));
            let (map, drawn) = watch::channel(Map::of(&server));
            let again = Arc::default();
            tokio::spawn(draw::draw(
                server.clone(),
                origin,
                progress.clone(),
                Arc::clone(&again),
                programs,
                map,
            ));
            let sources = Sources {
                progress,
                map: drawn,
                draw: again,
                server,
            };
            Ok(web::serve(listener, sources).await?)
        }
        None => Ok(()),
    }
}
