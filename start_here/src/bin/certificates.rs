//! The program that makes certificates for development.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    time::SystemTime,
};

use clap::Parser;
use route_guide::{
    certificates::{Authority, DAY, LOCAL_NAMES},
    error::{Error, with_causes},
    files::write_private,
    tls,
};

/// Makes a CA, and a certificate for a server on this machine; both are valid for 30 days
#[derive(Parser)]
struct Args {
    /// Folder to write to
    #[arg(value_name = "FOLDER", default_value = "certificates")]
    folder: PathBuf,
}

fn main() -> ExitCode {
    match run(&Args::parse().folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", with_causes(&*error));
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path) -> Result<(), Error> {
    let expires = SystemTime::now() + 30 * DAY;
    let authority = Authority::new(expires)?;
    let server = authority.issue(&LOCAL_NAMES, expires)?;
    fs::create_dir_all(folder)
        .map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    for (name, text) in [
        (tls::CA, &authority.certificate()),
        (tls::CERTIFICATE, &server.certificate),
        (tls::KEY, &server.key),
    ] {
        let file = folder.join(name);
        if name == tls::KEY {
            write_private(&file, text)?;
        } else {
            fs::write(&file, text)
                .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
        }
        writeln!(io::stdout(), "Wrote {}", file.display())?;
    }
    Ok(())
}
