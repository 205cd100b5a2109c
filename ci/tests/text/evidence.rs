//! The evidence for a claim: a line of code, or a fact.

use std::fmt;

use crate::{
    facts,
    sources::{FACTS, Sources},
};

/// The code that makes a claim true.
#[derive(Debug)]
pub struct Evidence {
    /// The file, or [`FACTS`].
    pub code: String,
    /// The code in it.
    pub has: String,
}

impl Evidence {
    /// The change that makes the claim untrue, as the end of a clause; `None` if it is true.
    pub fn change(&self, sources: &Sources) -> Option<String> {
        let Evidence { code, has } = self;
        let source = sources.get(code);
        if source.has_code(has) {
            return None;
        }
        if code != FACTS {
            return Some(format!(", but {code} no longer has `{has}`"));
        }
        Some(match facts::now(&source.text, has) {
            Some(now) => format!(" because of {self}; it is now `{now}`"),
            None => format!(" because of {self}, which is no fact anymore"),
        })
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code.as_str() {
            FACTS => write!(f, "the fact `{}`", self.has),
            code => write!(f, "`{}` in {code}", self.has),
        }
    }
}
