//! The server of `completed` with malformed, slow, and hostile clients, and its program as a person
//! runs it. Every client gets the status that gRPC defines for its case, and the server continues
//! to serve the others.

#[path = "../support/output.rs"]
mod output;
#[path = "../support/programs.rs"]
mod programs;

mod auth;
mod certificates;
mod command_line;
mod connections;
mod database;
mod dataset;
mod deadlines;
mod edge_values;
mod hardening;
mod malformed;
mod media_type;
mod messages;
mod overload;
mod raw_client;
#[cfg(target_os = "linux")]
mod resources;
#[cfg(unix)]
mod shutdown;
#[cfg(unix)]
mod shutdown_delays;
mod telemetry;
mod tls;
mod tokens;
mod web;
mod web_limits;
