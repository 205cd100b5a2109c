//! Generates Rust code from the contract, protos/route_guide.proto: the messages, the trait that a
//! server implements, and the stub. The code goes to Cargo's OUT_DIR, and src/lib.rs includes it.

use std::{env, error::Error, fs, path::PathBuf};

use protox::prost::Message as _;

fn main() {
    println!("cargo::rerun-if-changed=../protos");
    if let Err(error) = generate() {
        println!("cargo::error={error}");
    }
}

fn generate() -> Result<(), Box<dyn Error>> {
    // protox compiles the contract like protoc, but it is a Rust library: you install nothing.
    let descriptors = protox::compile(["route_guide.proto"], ["../protos"])
        .map_err(|error| in_contract(&format!("{error:?}")))?; // the Debug form names the line
    if !descriptors
        .file
        .iter()
        .any(|file| file.package() == "routeguide" && !file.service.is_empty())
    {
        return Err("protos/route_guide.proto has no service in `package routeguide;`".into());
    }

    // The compiled contract, for the reflection service.
    let out_dir = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(
        out_dir.join("route_guide_descriptor.bin"),
        descriptors.encode_to_vec(),
    )?;

    tonic_prost_build::configure()
        .codec_path("crate::codec::SmallMessageCodec")
        .compile_fds(descriptors)?;
    Ok(())
}

/// Adds the path of the contract to an error of protox.
fn in_contract(error: &str) -> String {
    if error.starts_with("route_guide.proto:") {
        format!("protos/{error}")
    } else {
        format!("protos/route_guide.proto: {error}")
    }
}
