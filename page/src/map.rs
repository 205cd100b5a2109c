//! The map as SVG. One unit is one degree of latitude; a point is a line of length zero with round
//! caps, so that its size does not depend on the scale.

use std::{fmt::Write as _, sync::LazyLock};

use serde_json::Value;

use crate::{html::escaped, pen::FIRST};

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

/// The states on the map, from data/coast.json: the name, and polygons of longitude and latitude.
const COAST: &str = include_str!("../../data/coast.json");

/// The area around the dataset, in degrees. The map always shows it.
const AREA: Bounds = Bounds {
    west: -75.2,
    south: 39.9,
    east: -72.8,
    north: 42.1,
};

/// A rectangle, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bounds {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Bounds {
    /// The rectangle, extended so that it contains a point with a margin.
    fn with(self, point: &Point) -> Bounds {
        const MARGIN: f64 = 0.1;
        Bounds {
            west: self.west.min(point.longitude - MARGIN),
            south: self.south.min(point.latitude - MARGIN),
            east: self.east.max(point.longitude + MARGIN),
            north: self.north.max(point.latitude + MARGIN),
        }
    }

    /// The distance between the lines of the graticule, in degrees.
    fn step(self) -> f64 {
        let span = (self.east - self.west).max(self.north - self.south);
        let steps = [1.0, 2.0, 5.0, 10.0, 30.0];
        steps
            .into_iter()
            .find(|step| span / step <= 8.0)
            .unwrap_or(60.0)
    }
}

impl Map {
    /// An empty map for the server at a URL.
    pub fn of(server: &str) -> Map {
        Map {
            url: server.to_string(),
            ..Map::default()
        }
    }

    /// The map, and the commands that have drawn it, as HTML.
    pub fn html(&self) -> String {
        let browser = match &self.browser {
            Some(origin) if self.server == Server::Up => self.browser(origin),
            _ => String::new(),
        };
        format!("{}{}{browser}", self.svg(), self.legend())
    }

    /// The part that the browser draws, straight from the server.
    fn browser(&self, origin: &str) -> String {
        format!(
            "<p id=\"browser\" data-server=\"{url}\">Your browser can draw, too, if you start your server with \
             <code>{start} --web <span data-origin>{origin}</span></code>. \
             <span role=\"status\"></span></p>\n",
            url = escaped(&self.url),
            start = escaped(&self.start(" --")),
            origin = escaped(origin),
        )
    }

    /// The command that starts the server at its address; `end` follows if there are no arguments.
    fn start(&self, end: &str) -> String {
        const USUAL: &str = "127.0.0.1:50051";
        match self.url.strip_prefix("http://") {
            Some(address) if address != USUAL => {
                format!("cargo run --bin server -- --addr {address}")
            }
            _ => format!("cargo run --bin server{end}"),
        }
    }

    /// The commands that have drawn the map, or the reason why it is empty.
    fn legend(&self) -> String {
        let mut html = String::new();
        match self.server {
            Server::ToCome => html.push_str(&format!(
                "<p>This map is empty until your code compiles and step {} is done. From then on, your own client draws it with the \
                 responses from your own server.</p>\n",
                FIRST.step
            )),
            Server::Down => html.push_str(&format!(
                "<p class=\"down\">Your server is not running at <code>{}</code>. To start it, run this in \
                 <code>start_here</code>: <code>{}</code></p>\n",
                escaped(&self.url),
                escaped(&self.start(""))
            )),
            Server::Up => html.push_str(
                "<p>Drawn by your own client and server. <a href=\"/draw\">Draw again</a></p>\n",
            ),
        }
        if !self.drawings.is_empty() {
            let items = self.drawings.iter().map(Drawing::item);
            let _ = write!(
                html,
                "<ul class=\"drawings\">\n{}</ul>\n",
                items.collect::<String>()
            );
        }
        html
    }

