//! Turns the contract, protos/route_guide.proto, into Rust: the messages, the trait that a server
//! implements, and the client. The result lands in Cargo's OUT_DIR; src/lib.rs includes it.

use std::{env, error::Error, fs, path::PathBuf};

use protox::prost::Message as _;

fn main() {
    println!("cargo::rerun-if-changed=../protos");
    if let Err(error) = generate() {
        println!("cargo::error={error}");
    }
}

fn generate() -> Result<(), Box<dyn Error>> {
    // protox reads the file as protoc would, but is a Rust library: there is nothing to install.
    let descriptors = protox::compile(["route_guide.proto"], ["../protos"])
        .map_err(|error| in_contract(&format!("{error:?}")))?; // this form names the line
    if !descriptors
        .file
        .iter()
        .any(|file| file.package() == "routeguide" && !file.service.is_empty())
    {
        return Err("protos/route_guide.proto has no service in `package routeguide;` yet".into());
    }

    // The same description in its binary form, for the reflection service.
    let out_dir = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(
        out_dir.join("route_guide_descriptor.bin"),
        descriptors.encode_to_vec(),
    )?;

    tonic_prost_build::configure()
        .generate_default_stubs(true) // what a service does not have yet answers UNIMPLEMENTED
        .compile_fds(descriptors)?;
    Ok(())
}

/// An error of protox, with the contract's name where it has none.
fn in_contract(error: &str) -> String {
    if error.starts_with("route_guide.proto:") {
        format!("protos/{error}")
    } else {
        format!("protos/route_guide.proto: {error}")
    }
}
