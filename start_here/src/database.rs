//! The features that the server knows: read from JSON once, then found by their place.

use std::{collections::HashMap, fs, path::Path, sync::Arc};

use serde::Deserialize;

use crate::{
    Error,
    map::check_range,
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

/// The features. Finding one takes as many steps among a million as among a hundred.
#[derive(Debug, Default)]
pub struct FeatureDatabase {
    /// From south to north, and shared with the streams that read on after a call has returned.
    features: Arc<[Feature]>,
    /// Where in that list the feature at a place is.
    places: HashMap<Point, usize>,
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
        let mut features: Vec<Feature> = features.into_iter().collect();
        let mut places = HashMap::with_capacity(features.len());
        for (index, feature) in features.iter().enumerate() {
            let entry = || format!("entry {} ({:?})", index + 1, feature.name);
            let point = feature
                .location
                .ok_or_else(|| format!("{} has no location", entry()))?;
            check_range(&point).map_err(|error| format!("{}: {error}", entry()))?;
            if let Some(other) = places.insert(point, index) {
                let other = &features[other].name;
                let place = format!("latitude {}, longitude {}", point.latitude, point.longitude);
                return Err(format!("{} is where {other:?} already is: {place}", entry()).into());
            }
        }
        features.sort_unstable_by_key(|feature| {
            feature
                .location
                .map(|point| (point.latitude, point.longitude))
        });
        for (index, feature) in features.iter().enumerate() {
            places.extend(feature.location.map(|point| (point, index)));
        }
        Ok(FeatureDatabase {
            features: features.into(),
            places,
        })
    }

    /// The feature at exactly this point.
    pub fn find(&self, point: &Point) -> Option<&Feature> {
        let index = *self.places.get(point)?;
        self.features.get(index)
    }

    /// The features between two corners, edges included, from south to north. Each is found when it
    /// is asked for. Only those at the latitudes between the corners are looked at one by one.
    pub fn within(
        &self,
        southwest: Point,
        northeast: Point,
    ) -> impl Iterator<Item = Feature> + use<> {
        let features = Arc::clone(&self.features);
        let latitude = |feature: &Feature| feature.location.map(|point| point.latitude);
        let begin =
            features.partition_point(|feature| latitude(feature) < Some(southwest.latitude));
        let end = features.partition_point(|feature| latitude(feature) <= Some(northeast.latitude));
        let longitudes = southwest.longitude..=northeast.longitude;
        (begin..end).filter_map(move |index| {
            let feature = features.get(index)?;
            let point = feature.location?;
            longitudes
                .contains(&point.longitude)
                .then(|| feature.clone())
        })
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
