//! What a real kubectl made of several hundred inputs, and what we make of them
//! (`e2e-tests/recorded/kubectl`).

use std::sync::Arc;

use analysis::input::items::Items;
use analysis::input::{self, Object, Unreadable};
use analysis::kinds::Kinds;
use manifest::{Objects, Reading, Text, Why};
use scenarios::kubectl::{Case, Sent, mutated, plain, written};
use serde_json::Value;

/// What kubectl reads and we refuse, and why; `docs/token-check.md` says so.
const REFUSED: [&str; 1] = ["depth/1200"];

/// kubectl refuses these kinds because the server of the recording does not know them.
const UNKNOWN_KIND: &str = "no matches for kind";

fn text(case: &Case) -> Text {
    Text::decode(case.input())
}

fn read(case: &Case) -> (Vec<Object>, Vec<Unreadable>) {
    let (mut objects, mut faults) = (Vec::new(), Vec::new());
    input::objects(
        &Arc::from("x.yaml"),
        text(case).documents(),
        &Kinds::default(),
        &mut |object| match object {
            Ok(object) => objects.push(object),
            Err(fault) => faults.push(fault),
        },
    );
    (objects, faults)
}

fn is_refused_by_us(case: &Case) -> bool {
    REFUSED.contains(&case.name.as_str())
}

/// How many documents kubectl does not take, but for what only its server knows.
fn refused(case: &Case) -> usize {
    let known = |why: &&String| !why.contains(UNKNOWN_KIND) && !why.contains("no objects passed");
    case.refused.iter().filter(known).count()
}

#[test]
fn nothing_is_read_otherwise() {
    let mut count = 0;
    for case in written().into_iter().chain(mutated()) {
        let Some(expected) = &case.documents else { continue };
        count += 1;
        let (mut found, mut stop) = (Vec::new(), None);
        for document in text(&case).documents().filter(|document| !document.is_dropped) {
            match document.read() {
                Ok(reading) => found.extend(reading.node.map(|node| node.to_json())),
                Err(_) => {
                    stop = Some(document.number);
                    break;
                }
            }
        }
        found.retain(|document| !document.is_null());
        let found: Vec<Value> = found.iter().map(plain).collect();
        let expected: Vec<Value> = expected.iter().map(plain).collect();
        assert_eq!((found, stop), (expected, case.stops_at()), "{}", case.name);
    }
    assert!(count > 900, "{count}");
}

#[test]
fn what_kubectl_refuses_is_refused_and_what_it_reads_is_read() {
    let (mut refusals, mut reads) = (0, 0);
    for case in written() {
        let (_, faults) = read(&case);
        let name = &case.name;
        if is_refused_by_us(&case) {
            assert_eq!(faults.len(), 1, "{name}: {faults:?}");
            assert_eq!(faults[0].why, Why::Ours, "{name}: {faults:?}");
            continue;
        }
        for fault in &faults {
            assert!(fault.line.is_some() && fault.document.is_some(), "{name}: {fault}");
            // Whatever is deeper than we read is not looked at.
            assert!(fault.why != Why::Ours || name == "depth/11000", "{name}: {fault}");
        }
        match case.stops_at() {
            Some(number) => {
                let stops = faults.iter().any(|fault| fault.document == Some(number));
                assert!(stops, "{name}: {faults:?}");
                refusals += 1;
            }
            None => {
                assert_eq!(faults.len(), refused(&case), "{name}: {faults:?}");
                refusals += usize::from(!faults.is_empty());
                reads += usize::from(faults.is_empty());
            }
        }
    }
    assert_eq!((refusals, reads), (144, 331));
}

#[test]
fn the_objects_are_those_that_kubectl_sends() {
    for case in written().into_iter().filter(|case| !is_refused_by_us(case)) {
        if case.refused.iter().any(|why| why.contains(UNKNOWN_KIND)) {
            continue;
        }
        let file = text(&case);
        let stop = file.documents().find(|document| Some(document.number) == case.stops_at());
        let end = stop.map_or(usize::MAX, |document| document.at.start);
        let (objects, _) = read(&case);
        let found = objects.iter().filter(|object| object.at.start < end).map(sent);
        let expected = case.objects.into_iter().map(|sent| match sent.api_version {
            // The API server takes it from the URL.
            None => Sent { api_version: Some("v1".into()), ..sent },
            Some(_) => sent,
        });
        assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{}", case.name);
    }
}

