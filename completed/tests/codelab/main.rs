//! The codelab's steps as tests: a module for each, red before you write the step and green
//! afterward.
//!
//! `cargo codelab` runs them, and shows where you are. `cargo test step_04` runs those of step 4.
//! If a step has several placeholders, modules inside it group the tests by the code that they
//! need.

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
mod step_14;
mod step_15;
mod step_16;
mod step_17;
mod step_18;
mod step_19;
mod step_20;
mod support;
