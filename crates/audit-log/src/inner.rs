//! Values that come in several shapes, by exporter.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::lists::{Collect, listed};
use crate::text::record;

/// A JSON value as it is, or the content of a text, which is often JSON again: by exporter,
/// the dynamic columns of Azure's tables are either.
#[derive(Debug, Default)]
pub(crate) struct Json<'a>(Cow<'a, str>);

impl Json<'_> {
    /// The JSON text, or the content of the text; empty if there is none.
    pub(crate) fn get(&self) -> &str {
        &self.0
    }
}

impl<'a> Deserialize<'a> for Json<'a> {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        let json = <&'a RawValue>::deserialize(from)?.get();
        if !json.starts_with('"') {
            return Ok(Json(Cow::Borrowed(json)));
        }
        // A text that is no valid one (a lone surrogate) holds nothing.
        Ok(Json(serde_json::from_str(json).map(Cow::Owned).unwrap_or_default()))
    }
}

/// Whether Google Cloud granted all that a request needed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Granted(pub(crate) Option<bool>);

impl<'a> Deserialize<'a> for Granted {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        listed(from)
    }
}

impl<'a> Collect<'a> for Granted {
    type Item = AuthorizationInfo<'a>;

    fn take(&mut self, one: AuthorizationInfo<'a>) {
        self.0 = Some(self.0.unwrap_or(true) && (one.granted.get() == "true"));
    }
}

record! {
    /// One permission that was asked for. What is missing is false.
    AuthorizationInfo {
        granted: Json<'a> = "granted",
    }
}