fn sent(object: &Object) -> Sent {
    let value = &object.value;
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let namespace = text("/metadata/namespace").filter(|namespace| !namespace.is_empty());
    let has_metadata = value.get("metadata") != Some(&Value::Null);
    let has_template = text("/kind").as_deref() == Some("Deployment");
    let spec = if has_template { "/spec/template/spec" } else { "/spec" };
    let field = value.pointer(&format!("{spec}/automountServiceAccountToken"));
    Sent {
        api_version: text("/apiVersion"),
        kind: text("/kind").unwrap_or_default(),
        namespace: namespace.or_else(|| has_metadata.then(|| "default".into())),
        name: text("/metadata/name"),
        automount_service_account_token: field.filter(|value| !value.is_null()).cloned(),
    }
}

/// A dump is read lazily, with other code.
#[test]
fn a_dump_has_the_same_objects_as_the_file() {
    let lists = [
        // Quoted text that looks like a list.
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    x: \"\nitems:\n- kind: ConfigMap\n\"\n",
        "items:\n- metadata: {annotations: {x: \"a\n- b\n  kind: Secret\"}}\n  kind: Pod\n  apiVersion: v1\nkind: List\n",
        // The document ends before the list, or after it.
        "# c\n{apiVersion: v1, kind: Pod}\nitems:\n- kind: Pod\n",
        "apiVersion: v1\nkind: List\n...\nitems:\n- {apiVersion: v1, kind: Pod}\n",
        " apiVersion: v1\n kind: List\nitems:\n- {apiVersion: v1, kind: Pod}\n",
        // Kinds that are hard to see.
        "items:\n- kind: ConfigMap\n  kind: Pod\n  apiVersion: v1\n- kind: \"Pod\"\n  apiVersion: v1\nkind: ConfigMapList\n",
        "items:\n- apiVersion: v1\n  <<: {kind: Pod}\n- {apiVersion: v1,\n  kind: Pod}\n- ~\n-\nkind: PodList\napiVersion: v1\n",
        // Indentation, comments and block scalars.
        "kind: List\nitems:\n  # a\n  - kind: Pod # b\n    apiVersion: v1\n    x: |+\n      - c\n\n  # d\n  -   kind: Pod\n      apiVersion: v1\n",
        "kind: List\nitems:\n-\n  kind: Pod\n  apiVersion: v1\n- # c\n  kind: Pod\n  apiVersion: v1\n  x: >-\n    y\n",
        "kind: List\r\nitems:\r\n- kind: Pod\r\n  apiVersion: v1\r\n  x: \"a\r\n    b\"\r\n",
        "kind: List\u{2028}items:\n- kind: Pod\u{85}  apiVersion: v1\r- kind: Pod\n  apiVersion: v1\n",
        // Anchors, merges and keys given twice.
        "x: &a {kind: Pod}\nkind: List\nitems:\n- <<: *a\n  apiVersion: v1\n-  *a\n",
        "kind: List\nitems:\n- &a\n  kind: Pod\n  apiVersion: v1\n- [*a]\n",
        "kind: List\nitems:\n- {kind: Pod, apiVersion: v1}\nitems:\n- {kind: Secret, apiVersion: v1}\n",
        "kind: List\nitems:\n- {kind: Pod, apiVersion: v1}\n<<: {items: [{kind: Secret, apiVersion: v1}]}\n",
        "kind: List\n? items\n: - {kind: Pod, apiVersion: v1}\n",
        // Lists that kubectl refuses.
        "kind: List\nitems:\n- {kind: List, apiVersion: v1, items: []}\n- {kind: Pod, apiVersion: v1}\n",
        "kind: List\nitems:\n- {kind: Pod, apiVersion: v1, items: ~}\n",
        "kind: List\nmetadata: {name: 1}\nitems:\n- {kind: Pod, apiVersion: v1}\n",
        "apiVersion: a/b/c\nkind: List\nitems:\n- {kind: Pod, apiVersion: v1}\n",
        "items:\n- {kind: Pod, apiVersion: v1}\n",
        "kind: List\nitems:\n- {kind: Pod, apiVersion: v1}\n- text\n",
        "kind: List\nitems:\n- {kind: Pod, apiVersion: v1, x: .inf}\n",
        "kind: List\nitems:\n- {kind: Pod, apiVersion: v1}\n   x: 1\n",
        "{\"kind\": \"List\", \"items\": [{\"kind\": \"List\", \"items\": []}]}",
        "{\"kind\": \"List\", \"kind\": 1, \"items\": [{\"kind\": \"Pod\", \"apiVersion\": \"v1\"}]}",
        "{\"kind\": 1, \"kind\": \"List\", \"items\": [{\"kind\": \"Pod\", \"apiVersion\": \"v1\"}]}",
        "{\"kind\": \"List\", \"items\": {}, \"items\": [{\"kind\": \"Pod\", \"apiVersion\": \"v1\"}]}",
        "{\"kind\": \"Pod\", \"items\": {}}",
        // Half a pair of surrogates.
        "{\"\\ud800\": 1, \"kind\": \"List\", \"items\": [{\"kind\": \"Pod\", \"apiVersion\": \"v1\"}]}",
        "{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"items\": [{\"x\\ud800\": 1}, null, {\"kind\": null}]}",
    ];
    let recorded =
        written().into_iter().chain(mutated()).map(|case| (case.name.clone(), text(&case)));
    let lists = lists.map(|list| (list.to_owned(), Text::decode(list.as_bytes().to_vec())));
    let mut objects = 0;
    for (name, file) in recorded.chain(lists) {
        let (mut expected, mut faults, mut items) = (Vec::new(), Vec::new(), Vec::new());
        input::objects(&Arc::from("x"), file.documents(), &Kinds::default(), &mut |object| {
            match object {
                Ok(object) => {
                    items.extend(object.in_list.then(|| plain(&object.value)));
                    expected.push((object.line, object.value));
                }
                Err(fault) => faults.push(fault.document),
            }
        });
        assert_eq!(items, list_items(&file), "{name}");
        let (mut found, mut found_faults) = (Vec::new(), Vec::new());
        let items = Items::new("x", file, &mut |fault| found_faults.push(fault.document));
        for index in 0..items.len() {
            let line = items.place(index).map_or(0, |place| place.line);
            match items.get(index).unwrap() {
                Ok(value) => {
                    // A look at the kind is enough to know whether to read an object.
                    let kind = value["kind"].as_str().unwrap_or_default();
                    assert!(items.may_be(index, &[kind]), "{name}");
                    found.push((line, value));
                }
                Err(fault) => found_faults.push(fault.document),
            }
        }
        found_faults.sort_unstable();
        faults.sort_unstable();
        let plain = |objects: &[(usize, Value)]| -> Vec<(usize, Value)> {
            objects.iter().map(|(line, value)| (*line, plain(value))).collect()
        };
        assert_eq!(plain(&found), plain(&expected), "{name}");
        assert_eq!(found_faults, faults, "{name}");
        objects += found.len();
    }
    assert!(objects > 400, "{objects}");
}

