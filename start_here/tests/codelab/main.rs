//! The codelab's steps as tests: a module for each, red before you write the step and green after.
//!
//! `cargo codelab` runs them all and says where you are. `cargo test step_04` runs those of step 4.
//! Where a step has more than one place to write in, a module inside it names the place.

#![allow(clippy::expect_used, clippy::unwrap_used)] // a test that cannot go on has to panic

mod step_02;
mod step_03;
mod step_04;
mod step_05;
mod step_06;
mod step_07;
mod step_08;
mod step_09;
mod step_10;
mod step_11;
mod step_12;
mod step_13;
mod support;