    fn svg(&self) -> String {
        let shapes = || self.drawings.iter().flat_map(|drawing| &drawing.shapes);
        let bounds = shapes()
            .map(Shape::point)
            .fold(AREA, |bounds, point| bounds.with(&point));
        // At this latitude, a degree of longitude is shorter than one of latitude by this factor.
        let factor = ((bounds.north + bounds.south) / 2.0).to_radians().cos();
        let (left, width) = (bounds.west * factor, (bounds.east - bounds.west) * factor);
        let height = bounds.north - bounds.south;
        let summary = match shapes().count() {
            0 => "A map of New Jersey and its neighbors, without features".to_string(),
            _ => format!(
                "A map with {}",
                self.drawings
                    .iter()
                    .map(Drawing::summary)
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        };
        format!(
            "<svg viewBox=\"{left:.4} {top:.4} {width:.4} {height:.4}\" role=\"img\" aria-label=\"{label}\">\n\
             <g transform=\"scale({factor:.5} -1)\">\n{coast}{graticule}{route}{points}<g id=\"by-browser\"></g>\n</g>\n{names}</svg>\n",
            top = -bounds.north,
            label = escaped(&summary),
            coast = *LAND,
            graticule = graticule(bounds),
            route = route(shapes()),
            points = shapes().filter_map(Shape::mark).collect::<String>(),
            names = degrees(bounds, factor, height),
        )
    }
}

impl Drawing {
    /// A line about the drawing: its command, and its result.
    fn item(&self) -> String {
        let command = escaped(&self.command);
        match &self.error {
            Some(error) => format!(
                "<li class=\"failed\"><code>{command}</code> failed:<pre tabindex=\"0\">{}</pre>\
                 If you have changed the server since you started it, start it again.</li>\n",
                escaped(error)
            ),
            None => format!(
                "<li class=\"{}\"><code>{command}</code>: {}{}</li>\n",
                self.kind(),
                self.summary(),
                self.notes()
            ),
        }
    }

    /// The class that gives the line the color of the drawing's marks.
    fn kind(&self) -> &'static str {
        match self.shapes.last() {
            Some(Shape::Stop(_)) => "with-route",
            Some(Shape::Note(_)) => "with-notes",
            Some(Shape::Feature(_)) | None => "with-features",
        }
    }

    /// The number of shapes of each kind.
    fn summary(&self) -> String {
        let count = |is: fn(&Shape) -> bool| self.shapes.iter().filter(|shape| is(shape)).count();
        let counts = [
            (count(|shape| matches!(shape, Shape::Feature(_))), "feature"),
            (count(|shape| matches!(shape, Shape::Stop(_))), "point"),
            (count(|shape| matches!(shape, Shape::Note(_))), "note"),
        ];
        let parts = counts.into_iter().filter(|(count, _)| *count > 0);
        let parts = parts.map(|(count, thing)| match count {
            1 => format!("1 {thing}"),
            _ => format!("{count} {thing}s"),
        });
        let text = parts.collect::<Vec<_>>().join(", ");
        if text.is_empty() {
            "nothing".to_string()
        } else {
            text
        }
    }

    /// The notes in full, because a mark on the map shows little.
    fn notes(&self) -> String {
        let notes = self.shapes.iter().filter_map(|shape| match shape {
            Shape::Note(note) if note.author.is_empty() => {
                Some(format!("<li>{}</li>", escaped(&note.message)))
            }
            Shape::Note(note) => Some(format!(
                "<li>{}: {}</li>",
                escaped(&note.author),
                escaped(&note.message)
            )),
            _ => None,
        });
        let notes = notes.collect::<String>();
        if notes.is_empty() {
            notes
        } else {
            format!("<ul class=\"notes\">{notes}</ul>")
        }
    }
}

impl Shape {
    fn point(&self) -> Point {
        match self {
            Shape::Feature(Feature { point, .. })
            | Shape::Stop(point)
            | Shape::Note(Note { point, .. }) => *point,
        }
    }

