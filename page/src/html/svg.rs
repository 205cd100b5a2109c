//! The map as SVG. One unit is one degree of latitude; a point is a line of length zero with round
//! caps, so that its size does not depend on the scale.

use std::sync::LazyLock;

use serde_json::Value;

use super::escaped;
use crate::map::{Drawing, Feature, Map, Note, Point, Shape};

/// The states on the map, from data/coast.json: the name, and polygons of longitude and latitude.
const COAST: &str = include_str!("../../../data/coast.json");

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
    /// The drawing, with its summary for screen readers.
    pub(super) fn svg(&self) -> String {
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
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Point {
        Point {
            latitude,
            longitude,
        }
    }

    #[test]
    fn the_coast_has_the_states_of_the_dataset() {
        let coast = &*LAND;
        for state in ["Connecticut", "New Jersey", "New York", "Pennsylvania"] {
            assert!(
                coast.contains(&format!("<title>{state}</title>")),
                "{state}"
            );
        }
    }

    #[test]
    fn the_map_grows_with_its_points() {
        assert_eq!(AREA.with(&at(40.0, -74.0)), AREA.with(&at(41.0, -74.0)));
        let world = AREA.with(&at(-33.0, 151.0));
        assert!(world.east > 151.0 && world.south < -33.0);
        assert_eq!((AREA.step(), world.step()), (1.0, 30.0));
    }
}
