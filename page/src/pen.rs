//! Runs the learner's client program, which draws the map: the map shows the shapes in its output.

use std::{path::Path, process::Stdio, time::Duration};

use serde_json::Value;
use tokio::{io::AsyncWriteExt as _, process::Command, time};

use crate::map::{Drawing, Feature, Note, Point, Shape};

/// The time that the client may take. Most calls take milliseconds.
const LIMIT: Duration = Duration::from_secs(5);

/// A command of the client that draws a part of the map.
#[derive(Debug, PartialEq)]
pub struct Pen {
    /// The step that makes the command possible.
    pub step: usize,
    /// The arguments of the client.
    pub arguments: &'static [&'static str],
    /// The lines that the client reads from its input; after the last one, it exits.
    pub typed: &'static str,
}

/// The first command: in its step, the learner's client calls the learner's server for the first time.
pub const FIRST: Pen = Pen {
    step: 7,
    arguments: &["feature"],
    typed: "",
};

/// The step that lets browsers call the learner's server. From then on, the browser draws, too.
pub const BROWSER: usize = 20;

/// All commands, in the order of their steps.
pub const PENS: [Pen; 4] = [
    FIRST,
    Pen {
        step: 10,
        arguments: &["list", "-90", "-180", "90", "180"],
        typed: "",
    },
    Pen {
        step: 11,
        arguments: &["record"],
        typed: "",
    },
    // The server returns the earlier notes, so the second note brings back the first one. The
    // learner posts no notes at this point.
    Pen {
        step: 12,
        arguments: &["chat", "41.5", "-74.5"],
        typed: "Is anybody here?\nYes, the map.\n",
    },
];

impl Pen {
    /// Returns whether the command changes the state of the server. If so, it is not repeated after each save.
    pub fn leaves_traces(&self) -> bool {
        !self.typed.is_empty()
    }

    /// The command as a person would type it.
    pub fn command(&self) -> String {
        format!("cargo run --bin client -- {}", self.arguments.join(" "))
    }

    /// Runs the client against a server, and reads what it prints.
    pub async fn draw(&self, client: &Path, server: &str) -> Drawing {
        let (shapes, error) = match self.output(client, server).await {
            Ok(output) => match output.lines().map(shape).collect::<Option<Vec<_>>>() {
                Some(shapes) => (shapes, None),
                None => (
                    Vec::new(),
                    Some(
                        "the client printed a line that is not in the format of --json".to_string(),
                    ),
                ),
            },
            Err(error) => (Vec::new(), Some(error)),
        };
        Drawing {
            command: self.command(),
            shapes: shapes.into_iter().flatten().collect(),
            error,
        }
    }

    /// The client's output, or its error.
    async fn output(&self, client: &Path, server: &str) -> Result<String, String> {
        let child = Command::new(client)
            .args(["--json", "--server", server])
            .args(self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        let mut child =
            child.map_err(|error| format!("cannot run {}: {error}", client.display()))?;
        if let Some(mut stdin) = child.stdin.take() {
            // If the client has already exited, this fails, and the client's own error says why.
            let _ = stdin.write_all(self.typed.as_bytes()).await;
        }
        let output = time::timeout(LIMIT, child.wait_with_output()).await;
        let output = output
            .map_err(|_| format!("it was still running after {} seconds", LIMIT.as_secs()))?
            .map_err(|error| error.to_string())?;
        match output.status.success() {
            true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            false => Err(String::from_utf8_lossy(&output.stderr).trim().to_string()),
        }
    }
}

/// The shape in a line of the client's output. `None` if the line is not in the client's format; an inner
/// `None` if the line has nothing to draw.
fn shape(line: &str) -> Option<Option<Shape>> {
    let value: Value = serde_json::from_str(line).ok()?;
    let point = point(&value["location"]);
    if value.get("summary").is_some() {
        return Some(None);
    }
    if let Some(stop) = value.get("point") {
        return Some(Some(Shape::Stop(self::point(stop)?)));
    }
    let text = |field: &str| value[field].as_str().unwrap_or_default().to_string();
    if value.get("message").is_some() {
        return Some(point.map(|point| {
            Shape::Note(Note {
                point,
                message: text("message"),
                author: text("author"),
            })
        }));
    }
    value.get("name")?;
    Some(point.map(|point| {
        Shape::Feature(Feature {
            point,
            name: text("name"),
        })
    }))
}

/// A point in degrees, from one in E7 degrees.
fn point(value: &Value) -> Option<Point> {
    let degrees = |field: &str, limit: f64| {
        let e7 = i32::try_from(value[field].as_i64()?).ok()?;
        let degrees = f64::from(e7) / 1e7;
        (degrees.abs() <= limit).then_some(degrees)
    };
    Some(Point {
        latitude: degrees("latitude", 90.0)?,
        longitude: degrees("longitude", 180.0)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: Point = Point {
        latitude: 40.5,
        longitude: -74.0,
    };

    #[test]
    fn each_line_of_the_client_is_a_shape() {
        let location = r#"{"latitude":405000000,"longitude":-740000000}"#;
        for (line, expected) in [
            (
                format!(r#"{{"name":"A","location":{location}}}"#),
                Some(Some(Shape::Feature(Feature {
                    point: POINT,
                    name: "A".to_string(),
                }))),
            ),
            (r#"{"name":"A","location":null}"#.to_string(), Some(None)),
            (
                format!(r#"{{"point":{location}}}"#),
                Some(Some(Shape::Stop(POINT))),
            ),
            (r#"{"summary":{"pointCount":2}}"#.to_string(), Some(None)),
            (
                format!(r#"{{"location":{location},"message":"Hi","author":"me"}}"#),
                Some(Some(Shape::Note(Note {
                    point: POINT,
                    message: "Hi".to_string(),
                    author: "me".to_string(),
                }))),
            ),
            ("40.5, -74.0: A".to_string(), None),
            (
                r#"{"point":{"latitude":910000000,"longitude":0}}"#.to_string(),
                None,
            ),
            (
                r#"{"point":{"latitude":9e18,"longitude":0}}"#.to_string(),
                None,
            ),
            ("{}".to_string(), None),
        ] {
            assert_eq!(shape(&line), expected, "{line}");
        }
    }
}
