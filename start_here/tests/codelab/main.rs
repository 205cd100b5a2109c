//! The codelab's steps as tests: a module for each, red before you write it and green after.
//!
//! `cargo codelab` runs them all and says where you are; `cargo test step_4` runs one step's.

mod step_10;
mod step_11;
mod step_12;
mod step_2;
mod step_3;
mod step_4;
mod step_5;
mod step_6;
mod step_7;
mod step_8;
mod step_9;
mod support;
