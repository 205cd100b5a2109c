//! Geography: the points on the map, the bounds of a rectangle, and the distance between two
//! points.

use crate::{
    error::InvalidInput,
    routeguide::{Point, Rectangle},
};

/// The largest latitude, 90° N, in E7 degrees. The smallest is its negative.
pub const MAX_LATITUDE: i32 = 900_000_000;

/// The largest longitude, 180° E, in E7 degrees. The smallest is its negative.
pub const MAX_LONGITUDE: i32 = 1_800_000_000;

/// Checks that a point is on the map: latitude within ±90°, longitude within ±180°, both inclusive.
/// For a point in a field of a larger message, see [`check_field`].
///
/// # Errors
///
/// Returns [`InvalidInput::OutOfRange`] for the first coordinate that is out of range.
pub fn check_range(point: &Point) -> Result<(), InvalidInput> {
    for (field, value, limit) in [
        ("latitude", point.latitude, MAX_LATITUDE),
        ("longitude", point.longitude, MAX_LONGITUDE),
    ] {
        if !(-limit..=limit).contains(&value) {
            return Err(InvalidInput::OutOfRange {
                field: field.to_string(),
                value,
                limit,
            });
        }
    }
    Ok(())
}

/// Checks that a point in a field of a message is on the map.
///
/// # Errors
///
/// The same as those of [`check_range`], but with the name of this field: `lo.latitude`.
pub fn check_field(name: &str, point: &Point) -> Result<(), InvalidInput> {
    check_range(point).map_err(|error| error.within(name))
}

/// The bounds of a rectangle, in E7 degrees, inclusive.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Bounds {
    /// The smallest latitude.
    pub south: i32,
    /// The smallest longitude.
    pub west: i32,
    /// The largest latitude.
    pub north: i32,
    /// The largest longitude.
    pub east: i32,
}

/// Converts a rectangle to its bounds. The rectangle is given by two opposite corners, in either
/// order, and does not cross the 180th meridian: its longitudes are between those of its corners.
///
/// # Errors
///
/// Returns [`InvalidInput::Missing`] for a corner that is not set, and [`InvalidInput::OutOfRange`]
/// for one that is off the map.
impl TryFrom<Rectangle> for Bounds {
    type Error = InvalidInput;

    fn try_from(rectangle: Rectangle) -> Result<Bounds, InvalidInput> {
        let lo = rectangle.lo.ok_or(InvalidInput::Missing { field: "lo" })?;
        let hi = rectangle.hi.ok_or(InvalidInput::Missing { field: "hi" })?;
        check_field("lo", &lo)?;
        check_field("hi", &hi)?;
        Ok(Bounds {
            south: lo.latitude.min(hi.latitude),
            west: lo.longitude.min(hi.longitude),
            north: lo.latitude.max(hi.latitude),
            east: lo.longitude.max(hi.longitude),
        })
    }
}

/// The radius of the sphere on which distances are measured, in meters: Earth's mean radius,
/// 6371.0 km in [NASA's planetary fact sheet](https://nssdc.gsfc.nasa.gov/planetary/factsheet/earthfact.html).
const EARTH_RADIUS: f64 = 6_371_000.0;

/// The great-circle distance between two points, in meters, by the
/// [haversine formula](https://en.wikipedia.org/wiki/Haversine_formula).
///
/// Earth is not quite a sphere, so the result can be off by up to half a percent.
pub fn distance(from: &Point, to: &Point) -> f64 {
    let radians = |e7: i32| (f64::from(e7) / 1e7).to_radians();
    let half_sine_squared = |angle: f64| (angle / 2.0).sin().powi(2);
    let (latitude_1, latitude_2) = (radians(from.latitude), radians(to.latitude));
    let longitudes = radians(to.longitude) - radians(from.longitude);
    let haversine = half_sine_squared(latitude_2 - latitude_1)
        + latitude_1.cos() * latitude_2.cos() * half_sine_squared(longitudes);
    // For antipodal points, rounding can push the value slightly above 1, where asin is not
    // defined.
    2.0 * EARTH_RADIUS * haversine.min(1.0).sqrt().asin()
}
