//! Fuzzing targets. `cargo test` runs the corpus and some seconds of random bytes; `make fuzz` lets
//! libFuzzer look for inputs that reach new code.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use analysis::input;
use analysis::kinds::Kinds;
use analysis::plugin::{Version, admit};
use audit_log::{Counter, Reader, Seen};
use bolero::check;
use fuzz::cluster::{At, create};
use fuzz::corpus;
use fuzz::edits::{Dice, apply};
use fuzz::exposures::{odd_for_legacy, tells_what_is_readable};
use fuzz::pods::spec;
use fuzz::surroundings::{cluster, settings};
use fuzz::{account_name, admitted, cluster_of, version};
use manifest::{Encoding, Text};
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use scenarios::kubectl;
use serde_json::{Value, json};
use service_account_token_policy::{Cluster, LookupError, validate, validate_settings};

static RECORDED: LazyLock<Vec<kubectl::Case>> =
    LazyLock::new(|| kubectl::written().into_iter().chain(kubectl::mutated()).collect());
static REQUESTS: LazyLock<Vec<Value>> = LazyLock::new(corpus::requests);
static MANIFESTS: LazyLock<Vec<String>> = LazyLock::new(corpus::scenarios);

/// A cluster that may answer anything.
/// 2027-03-31, in the morning.
const NOW: Option<i64> = Some(1_806_480_000);

struct Anything<'d, 'b>(&'d mut Dice<'b>);

impl Anything<'_, '_> {
    fn answer(&mut self, name: &str, namespace: &str) -> Result<Option<String>, LookupError> {
        let mut object = json!({"metadata": {"name": name, "namespace": namespace}});
        match self.0.roll(10) {
            0 => return Ok(None),
            1 => return Err(LookupError::Failed("nobody answers".into())),
            2 => return Err(LookupError::Forbidden("may not".into())),
            3 => return Err(LookupError::NotGranted("not granted".into())),
            4 => return Ok(Some("\u{feff}".into())),
            5 => apply(&mut object, self.0),
            6 => object["automountServiceAccountToken"] = false.into(),
            7 => object["automountServiceAccountToken"] = true.into(),
            8 => {
                object["type"] = "kubernetes.io/service-account-token".into();
                object["metadata"]["annotations"] =
                    json!({"kubernetes.io/service-account.name": "x"});
            }
            _ => object["secrets"] = json!([{"name": "default-token-5qnst"}]),
        }
        Ok(Some(object.to_string()))
    }

    fn list(&mut self) -> Result<String, LookupError> {
        let subject = json!({"kind": "ServiceAccount", "name": "default", "namespace": "default"});
        let mut list = json!({"items": [{"metadata": {"name": "b"}, "subjects": [subject]}]});
        apply(&mut list, self.0);
        Ok(list.to_string())
    }
}

impl Cluster for Anything<'_, '_> {
    fn service_account(
        &mut self,
        namespace: &str,
        name: &str,
    ) -> Result<Option<String>, LookupError> {
        self.answer(name, namespace)
    }

    fn secret(&mut self, namespace: &str, name: &str) -> Result<Option<String>, LookupError> {
        self.answer(name, namespace)
    }

    fn may_read_bindings(&mut self) -> Result<(), LookupError> {
        self.answer("cluster-admin", "").map(|_| ())
    }

    fn cluster_role_bindings(&mut self) -> Result<String, LookupError> {
        self.list()
    }

    fn role_bindings(&mut self) -> Result<String, LookupError> {
        self.list()
    }
}

/// An answer is a verdict: accepted, or rejected with a code and a reason that fits on a terminal.
fn check_answer(answer: &[u8]) -> Value {
    let answer: Value = serde_json::from_slice(answer).expect("an answer is JSON");
    let message = answer["message"].as_str();
    let is_clean = |text: &str| !text.is_empty() && !text.chars().any(char::is_control);
    match answer["accepted"].as_bool().expect("an answer is a verdict") {
        true => assert!(message.is_none() && answer["code"].is_null(), "{answer}"),
        false => {
            assert!(message.is_some_and(is_clean), "{answer}");
            assert!([400, 403, 500].contains(&answer["code"].as_u64().unwrap_or(0)), "{answer}");
            assert!(answer["mutated_object"].is_null(), "{answer}");
        }
    }
    for warning in answer["warnings"].as_array().into_iter().flatten() {
        assert!(warning.as_str().is_some_and(is_clean), "{answer}");
    }
    if let Some(exposures) = answer["audit_annotations"]["service-account-tokens"].as_str() {
        let exposures: Vec<Value> = serde_json::from_str(exposures).expect("a list");
        assert!(!exposures.is_empty(), "{answer}");
    }
    answer
}

