//! Tests that no field that Kubernetes knows can be taken for a misspelled one.

use analysis::wrong_fields::{POD_SPEC, SERVICE_ACCOUNT, TOKEN_SOURCE};
use k8s_openapi::api::core::v1::{PodSpec, ServiceAccount, ServiceAccountTokenProjection};
use serde::de::value::Error;
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;

/// Takes down the names of the fields that a type asks for.
struct Names<'n>(&'n mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        Err(Error::custom("only the names are wanted"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("expected a struct"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn names<T: Deserialize<'static>>() -> Vec<&'static str> {
    let mut names: &[&str] = &[];
    assert!(T::deserialize(Names(&mut names)).is_err());
    names.to_vec()
}

#[test]
fn every_field_of_kubernetes_is_known() {
    // The types of Kubernetes 1.34 lack the fields of later versions.
    assert!(POD_SPEC.knows("workloadRef") && POD_SPEC.knows("schedulingGroup"));
    let cases = [
        (&POD_SPEC, names::<PodSpec>(), "containers"),
        (&SERVICE_ACCOUNT, names::<ServiceAccount>(), "secrets"),
        (&TOKEN_SOURCE, names::<ServiceAccountTokenProjection>(), "audience"),
    ];
    for (owner, names, one) in cases {
        assert!(names.contains(&one), "{names:?}");
        let unknown: Vec<_> = names.into_iter().filter(|name| !owner.knows(name)).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", owner.name);
    }
}
