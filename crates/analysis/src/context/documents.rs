//! Which of several documents of one object counts.

use std::fmt;
use std::sync::Arc;

/// Where an object comes from. What comes from a later one counts for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The cluster.
    Cluster,
    /// Files with objects that are not judged.
    Context,
    /// What is judged.
    Input,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name; empty if there is only one.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.file {
            "" => write!(f, "line {}", self.line),
            file => write!(f, "{file}:{}", self.line),
        }
    }
}

/// The documents of one object that have the same origin.
#[derive(Clone, Debug)]
pub(super) struct Documents {
    pub origin: Origin,
    /// The places of the first and the last; `None` if they have none.
    places: Option<(Place, Place)>,
    count: usize,
}

impl Documents {
    pub fn new(origin: Origin, place: Option<Place>) -> Self {
        Self { origin, places: place.map(|place| (place.clone(), place)), count: 1 }
    }

    /// Adds a document; returns whether it is the one that counts now.
    pub fn add(&mut self, origin: Origin, place: Option<Place>) -> bool {
        if origin != self.origin {
            let counts = origin > self.origin;
            if counts {
                *self = Self::new(origin, place);
            }
            return counts;
        }
        match (&mut self.places, place) {
            // The same document, in a file that was given twice.
            (Some((_, last)), Some(place)) if *last == place => {}
            (Some((_, last)), Some(place)) => {
                *last = place;
                self.count += 1;
            }
            (places, place) => *places = place.map(|place| (place.clone(), place)),
        }
        true
    }

    /// The place of the last one, which counts.
    pub fn last(&self) -> Option<&Place> {
        self.places.as_ref().map(|(_, last)| last)
    }

    /// What to say if there are several; `object` is the kind, namespace and name. `is_looked_up`:
    /// verdicts depend on it.
    pub fn repeated(&self, object: &str, is_looked_up: bool) -> Option<Repeated> {
        let (first, last) = self.places.clone().filter(|_| self.count > 1)?;
        let between = match self.count - 2 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let counts = match is_looked_up {
            true => "the later one counts, as after kubectl apply",
            false => "each is judged, and kubectl apply would leave the later one",
        };
        let what = format!("{object} is defined again, after {first}{between}; {counts}");
        Some(Repeated { origin: self.origin, last, what })
    }
}

/// Several documents of one object. The last one counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// Where they come from.
    pub origin: Origin,
    /// The place of the one that counts.
    pub last: Place,
    /// What is wrong, with the place of the first.
    pub what: String,
}

impl fmt::Display for Repeated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.last, self.what)
    }
}