/// Draws a value; different bytes give a different value.
fn draw<S: Strategy>(strategy: S, bytes: &[u8]) -> Option<S::Value> {
    // proptest's own way of reading bytes runs out of them at each `prop_oneof`.
    let mut seed = [0; 32];
    for (number, byte) in bytes.iter().enumerate() {
        seed[number % 32] ^= byte;
    }
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let config = Config { failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, rng);
    strategy.new_tree(&mut runner).ok().map(|tree| tree.current())
}

/// Not a test: it writes the initial inputs for `make fuzz`.
#[test]
#[ignore = "writes the corpus"]
fn write_corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/fuzz/corpus");
    corpus::write(&folder).expect("a folder");
}

/// Arbitrary bytes.
#[test]
fn payload() {
    check!().for_each(|bytes: &[u8]| {
        check_answer(&validate(bytes, &mut Anything(&mut Dice::new(bytes)), &At(NOW)));
    });
}

/// An edited recorded request, in a cluster that answers anything.
#[test]
fn request() {
    check!().for_each(|bytes: &[u8]| {
        let mut dice = Dice::new(bytes);
        let mut request = REQUESTS[dice.roll(REQUESTS.len())].clone();
        let mut pick = |words: &[&str]| words[dice.roll(words.len())].to_owned();
        let settings = json!({
            "action": pick(&["reject", "warn", "mutate"]),
            "optOutAt": pick(&["any", "pod"]),
            "serviceAccountObjects": pick(&["ignore", "default", "all"]),
            "existingViolations": pick(&["allow", "reject"]),
            "allow": {"serviceAccountsWithRoleBindings": pick(&["", "yes"]) == "yes"},
            "inspectSecrets": pick(&["", "yes"]) == "yes",
            "tokenRequests": pick(&["ignore", "judge"]),
            "otherAudiences": ["vault"],
        });
        let first = dice.roll(256);
        apply(&mut request, &mut dice);
        let payload = json!({"request": request, "settings": settings}).to_string();
        let answers = [first as u8, (first / 7) as u8, 9, 6, 5, 1, 2, 3, 4, 5];
        let answer =
            validate(payload.as_bytes(), &mut Anything(&mut Dice::new(&answers)), &At(NOW));
        let answer = check_answer(&answer);
        if let Some(mutated) = answer.get("mutated_object").filter(|object| !object.is_null()) {
            assert_eq!(settings["action"], "mutate", "{payload}");
            assert_ne!(mutated, &request["object"], "{payload}");
        }
    });
}

/// Settings: arbitrary bytes, and edited valid ones.
#[test]
fn policy_settings() {
    check!().for_each(|bytes: &[u8]| {
        let mut changed = json!({
            "action": "mutate", "optOutAt": "any", "help": "Ask us.",
            "allow": {"podAuthor": "projected", "serviceAccounts": ["a/*"], "tokenSecrets": false},
            "projectedTokenMaxSeconds": 3600, "apiAudiences": ["api"], "otherAudiences": null,
            "serviceAccountObjects": "default", "controllerPods": "judge",
        });
        apply(&mut changed, &mut Dice::new(bytes));
        for json in [bytes, changed.to_string().as_bytes()] {
            let answer: Value =
                serde_json::from_slice(&validate_settings(json, &At(NOW))).expect("JSON");
            let is_valid = answer["valid"] == true;
            let reason = answer["message"].as_str().unwrap_or_default();
            assert_eq!(reason.is_empty(), is_valid, "{answer}");
            assert!(!reason.chars().any(char::is_control), "{answer}");
            let Ok(settings) = serde_json::from_slice::<Value>(json) else { continue };
            // Rejected settings judge nothing; accepted ones do.
            let payload = json!({"request": REQUESTS[0], "settings": settings}).to_string();
            let answer =
                validate(payload.as_bytes(), &mut Anything(&mut Dice::new(&[6])), &At(NOW));
            let answer = check_answer(&answer);
            let refused = answer["message"].as_str().is_some_and(|text| text.contains("settings"));
            assert_eq!(refused, !is_valid, "{payload}: {answer}");
        }
    });
}

/// The exposures are what the containers can read in the Pod that the simulated plugin produces.
#[test]
fn pod() {
    check!().for_each(|bytes: &[u8]| {
        let strategy = (spec(2), cluster(), settings("warn"), version());
        let Some((spec, cluster, settings, version)) = draw(strategy, bytes) else { return };
        let told = tells_what_is_readable(&spec, cluster, &settings, version);
        assert_eq!(told, Ok(()), "{spec}");
    });
}

