//! A route, summarized while its points arrive.

use std::time::Instant;

use crate::{
    geo,
    routeguide::{Point, RouteSummary},
};

/// The part of a route that has arrived so far. Its size does not depend on the number of points.
#[derive(Debug, Default)]
pub struct Route {
    points: i32,
    features: i32,
    meters: f64,
    started: Option<Instant>,
    last: Option<(Point, Instant)>,
}

impl Route {
    /// Adds the next point. `has_name` is true if the point has a feature with a name, and `now` is
    /// the time of arrival. The counts stop at the largest `int32`.
    pub fn add(&mut self, point: Point, has_name: bool, now: Instant) {
        self.points = self.points.saturating_add(1);
        self.features = self.features.saturating_add(i32::from(has_name));
        if let Some((last, _)) = self.last {
            self.meters += geo::distance(&last, &point);
        }
        self.started.get_or_insert(now);
        self.last = Some((point, now));
    }

    /// Summarizes the route. The distance is rounded to meters, and the time is rounded down to
    /// seconds. Both are at most the largest `int32`. The summary of a route without points is all
    /// zeros.
    pub fn summary(&self) -> RouteSummary {
        let seconds = match (self.started, self.last) {
            (Some(started), Some((_, ended))) => (ended - started).as_secs(),
            _ => 0,
        };
        RouteSummary {
            point_count: self.points,
            feature_count: self.features,
            distance: self.meters.round() as i32, // `as` saturates
            elapsed_time: i32::try_from(seconds).unwrap_or(i32::MAX),
        }
    }
}
