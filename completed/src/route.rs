//! A route, summed up while it is travelled.

use std::time::Instant;

use crate::{
    map,
    routeguide::{Point, RouteSummary},
};

/// What is known of a route so far. It takes the same room however long the route is.
#[derive(Debug, Default)]
pub struct Route {
    points: i32,
    features: i32,
    metres: f64,
    began: Option<Instant>,
    last: Option<(Point, Instant)>,
}

impl Route {
    /// The route goes on to this point, where there is a feature with a name or not, at this time.
    /// Counts stop at the largest number that an int32 holds.
    pub fn pass(&mut self, point: Point, has_name: bool, now: Instant) {
        self.points = self.points.saturating_add(1);
        self.features = self.features.saturating_add(i32::from(has_name));
        if let Some((last, _)) = self.last {
            self.metres += map::distance(&last, &point);
        }
        self.began.get_or_insert(now);
        self.last = Some((point, now));
    }

    /// What the route comes to: metres rounded, seconds rounded down, both at most the largest
    /// number that an int32 holds. Of a route without points, all is 0.
    pub fn summary(&self) -> RouteSummary {
        let seconds = match (self.began, self.last) {
            (Some(began), Some((_, ended))) => (ended - began).as_secs(),
            _ => 0,
        };
        RouteSummary {
            point_count: self.points,
            feature_count: self.features,
            distance: self.metres.round() as i32, // stops at the largest, too
            elapsed_time: i32::try_from(seconds).unwrap_or(i32::MAX),
        }
    }
}