/// A mutated Pod is accepted, and stays unchanged when the plugin runs again.
#[test]
fn mutation() {
    check!().for_each(|bytes: &[u8]| {
        let strategy = (spec(0), cluster(), settings("mutate"), version());
        let Some((spec, cluster, settings, version)) = draw(strategy, bytes) else { return };
        let cluster = cluster_of(version, &spec, cluster);
        if version == Version::Legacy && odd_for_legacy(&spec, &cluster) {
            return;
        }
        let pod = admitted(&spec, &cluster, version);
        let first = create("Pod", &pod, &settings, &cluster);
        let mutated = first.response.get("mutated_object").filter(|object| !object.is_null());
        let Some(mutated) = mutated else { return };
        let mut again = mutated.clone();
        admit(&mut again, cluster.account(account_name(&spec)), version, "again");
        assert_eq!(&again, mutated, "the plugin had something to add");
        let second = create("Pod", &again, &settings, &cluster);
        assert!(second.accepted(), "{again}: {}", second.response);
        assert!(second.response["mutated_object"].is_null(), "{again}: {}", second.response);
    });
}

/// Any bytes are read without a panic, and every place in them is one of the text. What kubectl made
/// of a recorded file still holds after changes that mean nothing to it.
#[test]
fn stream() {
    check!().for_each(|bytes: &[u8]| {
        let mut dice = Dice::new(bytes);
        if dice.roll(2) == 0 {
            let text = Text::decode(bytes.get(1..).unwrap_or_default().to_vec());
            let mut end = 0;
            for document in text.documents() {
                assert!(document.at.start >= end, "{text:?}");
                end = document.at.end;
                if let Ok(Some(node)) = document.read().map(|reading| reading.node) {
                    let length = document.at.len();
                    assert!(node.at.start <= node.at.end && node.at.end <= length, "{text:?}");
                }
            }
            assert!(text.text.get(end..).is_some(), "{text:?}");
            return;
        }
        let case = &RECORDED[dice.roll(RECORDED.len())];
        let (Some(expected), input) = (&case.documents, case.input()) else { return };
        let mut expected: Vec<Value> = expected.iter().map(kubectl::plain).collect();
        let mut stop = case.stops_at();
        let Some(mut text) = changeable(&input) else {
            return assert_eq!(read(input), (expected, stop), "{}", case.name);
        };
        // A second file may follow if the first has ended, and neither is JSON. Of two `---` in a row,
        // the second would start the document.
        let other = &RECORDED[dice.roll(RECORDED.len())];
        if let (None, Some(after), Some(documents)) =
            (stop, changeable(&other.input()), &other.documents)
            && [&text, &after].iter().all(|text| !text.trim_start().starts_with('{'))
            && text.ends_with('\n')
            && !after.starts_with("---")
            && text.lines().last().is_none_or(|line| !line.starts_with("---"))
        {
            let before = manifest::documents(&text).last().map_or(0, |last| last.number);
            stop = other.stops_at().map(|number| before + number);
            text = format!("{text}---\n{after}");
            expected.extend(documents.iter().map(kubectl::plain));
        }
        if dice.roll(2) == 0 && !text.contains('\r') && !text.contains('{') {
            text = text.replace('\n', "\r\n");
        }
        let encodings =
            [Encoding::Utf8, Encoding::Utf8WithMark, Encoding::Utf16Le, Encoding::Utf16Be];
        let encoding = encodings[dice.roll(encodings.len())];
        assert_eq!(read(encoding.encode(&text)), (expected, stop), "{encoding:?} {text:?}");
    });
}

/// The text of a file that has no byte order mark and only characters.
fn changeable(input: &[u8]) -> Option<String> {
    let text = Text::decode(input.to_vec());
    let is_plain = text.encoding == Encoding::Utf8 && !text.is_lossy();
    (is_plain && !text.text.starts_with('\u{feff}')).then_some(text.text)
}

/// The documents of a file, and where reading stops, as the recordings have it.
fn read(input: Vec<u8>) -> (Vec<Value>, Option<usize>) {
    let text = Text::decode(input);
    let mut found = Vec::new();
    for document in text.documents().filter(|document| !document.is_dropped) {
        match document.read() {
            Ok(reading) => found.extend(reading.node.filter(|node| !node.is_null())),
            Err(_) => return (documents(&found), Some(document.number)),
        }
    }
    (documents(&found), None)
}

