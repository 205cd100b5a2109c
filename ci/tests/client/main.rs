//! The client of `completed`, and its program as a person runs it.

#[path = "../support/programs.rs"]
mod programs;

mod chat;
mod cli;
mod connections;
mod credentials;
mod json;
mod misbehaving;
