//! `cargo codelab page` and `cargo codelab site`: the codelab in a browser.

use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use codelab::Error;
use page::{
    map::Map,
    site,
    web::{self, Sources},
    worker,
};
use tokio::sync::watch;

fn command() -> Command {
    let page = Command::new("page")
        .about(
            "Shows the codelab in a browser, with your progress and a map that your programs draw",
        )
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("PORT")
                .value_parser(value_parser!(u16))
                .help("The port of the page [default: 4180, or a free one]"),
        )
        .arg(
            Arg::new("server")
                .long("server")
                .value_name("URL")
                .default_value("http://127.0.0.1:50051")
                .help("Your server, for the map"),
        )
        .arg(
            Arg::new("no-open")
                .long("no-open")
                .action(ArgAction::SetTrue)
                .help("Do not open a browser"),
        );
    let site = Command::new("site")
        .about("Writes the codelab as a website of plain files")
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

#[tokio::main]
async fn main() -> ExitCode {
    match run(&command().get_matches()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &ArgMatches) -> Result<(), Error> {
    let root = arguments
        .get_one::<PathBuf>("root")
        .ok_or("--root is missing")?;
    let (context, pages) = worker::open(root)?;
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
            anstream::println!("The codelab is at {origin}; Ctrl-C stops");
            if !own.get_flag("no-open")
                && io::stdout().is_terminal()
                && open::that_detached(&origin).is_err()
            {
                anstream::println!("Open this address in your browser.");
            }
            let progress = worker::watch(context, pages);
            let (map, drawn) = watch::channel(Map::of(&server));
            let (draw, requests) = watch::channel(());
            tokio::spawn(worker::draw(
                server.clone(),
                origin,
                progress.clone(),
                requests,
                map,
            ));
            let sources = Sources {
                progress,
                map: drawn,
                draw,
                server,
            };
            Ok(web::serve(listener, sources).await?)
        }
        None => Ok(()),
    }
}