fn documents(found: &[manifest::Node]) -> Vec<Value> {
    found.iter().map(|node| kubectl::plain(&node.to_json())).collect()
}

/// Realistic texts: whatever can be read gives the same result when it is written and read again,
/// and is located where its reported position says.
#[test]
fn manifest() {
    check!().for_each(|bytes: &[u8]| {
        let mut dice = Dice::new(bytes);
        let mut text = match dice.roll(2) {
            0 => String::from_utf8_lossy(bytes.get(1..).unwrap_or_default()).into_owned(),
            _ => MANIFESTS[dice.roll(MANIFESTS.len())].clone(),
        };
        while !dice.is_empty() {
            let at = text.floor_char_boundary(dice.roll(65_536) % text.len().max(1));
            let to = text.ceil_char_boundary((at + dice.roll(8)).min(text.len()));
            let new = [
                ":", "\n", "  ", "- ", "&a ", "*a", "<<: ", "\"", "'", "|", "{", "[", "#", "---\n",
            ];
            text.replace_range(at..to, new[dice.roll(new.len())]);
        }
        let kinds = &Kinds::default();
        input::objects(&Arc::from("x.yaml"), manifest::documents(&text), kinds, &mut |object| {
            let Ok(object) = object else { return };
            assert!(text.get(object.at.clone()).is_some(), "{:?} of {text:?}", object.at);
            assert!(object.line >= 1 && object.line <= text.lines().count(), "{text:?}");
            let written = manifest::write(&object.value);
            let mut again = Vec::new();
            let documents = manifest::documents(&written);
            input::objects(&Arc::from("y.yaml"), documents, kinds, &mut |object| {
                again.push(object)
            });
            let again: Vec<_> = again.into_iter().map(|object| object.map(|it| it.value)).collect();
            assert_eq!(again, [Ok(object.value)], "{written}");
        });
    });
}

/// What audit logs and the envelopes around them are made of.
const AUDIT: [&str; 24] = [
    "\n",
    ",",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\"}",
    "]}",
    "{\"kind\":\"EventList\",\"items\":[",
    "{\"records\":[",
    "{\"data\":{\"result\":[{\"values\":[[\"1\",",
    "{\"hits\":{\"hits\":[{\"_source\":",
    "{\"results\":[[{\"field\":\"@message\",\"value\":\"",
    "{\"message\":\"",
    "{\"properties\":{\"log\":\"",
    "{\"awslogs\":{\"data\":\"H4sIAAAAAAACA6uuBQBDv6ajAgAAAA==\"}}",
    "2026-11-28T20:44:16.2Z stdout P ",
    "2026-11-28T20:44:16.2Z stdout F ",
    "master-0 ",
    "{\"AuditId\":\"1\",\"Stage\":\"ResponseComplete\",\"User\":{\"username\":\"x\"}}",
    "{\"protoPayload\":{\"serviceName\":\"k8s.io\",\"methodName\":\"io.k8s.get\"}}",
    "{\\\"apiVersion\\\":\\\"audit.k8s.io/v1\\\",\\\"auditID\\\":\\\"1\\\",\\\"stage\\\":\\\"Panic\\\"}",
    "{\"apiVersion\":\"audit.k8s.io/v1\",\"auditID\":\"1\",\"stage\":\"ResponseComplete\",\
     \"verb\":\"get\",\"user\":{\"username\":\"system:serviceaccount:a:b\",\
     \"groups\":[\"system:serviceaccounts\"]},\"requestReceivedTimestamp\":\"2026-11-28T20:44:16Z\"}",
];

/// Audit logs: in pieces of any length, a file gives what it gives as a whole.
#[test]
fn audit_log() {
    check!().for_each(|bytes: &[u8]| {
        let mut dice = Dice::new(bytes);
        let step = 1 + dice.roll(64);
        let mut text = Vec::new();
        while !dice.is_empty() {
            match dice.roll(AUDIT.len() + 1) {
                0 => text.push(dice.roll(256) as u8),
                piece => text.extend_from_slice(AUDIT[piece - 1].as_bytes()),
            }
        }
        let read = |step: usize| {
            let mut counter = Counter::new(&Arc::new(Seen::new([1; 16])));
            let mut reader = Reader::new();
            for piece in text.chunks(step) {
                reader.push(piece, &mut counter);
            }
            (reader.finish(&mut counter), counter.finish())
        };
        assert_eq!(read(step), read(text.len().max(1)), "{}", text.escape_ascii());
    });
}
