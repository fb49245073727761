//! Values that come in several shapes, by exporter.

use std::borrow::Cow;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::lists::{Collect, listed};
use crate::row::Row;
use crate::text::{no_scalars, record, skip_list};

/// A row within a row, a list of rows, or a text.
#[derive(Debug, Default)]
pub(crate) struct Inner<'a> {
    /// The row.
    pub(crate) row: Option<Box<Row<'a>>>,
    /// The text.
    pub(crate) text: Cow<'a, str>,
    list: bool,
}

impl Inner<'_> {
    /// Whether there is a list of rows in it.
    pub(crate) fn is_list(&self) -> bool {
        self.list || self.row.as_ref().is_some_and(|row| row.is_list())
    }
}

impl<'a> Deserialize<'a> for Inner<'a> {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        struct Look;

        impl<'a> Visitor<'a> for Look {
            type Value = Inner<'a>;

            no_scalars!(but strings Inner::default());

            fn visit_borrowed_str<E: Error>(self, text: &'a str) -> Result<Inner<'a>, E> {
                Ok(Inner { text: Cow::Borrowed(text), ..Inner::default() })
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Inner<'a>, E> {
                Ok(Inner { text: Cow::Owned(text.to_owned()), ..Inner::default() })
            }

            fn visit_seq<A: SeqAccess<'a>>(self, list: A) -> Result<Inner<'a>, A::Error> {
                skip_list(list).map(|()| Inner { list: true, ..Inner::default() })
            }

            fn visit_map<A: MapAccess<'a>>(self, object: A) -> Result<Inner<'a>, A::Error> {
                let row = Row::deserialize(MapAccessDeserializer::new(object))?;
                Ok(Inner { row: Some(Box::new(row)), ..Inner::default() })
            }
        }

        from.deserialize_any(Look)
    }
}

/// JSON within a row, as it stands: an object, or the text of one. By exporter, the dynamic
/// columns of Azure's tables are either.
#[derive(Debug, Default)]
pub(crate) struct Column<'a>(Cow<'a, str>);

impl Column<'_> {
    /// The JSON text; empty if there is none.
    pub(crate) fn json(&self) -> &str {
        &self.0
    }
}

impl<'a> Deserialize<'a> for Column<'a> {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        let json = <&'a RawValue>::deserialize(from)?.get();
        if !json.starts_with('"') {
            return Ok(Column(Cow::Borrowed(json)));
        }
        // A text that is no valid one (a lone surrogate) is no object either.
        Ok(Column(serde_json::from_str(json).map(Cow::Owned).unwrap_or_default()))
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
        self.0 = Some(self.0.unwrap_or(true) && one.granted.0);
    }
}

record! {
    /// One permission that was asked for.
    AuthorizationInfo {
        granted: Flag = "granted",
    }
}

/// A truth value; false if it is missing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Flag(bool);

impl<'a> Deserialize<'a> for Flag {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        serde_json::Value::deserialize(from).map(|value| Flag(value == true))
    }
}
