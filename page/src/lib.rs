//! The codelab in a browser: live, with the learner's progress and a map, or as a static website.
//!
//! - [`html`] makes the pages;
//! - [`state`] is the learner's progress as the pages show it;
//! - [`map`] is the map, [`pen`] runs the learner's client, which draws it, and [`draw`] decides when;
//! - [`worker`] checks the learner's code after each save;
//! - [`web`] serves the pages, and [`assets`] are their style and script;
//! - [`site`] writes the pages into a folder.

pub mod assets;
pub mod draw;
pub mod html;
pub mod map;
pub mod pen;
pub mod site;
pub mod state;
pub mod web;
pub mod worker;
