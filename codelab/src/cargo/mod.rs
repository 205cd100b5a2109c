//! Compiles a project and runs its tests.
//!
//! - [`build`] runs Cargo and reads its messages;
//! - [`diagnostic`] is a message of the compiler;
//! - [`mod@test`] runs each test in a process of its own;
//! - [`paths`] makes the paths in messages relative to the project.

pub mod build;
pub mod diagnostic;
mod messages;
pub mod paths;
mod process;
pub mod test;