    /// The mark of a feature or a note. The points of a route are drawn together.
    fn mark(&self) -> Option<String> {
        let (class, title) = match self {
            Shape::Feature(feature) if feature.name.is_empty() => return None,
            Shape::Feature(feature) => ("feature", &feature.name),
            Shape::Note(note) => ("note", &note.message),
            Shape::Stop(_) => return None,
        };
        let Point {
            latitude,
            longitude,
        } = self.point();
        Some(format!(
            "<path class=\"{class}\" d=\"M{longitude} {latitude}h0\"><title>{}</title></path>\n",
            escaped(title)
        ))
    }
}

/// The route through all of its points.
fn route<'a>(shapes: impl Iterator<Item = &'a Shape>) -> String {
    let stops = shapes.filter_map(|shape| match shape {
        Shape::Stop(point) => Some(format!("{},{}", point.longitude, point.latitude)),
        _ => None,
    });
    let stops = stops.collect::<Vec<_>>();
    match stops.is_empty() {
        true => String::new(),
        false => format!(
            "<polyline class=\"route\" points=\"{}\"/>\n",
            stops.join(" ")
        ),
    }
}

/// The land, one shape for each state.
static LAND: LazyLock<String> = LazyLock::new(|| {
    let states: Value = serde_json::from_str(COAST).unwrap_or_default(); // a test reads it
    let states = states.as_array().into_iter().flatten().map(|state| {
        let rings = state["rings"].as_array().into_iter().flatten();
        let path = rings.map(|ring| {
            let points = ring.as_array().into_iter().flatten();
            let points = points.map(|point| format!("{} {}", point[0], point[1]));
            format!("M{}Z", points.collect::<Vec<_>>().join("L"))
        });
        let name = escaped(state["name"].as_str().unwrap_or_default());
        format!(
            "<path class=\"land\" d=\"{}\"><title>{name}</title></path>\n",
            path.collect::<String>()
        )
    });
    states.collect()
});

/// The multiples of a step, in degrees, within an interval.
fn lines(from: f64, to: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = (from / step).ceil() as i32;
    let last = (to / step).floor() as i32;
    (first..=last).map(move |line| f64::from(line) * step)
}

fn graticule(bounds: Bounds) -> String {
    let Bounds {
        west,
        south,
        east,
        north,
    } = bounds;
    let step = bounds.step();
    let meridians = lines(west, east, step).map(|x| format!("M{x} {south}V{north}"));
    let parallels = lines(south, north, step).map(|y| format!("M{west} {y}H{east}"));
    let path = meridians.chain(parallels).collect::<String>();
    format!("<path class=\"graticule\" d=\"{path}\"/>\n")
}

/// The labels of the graticule's lines.
fn degrees(bounds: Bounds, factor: f64, height: f64) -> String {
    let (size, gap) = (height / 32.0, height / 80.0);
    let text =
        |x: f64, y: f64, text: String| format!("<text x=\"{x:.4}\" y=\"{y:.4}\">{text}</text>\n");
    let name = |degrees: f64, positive: char, negative: char| match degrees {
        0.0 => "0°".to_string(),
        _ if degrees < 0.0 => format!("{}° {negative}", -degrees),
        _ => format!("{degrees}° {positive}"),
    };
    let step = bounds.step();
    let fits = |x: &f64| (bounds.east - x) * factor > 4.0 * size;
    let meridians = lines(bounds.west, bounds.east, step)
        .filter(fits)
        .map(|x| text(x * factor + gap, -bounds.south - gap, name(x, 'E', 'W')));
    let parallels = lines(bounds.south, bounds.north, step)
        .map(|y| text(bounds.west * factor + gap, -y - gap, name(y, 'N', 'S')));
    let names = meridians.chain(parallels).collect::<String>();
    format!("<g font-size=\"{size:.4}\">\n{names}</g>\n")
}

#[cfg(test)]
mod tests;