/// The items of the lists in a file, each list read as a whole.
fn list_items(file: &Text) -> Vec<Value> {
    let mut found = Vec::new();
    for document in file.documents() {
        let Ok(Reading { node: Some(node), replaced, .. }) = document.read() else { continue };
        let is_review = node.get("kind").is_some_and(|kind| kind.entries().is_some());
        let Ok(Objects::List(head, items)) = manifest::objects(node, &replaced) else { continue };
        assert!(!is_review);
        for item in items {
            let mut value = item.to_json();
            found.extend(head.complete(&mut value).ok().map(|()| plain(&value)));
        }
    }
    found
}

/// The table of rules in the crate's README names cases that exist.
#[test]
fn every_rule_has_cases() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../manifest/README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let names: Vec<String> = written().into_iter().map(|case| case.name).collect();
    let rows = readme.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| rule"));
    let rows: Vec<&str> = rows.filter_map(|row| row.rsplit(" | ").next()).collect();
    assert!(rows.len() > 15, "{rows:?}");
    for pattern in rows.iter().flat_map(|row| row.split('`').skip(1).step_by(2)) {
        let is_case = |name: &String| match pattern.split_once('*') {
            Some((start, end)) => name.starts_with(start) && name.ends_with(end),
            None => name == pattern,
        };
        assert!(names.iter().any(is_case), "{pattern}");
    }
}
