//! The features that the server knows: read from JSON once, then found by their place.

use std::{collections::HashMap, fs, path::Path};

use serde::Deserialize;

use crate::{
    Error,
    routeguide::{Feature, Point},
};

/// The dataset that both projects share.
pub const DEFAULT_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/route_guide_db.json");

/// One entry of the dataset, shaped like its JSON.
#[derive(Deserialize)]
struct Record {
    location: Location,
    name: String,
}

/// The place of an entry, in E7 degrees.
#[derive(Deserialize)]
struct Location {
    latitude: i32,
    longitude: i32,
}

impl From<Record> for Feature {
    fn from(record: Record) -> Feature {
        todo!("step 3: build a Feature that has the name and the place of this record")
    }
}

/// Features by their place. Finding one takes as long among a million as among a hundred.
#[derive(Debug, Default)]
pub struct FeatureDatabase {
    features: HashMap<Point, Feature>,
}

impl FeatureDatabase {
    /// Reads a dataset: a JSON array of `{"location": {"latitude": …, "longitude": …}, "name": …}`,
    /// coordinates in E7 degrees.
    ///
    /// # Errors
    ///
    /// One line that names the file and the entry, if the file cannot be read, is not such an
    /// array, has no entries, or has one that is off the map or at the place of another.
    pub fn read(file: &Path) -> Result<FeatureDatabase, Error> {
        let read = || FeatureDatabase::from_json(&fs::read_to_string(file)?);
        read().map_err(|error| {
            let file = file.display();
            format!("cannot use the dataset {file}: {error}; choose another with --database FILE")
                .into()
        })
    }

    /// As [`read`](FeatureDatabase::read), from text that is already in memory.
    ///
    /// # Errors
    ///
    /// As [`read`](FeatureDatabase::read), without the name of the file.
    pub fn from_json(text: &str) -> Result<FeatureDatabase, Error> {
        let records: Vec<Record> = serde_json::from_str(text)?;
        if records.is_empty() {
            return Err("it has no entries".into());
        }
        FeatureDatabase::new(records.into_iter().map(Feature::from))
    }

    /// Collects features that have been made elsewhere.
    ///
    /// # Errors
    ///
    /// One line that names the feature, counted from 1, if it has no location, is off the map, or
    /// is at the place of an earlier one.
    pub fn new(features: impl IntoIterator<Item = Feature>) -> Result<FeatureDatabase, Error> {
        let mut database = FeatureDatabase::default();
        for (index, feature) in features.into_iter().enumerate() {
            let entry = format!("entry {} ({:?})", index + 1, feature.name);
            let point = feature.location.ok_or(format!("{entry} has no location"))?;
            check_range(&point).map_err(|error| format!("{entry}: {error}"))?;
            if let Some(other) = database.features.insert(point, feature) {
                let place = format!("latitude {}, longitude {}", point.latitude, point.longitude);
                return Err(
                    format!("{entry} is where {:?} already is: {place}", other.name).into(),
                );
            }
        }
        Ok(database)
    }

    /// The feature at exactly this point.
    pub fn find(&self, point: &Point) -> Option<&Feature> {
        self.features.get(point)
    }

    /// How many features there are.
    pub fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether there are none at all.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }
}

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
