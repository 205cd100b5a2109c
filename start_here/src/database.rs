//! The features that the server knows: read from JSON once, then found by their place.

mod table;

use std::{fs, path::Path, sync::Arc};

use serde::Deserialize;
use table::Table;

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
    /// By their place, and shared with the streams that read on after a call has returned.
    features: Arc<Table>,
    /// The places from south to north.
    places: Arc<[Point]>,
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
        let entries: Vec<Feature> = features.into_iter().collect();
        let mut features = Table::with_capacity(entries.len());
        let mut places = Vec::with_capacity(entries.len());
        for (index, Feature { name, location }) in entries.into_iter().enumerate() {
            let entry = || format!("entry {} ({name:?})", index + 1);
            let place = location.ok_or_else(|| format!("{} has no location", entry()))?;
            check_range(&place).map_err(|error| format!("{}: {error}", entry()))?;
            features.insert(place, &name).map_err(|other| {
                let place = format!("latitude {}, longitude {}", place.latitude, place.longitude);
                format!("{} is where {other:?} already is: {place}", entry())
            })?;
            places.push(place);
        }
        places.sort_unstable_by_key(|place| (place.latitude, place.longitude));
        Ok(FeatureDatabase {
            features: Arc::new(features),
            places: places.into(),
        })
    }

    /// The feature at exactly this point.
    pub fn find(&self, point: &Point) -> Option<Feature> {
        self.features.find(point)
    }

    /// The features between two corners, edges included, from south to north. Each is found when it
    /// is asked for. Only those at the latitudes between the corners are looked at one by one.
    pub fn within(
        &self,
        southwest: Point,
        northeast: Point,
    ) -> impl Iterator<Item = Feature> + use<> {
        let (features, places) = (Arc::clone(&self.features), Arc::clone(&self.places));
        let begin = places.partition_point(|place| place.latitude < southwest.latitude);
        let end = places.partition_point(|place| place.latitude <= northeast.latitude);
        let longitudes = southwest.longitude..=northeast.longitude;
        (begin..end)
            .map(move |index| places[index])
            .filter(move |place| longitudes.contains(&place.longitude))
            .filter_map(move |place| features.find(&place))
    }

    /// How many features there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none at all.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}
