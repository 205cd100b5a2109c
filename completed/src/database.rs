//! The features that the server knows: read once from JSON, then looked up by location.

use std::{
    collections::{HashMap, hash_map::Entry},
    fs,
    path::Path,
    sync::Arc,
};

use serde::Deserialize;

use crate::{
    error::Error,
    geo::{Bounds, check_range},
    routeguide::{Feature, Point},
};

/// An entry of the dataset, with the structure of its JSON.
#[derive(Deserialize)]
struct Record {
    location: Location,
    name: String,
}

/// The location of an entry, in E7 degrees.
#[derive(Deserialize)]
struct Location {
    latitude: i32,
    longitude: i32,
}

impl From<Record> for Feature {
    fn from(record: Record) -> Feature {
        Feature {
            name: record.name,
            location: Some(Point {
                latitude: record.location.latitude,
                longitude: record.location.longitude,
            }),
        }
    }
}

/// All features, at most one at each location.
#[derive(Debug, Default)]
pub struct FeatureDatabase {
    /// The features with their locations, from south to north. They are shared with the response
    /// streams, which outlive the method that creates them.
    features: Arc<[(Point, Feature)]>,
    /// The index of the feature at each location.
    by_location: HashMap<Point, usize>,
}

impl FeatureDatabase {
    /// Reads a dataset: a JSON array of `{"location": {"latitude": …, "longitude": …}, "name": …}`,
    /// with coordinates in E7 degrees.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read, is not such an array, is empty, or has an entry
    /// that is off the map or at the location of another. The message is one line that names the
    /// file and, if possible, the entry.
    pub fn read(file: &Path) -> Result<FeatureDatabase, Error> {
        let read = || FeatureDatabase::from_json(&fs::read_to_string(file)?);
        read().map_err(|error| {
            let file = file.display();
            format!("cannot use the dataset {file}: {error}; choose another with --database FILE")
                .into()
        })
    }

    /// Parses a dataset, as [`read`](FeatureDatabase::read) does.
    ///
    /// # Errors
    ///
    /// The same as those of [`read`](FeatureDatabase::read), but the message does not name the
    /// file.
    pub fn from_json(text: &str) -> Result<FeatureDatabase, Error> {
        let records: Vec<Record> = serde_json::from_str(text)?;
        if records.is_empty() {
            return Err("it has no entries".into());
        }
        FeatureDatabase::new(records.into_iter().map(Feature::from))
    }

    /// Builds a database from features.
    ///
    /// # Errors
    ///
    /// Returns an error if a feature has no location, is off the map, or has the location of an
    /// earlier one. The message is one line that names the feature and its number, counted from 1.
    pub fn new(features: impl IntoIterator<Item = Feature>) -> Result<FeatureDatabase, Error> {
        let mut by_location = HashMap::new();
        for (index, feature) in features.into_iter().enumerate() {
            let entry = || format!("entry {} ({:?})", index + 1, feature.name);
            let location = feature
                .location
                .ok_or_else(|| format!("{} has no location", entry()))?;
            check_range(&location).map_err(|error| format!("{}: {error}", entry()))?;
            match by_location.entry(location) {
                Entry::Vacant(vacant) => {
                    vacant.insert(feature);
                }
                Entry::Occupied(other) => {
                    let Point {
                        latitude,
                        longitude,
                    } = location;
                    let (entry, other) = (entry(), &other.get().name);
                    return Err(format!(
                        "{entry} has the same location as {other:?}: latitude {latitude}, \
                         longitude {longitude}"
                    )
                    .into());
                }
            }
        }
        let mut features: Vec<(Point, Feature)> = by_location.into_iter().collect();
        features.sort_unstable_by_key(|(point, _)| (point.latitude, point.longitude));
        let numbered = features.iter().enumerate();
        Ok(FeatureDatabase {
            by_location: numbered
                .map(|(index, (point, _))| (*point, index))
                .collect(),
            features: features.into(),
        })
    }

    /// Returns the feature at exactly this point.
    pub fn find(&self, point: &Point) -> Option<&Feature> {
        let index = *self.by_location.get(point)?;
        self.features.get(index).map(|(_, feature)| feature)
    }

    /// Returns the features within the bounds, from south to north. A feature is cloned only when
    /// the iterator reaches it, so the caller pays only for the features that it reads.
    pub fn within(&self, bounds: Bounds) -> impl Iterator<Item = Feature> + use<> {
        let features = Arc::clone(&self.features);
        let first = features.partition_point(|(point, _)| point.latitude < bounds.south);
        let end = features.partition_point(|(point, _)| point.latitude <= bounds.north);
        let longitudes = bounds.west..=bounds.east;
        (first..end).filter_map(move |index| {
            let (point, feature) = &features[index];
            longitudes
                .contains(&point.longitude)
                .then(|| feature.clone())
        })
    }

    /// Returns the number of features.
    pub fn len(&self) -> usize {
        self.features.len()
    }

    /// Returns `true` if there are no features.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }
}
