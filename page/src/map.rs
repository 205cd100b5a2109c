//! The map: the shapes that the learner's client has drawn, and the state of the server.

/// A point, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// A feature at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Its location.
    pub point: Point,
    /// Its name; empty if there is no feature.
    pub name: String,
}

/// A note at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Its location.
    pub point: Point,
    /// Its text.
    pub message: String,
    /// Its author; empty if unknown.
    pub author: String,
}

/// Something on the map.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A feature.
    Feature(Feature),
    /// A point of a route.
    Stop(Point),
    /// A note.
    Note(Note),
}

/// The shapes from one run of the learner's client.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// The command, as a person would type it.
    pub command: String,
    /// The shapes, in the order in which the client printed them.
    pub shapes: Vec<Shape>,
    /// The client's error, if it failed.
    pub error: Option<String>,
}

/// The state of the learner's server.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Server {
    /// The learner has not yet reached the step that starts it.
    #[default]
    ToCome,
    /// Nothing listens at its address.
    Down,
    /// It accepts connections.
    Up,
}

/// The map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    /// The state of the server.
    pub server: Server,
    /// The URL of the server.
    pub url: String,
    /// The drawings, in order.
    pub drawings: Vec<Drawing>,
    /// The origin of the page, if the learner's server can accept calls from browsers.
    pub browser: Option<String>,
}

impl Map {
    /// An empty map for the server at a URL.
    pub fn of(server: &str) -> Map {
        Map {
            url: server.to_string(),
            ..Map::default()
        }
    }
}
