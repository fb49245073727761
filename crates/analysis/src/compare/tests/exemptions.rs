use serde_json::{Value, json};

use super::{said, with};

#[test]
fn an_exemption_is_covered_by_others() {
    let entry = |account: &str, containers: &[&str], until: Option<&str>| {
        let containers = (!containers.is_empty()).then_some(containers);
        json!({"account": account, "containers": containers, "until": until})
    };
    for (old, new, expected) in [
        (json!(["a/b"]), json!(["a/b", "a/b"]), "equal: means the same"),
        (json!(["a/*"]), json!(["a/b"]), "stricter: NEW does not allow a/x any more"),
        (json!(["*/*"]), json!(["a/*"]), "stricter: NEW does not allow x/x any more"),
        (json!(["*/*"]), json!(["a/b", "c*/*d"]), "stricter: NEW does not allow x/x any more"),
        (json!(["a/b", "a/c"]), json!(["a/c"]), "stricter: NEW does not allow a/b any more"),
        (json!(["a/b"]), json!([{"account": "a/b", "reason": "why"}]), "equal: means the same"),
        (json!(["a/b"]), json!(["a/*"]), "looser: NEW allows a/x, OLD does not"),
        (json!(["a/b"]), json!(["*/b"]), "looser: NEW allows x/b, OLD does not"),
        (json!(["*/b"]), json!(["a/*"]), "looser: NEW allows a/x, OLD does not"),
        // A part of a pattern does not reach over the slash.
        (json!(["*/b"]), json!(["a/c"]), "looser: NEW allows a/c, OLD does not"),
        (
            json!(["a/x", "a/q0", "a/z-9"]),
            json!(["a/*"]),
            "unproved: no entry of OLD evidently covers a/*",
        ),
        (
            json!(["a/b"]),
            json!([entry("a/b", &["c"], None)]),
            "stricter: NEW does not allow a/b in all containers any more",
        ),
        (
            json!([entry("a/b", &["c", "d-*"], None)]),
            json!([entry("a/b", &["d-x"], None)]),
            "stricter: NEW does not allow a/b in container c any more",
        ),
        (
            json!([entry("a/*", &["c"], None), entry("a/b", &["d"], None)]),
            json!([entry("a/b", &["c", "d"], None)]),
            "stricter: NEW does not allow a/x in container c any more",
        ),
        (
            json!([entry("a/b", &["c"], None)]),
            json!([entry("a/b", &["c*"], None)]),
            "looser: NEW allows a/b in container cx, OLD does not",
        ),
        // A token Secret is in no container.
        (
            json!([entry("a/b", &["*"], None)]),
            json!(["a/b"]),
            "looser: NEW allows a/b in all containers, OLD does not",
        ),
        (
            json!(["a/b"]),
            json!([entry("a/b", &[], Some("2027-03-31"))]),
            "stricter: NEW does not allow a/b without an end any more",
        ),
        (
            json!([entry("a/b", &[], Some("2027-03-31"))]),
            json!([entry("a/b", &[], Some("2027-03-30"))]),
            "stricter: NEW does not allow a/b until 2027-03-31 any more",
        ),
        (
            json!([entry("a/b", &[], Some("2027-03-31"))]),
            json!([entry("a/b", &[], Some("2027-04-01"))]),
            "looser: NEW allows a/b until 2027-04-01, OLD does not",
        ),
        (
            json!([entry("a/b", &[], Some("2027-03-31"))]),
            json!(["a/b"]),
            "looser: NEW allows a/b without an end, OLD does not",
        ),
    ] {
        let path = "allow.serviceAccounts";
        let of = |list: &Value| with(path, list);
        assert_eq!(said(&of(&old), &of(&new)), [format!("{path} {expected}")], "{old} {new}");
    }
}
