//! Distances, the summaries of routes, and the limits of the note board.

mod geo {
    use route_guide::{geo::distance, routeguide::Point};

    /// Half the circumference of Earth in meters: pi times 6,371,000 m.
    const HALF_CIRCUMFERENCE: f64 = 20_015_087.0;

    #[test]
    fn distances_are_measured_on_a_sphere() {
        for (name, from, to, meters) in [
            ("pole to pole", (90, 0), (-90, 0), HALF_CIRCUMFERENCE),
            ("antipodes", (0, 0), (0, 180), HALF_CIRCUMFERENCE),
            ("a quarter", (0, 0), (0, 90), HALF_CIRCUMFERENCE / 2.0),
            // The shortest way is over the pole, not along the circle of latitude.
            (
                "over the pole",
                (60, 0),
                (60, 180),
                HALF_CIRCUMFERENCE / 3.0,
            ),
            (
                "over the 180th meridian",
                (0, 179),
                (0, -179),
                HALF_CIRCUMFERENCE / 90.0,
            ),
            ("no distance", (40, -74), (40, -74), 0.0),
        ] {
            let point = |(latitude, longitude): (i32, i32)| Point {
                latitude: latitude * 10_000_000,
                longitude: longitude * 10_000_000,
            };
            let result = distance(&point(from), &point(to));
            assert!(
                (result - meters).abs() < 1.0,
                "{name}: {meters} m, not {result} m"
            );
        }
    }
}

mod route {
    use std::time::{Duration, Instant};

    use route_guide::{
        geo::MAX_LATITUDE,
        route::Route,
        routeguide::{Point, RouteSummary},
    };

    #[test]
    fn the_elapsed_time_is_in_whole_seconds_and_stops_at_the_largest_int32() {
        let start = Instant::now();
        let mut route = Route::default();
        for (milliseconds, seconds) in [(0, 0), (61_900, 61), (3_000_000_000_000, i32::MAX)] {
            let now = start + Duration::from_millis(milliseconds);
            route.add(Point::default(), false, now);
            assert_eq!(route.summary().elapsed_time, seconds, "{milliseconds} ms");
        }
    }

    #[test]
    fn the_distance_stops_at_the_largest_int32() {
        let mut route = Route::default();
        for latitude in [MAX_LATITUDE, -MAX_LATITUDE].into_iter().cycle().take(200) {
            let pole = Point {
                latitude,
                longitude: 0,
            };
            route.add(pole, false, Instant::now());
        }
        assert_eq!(route.summary().distance, i32::MAX);
        assert_eq!(route.summary().point_count, 200);
    }

    #[test]
    fn an_empty_route_is_all_zeros() {
        assert_eq!(Route::default().summary(), RouteSummary::default());
    }
}

mod notes {
    use route_guide::{
        error::InvalidInput,
        notes::{MAX_LENGTH, MAX_NOTES, MAX_POINTS, NoteBoard},
        routeguide::{Point, RouteNote},
    };

    /// Posts a note, and returns the earlier messages at the point.
    fn post(
        board: &NoteBoard,
        latitude: usize,
        message: &str,
    ) -> Result<Vec<String>, InvalidInput> {
        let point = Point {
            latitude: i32::try_from(latitude).expect("the latitude is small"),
            longitude: 0,
        };
        let note = RouteNote {
            location: Some(point),
            message: message.to_string(),
            ..RouteNote::default()
        };
        let earlier = board.post(point, note, "")?;
        Ok(earlier.into_iter().map(|note| note.message).collect())
    }

    #[test]
    fn the_oldest_note_at_a_full_point_is_evicted() {
        let board = NoteBoard::default();
        for number in 0..=MAX_NOTES {
            post(&board, 0, &number.to_string()).expect("the note is short");
        }
        let expected: Vec<String> = (1..=MAX_NOTES).map(|number| number.to_string()).collect();
        assert_eq!(post(&board, 0, "last"), Ok(expected));
    }

    #[test]
    fn the_point_that_was_used_first_is_evicted() {
        let board = NoteBoard::default();
        for point in 0..=MAX_POINTS {
            assert_eq!(post(&board, point, "x"), Ok(vec![]), "point {point} is new");
        }
        assert_eq!(
            post(&board, 1, "x"),
            Ok(vec!["x".to_string()]),
            "it is kept"
        );
        assert_eq!(post(&board, 0, "x"), Ok(vec![]), "it was evicted");
    }

    #[test]
    fn a_note_may_have_500_bytes() {
        let board = NoteBoard::default();
        let longest = "é".repeat(MAX_LENGTH / 2);
        assert_eq!(post(&board, 0, &longest), Ok(vec![]));
        let too_long = InvalidInput::NoteTooLong {
            length: MAX_LENGTH + 1,
            limit: MAX_LENGTH,
        };
        assert_eq!(post(&board, 0, &format!("{longest}x")), Err(too_long));
        assert_eq!(post(&board, 0, "x"), Ok(vec![longest]), "it was not posted");
    }
}
