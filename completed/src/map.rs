//! The map: where it ends, rectangles on it, and how far apart two points are.

use crate::routeguide::{Point, Rectangle};

/// Checks that a point is on the map: latitude within ±90°, longitude within ±180°, both included.
///
/// # Errors
///
/// A message that names the field, its value and the range, in E7 degrees.
pub fn check_range(point: &Point) -> Result<(), String> {
    for (field, value, limit) in [
        ("latitude", point.latitude, 900_000_000),
        ("longitude", point.longitude, 1_800_000_000),
    ] {
        if !(-limit..=limit).contains(&value) {
            return Err(format!(
                "{field} {value} is off the map: it must be between -{limit} and {limit} (E7 degrees)"
            ));
        }
    }
    Ok(())
}

/// The south-western and the north-eastern corner of a rectangle, whichever two it was given by.
/// It does not reach across the 180th meridian: the longitudes that count are those between its
/// corners'.
///
/// # Errors
///
/// A message that says which corner was left out, or how one is off the map.
pub fn corners(rectangle: &Rectangle) -> Result<(Point, Point), String> {
    let lo = rectangle.lo.ok_or("the corner lo was left out")?;
    let hi = rectangle.hi.ok_or("the corner hi was left out")?;
    check_range(&lo)?;
    check_range(&hi)?;
    let southwest = Point {
        latitude: lo.latitude.min(hi.latitude),
        longitude: lo.longitude.min(hi.longitude),
    };
    let northeast = Point {
        latitude: lo.latitude.max(hi.latitude),
        longitude: lo.longitude.max(hi.longitude),
    };
    Ok((southwest, northeast))
}

/// The radius of the sphere that distances are measured on, in metres: Earth's mean radius,
/// 6371.0 km in the [planetary fact sheet of NASA](https://nssdc.gsfc.nasa.gov/planetary/factsheet/earthfact.html).
const EARTH_RADIUS: f64 = 6_371_000.0;

/// The shortest way between two points over the surface of the sphere, in metres, by the
/// [haversine formula](https://en.wikipedia.org/wiki/Haversine_formula).
///
/// Earth is a little flatter than a sphere, so the result may be off by half a percent.
pub fn distance(from: &Point, to: &Point) -> f64 {
    let radians = |e7: i32| (f64::from(e7) / 1e7).to_radians();
    let half_sine_squared = |angle: f64| (angle / 2.0).sin().powi(2);
    let (latitude_1, latitude_2) = (radians(from.latitude), radians(to.latitude));
    let longitudes = radians(to.longitude) - radians(from.longitude);
    let haversine = half_sine_squared(latitude_2 - latitude_1)
        + latitude_1.cos() * latitude_2.cos() * half_sine_squared(longitudes);
    // Rounding can take points on opposite sides of Earth a little beyond 1, where asin ends.
    2.0 * EARTH_RADIUS * haversine.min(1.0).sqrt().asin()
}
