//! The client program of `completed`.

#[path = "../support/programs.rs"]
mod programs;

mod misbehaving;
