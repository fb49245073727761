//! Lists of which little matters.

use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::text::{Text, no_scalars, skip_list, skip_object};

/// What a list is read into, element by element.
pub(crate) trait Collect<'a>: Default {
    /// What each element is read as.
    type Item: Deserialize<'a>;

    /// Takes one element.
    fn take(&mut self, item: Self::Item);

    /// Takes a text that is where a list is expected.
    fn take_text(&mut self, text: &str) {
        let _ = text;
    }
}

/// A list that is read into something smaller.
pub(crate) struct Listed<T>(PhantomData<T>);

impl<'a, T: Collect<'a>> Visitor<'a> for Listed<T> {
    type Value = T;

    no_scalars!(but strings T::default());

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        let mut all = T::default();
        all.take_text(text);
        Ok(all)
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<T, A::Error> {
        let mut all = T::default();
        while let Some(item) = list.next_element()? {
            all.take(item);
        }
        Ok(all)
    }

    fn visit_map<A: MapAccess<'a>>(self, object: A) -> Result<T, A::Error> {
        skip_object(object).map(|()| T::default())
    }
}

/// Reads a list.
pub(crate) fn listed<'a, T: Collect<'a>, D: Deserializer<'a>>(from: D) -> Result<T, D::Error> {
    from.deserialize_any(Listed(PhantomData))
}

/// The first text of a list, or a text alone: the values of `user.extra` are lists.
#[derive(Clone, Debug, Default)]
pub(crate) struct First<'a>(Option<Text<'a>>);

impl First<'_> {
    pub(crate) fn get(&self) -> &str {
        self.0.as_ref().map_or("", Text::get)
    }
}

impl<'a> Deserialize<'a> for First<'a> {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        listed(from)
    }
}

impl<'a> Collect<'a> for First<'a> {
    type Item = Text<'a>;

    fn take(&mut self, text: Text<'a>) {
        self.0.get_or_insert(text);
    }
}

/// Which groups a user has, as far as it matters.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Groups {
    /// `system:serviceaccounts`, which the token of a service account gives.
    pub(crate) accounts: bool,
}

impl<'a> Deserialize<'a> for Groups {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        listed(from)
    }
}

impl<'a> Collect<'a> for Groups {
    type Item = Text<'a>;

    fn take(&mut self, group: Text<'a>) {
        self.accounts |= group.get() == "system:serviceaccounts";
    }
}

/// Whether a key holds a list or an object. The content is skipped.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Nested(pub(crate) bool);

impl<'a> Deserialize<'a> for Nested {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        struct Look;

        impl<'a> Visitor<'a> for Look {
            type Value = Nested;

            no_scalars!(Nested(false));

            fn visit_seq<A: SeqAccess<'a>>(self, list: A) -> Result<Nested, A::Error> {
                skip_list(list).map(|()| Nested(true))
            }

            fn visit_map<A: MapAccess<'a>>(self, object: A) -> Result<Nested, A::Error> {
                skip_object(object).map(|()| Nested(true))
            }
        }

        from.deserialize_any(Look)
    }
}
