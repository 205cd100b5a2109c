//! Generates the server of the benchmarks' example, with tonic's default settings.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../protos");
    let descriptors = protox::compile(["route_guide.proto"], ["../protos"])?;
    tonic_prost_build::configure()
        .build_client(false)
        .extern_path(".routeguide", "::route_guide::routeguide")
        .compile_fds(descriptors)?;
    Ok(())
}
