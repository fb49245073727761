//! Whatever comes, nothing panics, and memory stays small.

use std::sync::Arc;

use audit_log::{Counter, Reader, Seen};
use serde_json::json;

use crate::forms::full_forms;
use crate::random::Random;
use crate::recording::{events, file, read, read_with};
use crate::wrap::{event_list, lines, pretty};

#[test]
fn mutations() {
    let all: Vec<_> = events("events.jsonl").into_iter().skip(100).take(12).collect();
    let odd = [b'"', b'\\', b'{', b'}', b'[', b']', b',', b':', b'\n', b' ', 0, 0xff, 0xd8];
    let mut random = Random(1);
    for (_, text) in full_forms(&all) {
        for _ in 0..40 {
            let mut text = text.clone();
            for _ in 0..1 + random.below(8) {
                let at = random.below(text.len());
                match random.below(5) {
                    0 => text.truncate(at),
                    1 => {
                        text.remove(at);
                    }
                    2 => text.insert(at, odd[random.below(odd.len())]),
                    3 => text[at] = random.next() as u8,
                    _ => {
                        let end = (at + random.below(200)).min(text.len());
                        let piece = text[at..end].to_vec();
                        let to = random.below(text.len());
                        text.splice(to..to, piece);
                    }
                }
                if text.is_empty() {
                    text.push(b'x');
                }
            }
            let (evidence, whole) = read(&text);
            let mut counter = Counter::new(&Arc::new(Seen::new([1; 16])));
            let step = 1 + random.below(100);
            assert_eq!(read_with(&mut counter, &text, step), whole);
            assert_eq!(counter.finish(), evidence);
        }
    }
}

#[test]
fn odd_texts() {
    let good = file("events.jsonl").lines().next().expect("a line").to_owned();
    let deep =
        |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let body = |body: &str| good.replacen('{', &format!("{{\"requestObject\":{body},"), 1);
    let odd: [(&str, Vec<u8>, u64, u64); 9] = [
        ("deep lists", deep("[", "]").into_bytes(), 0, 1),
        ("deep objects", deep("{\"a\":", "}").into_bytes(), 0, 1),
        ("deep rows", deep("{\"_source\":", "}").into_bytes(), 0, 1),
        ("a deep body", body(&deep("[", "]")).into_bytes(), 1, 0),
        ("a lone surrogate", good.replace("kubectl/", "\\ud800").into_bytes(), 1, 0),
        ("a lone surrogate that is read", good.replace("/apis/apps", "\\ud800").into_bytes(), 0, 1),
        (
            "no UTF-8",
            good.replace("kubectl/", "\u{1}")
                .into_bytes()
                .iter()
                .map(|b| if *b == 1 { 0xff } else { *b })
                .collect(),
            1,
            0,
        ),
        (
            "odd types",
            lines([json!({"auditID": 5, "stage": [], "user": "x", "verb": {}, "level": null,
            "objectRef": [1], "annotations": 7, "message": {"a": 1}, "items": 3})]),
            0,
            0,
        ),
        ("a long line", format!("{}\n{good}\n", "x".repeat(5 << 20)).into_bytes(), 1, 1),
    ];
    for (name, text, events, unread) in odd {
        // A good line follows each.
        let text = [text, b"\n".to_vec(), good.clone().into_bytes()].concat();
        let (_, read) = read(text);
        let read = read.expect(name);
        assert_eq!((read.events, read.unread), (events + 1, unread), "{name}");
    }
}

/// Long bodies and long lines: the Event is read all the same.
#[test]
fn long_lines() {
    let event = |body: &str, long: usize| {
        let mut event = events("events.jsonl").swap_remove(120);
        event[body] = json!({"kind": "List", "items": vec!["x".repeat(1000); long / 1000],
            "spec": {"a": [{"\\\"": "}]"}]}});
        event
    };
    for (body, long, events, unread) in [
        ("responseObject", 17_000_000, 1, 0),
        ("requestObject", 1_500_000, 1, 0),
        ("somethingElse", 17_000_000, 0, 1),
        ("somethingElse", 1_500_000, 1, 0),
    ] {
        let event = event(body, long);
        for (form, text) in
            [("line", lines([event.clone()])), ("list", pretty(&event_list(&[event])))]
        {
            let text = [text, b"\n".to_vec(), lines(events_of_good())].concat();
            let (_, read) = read(text);
            let read = read.expect(body);
            assert_eq!((read.events, read.unread), (events + 1, unread), "{form}, {body}, {long}");
        }
    }
}

fn events_of_good() -> Vec<serde_json::Value> {
    events("events.jsonl").drain(..1).collect()
}

/// Names that a client invents do not fill the memory.
#[test]
fn invented_names() {
    let mut counter = Counter::new(&Arc::new(Seen::new([1; 16])));
    let mut reader = Reader::new();
    let good = events("events.jsonl");
    let event =
        good.iter().find(|event| event["user"]["username"] == "system:serviceaccount:shop:web");
    let mut event = event.expect("of shop/web").clone();
    for number in 0..5000 {
        event["auditID"] = number.into();
        event["auditID"] = format!("{number}").into();
        event["objectRef"]["resource"] = format!("r{number:05}").into();
        reader.push(&lines([event.clone()]), &mut counter);
    }
    reader.finish(&mut counter).expect("good lines");
    let evidence = counter.finish();
    let total = evidence.account("shop", "web").expect("account").total();
    assert_eq!(total.requests(), 5000);
    assert_eq!(total.uses().len(), 256);
    assert_eq!(total.other_uses(), 5000 - 256);
    let last = total.uses().iter().map(|one| one.resource.to_owned()).max();
    assert_eq!(last.as_deref(), Some("r00255"));
}
