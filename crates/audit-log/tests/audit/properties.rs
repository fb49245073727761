//! What must not change the result: the order of lines and files, stages, doubles, pieces.

use std::sync::Arc;

use audit_log::{Counter, Evidence, NotShared, Reader, Seen};
use serde_json::{Value, json};

use crate::forms::full_forms;
use crate::random::Random;
use crate::recording::{events, file, read, read_with};
use crate::wrap::{google, lines};

const FILES: [&str; 3] = ["events.jsonl", "events-all-stages.jsonl", "request-response.jsonl"];

/// All that does not count lines.
fn assert_same(found: &Evidence, expected: &Evidence, what: &str) {
    assert_eq!(found.accounts(), expected.accounts(), "{what}");
    assert_eq!(found.unauthenticated(), expected.unauthenticated(), "{what}");
    assert_eq!(found.unauthenticated_span(), expected.unauthenticated_span(), "{what}");
    assert_eq!(found.marked_secrets(), expected.marked_secrets(), "{what}");
    assert_eq!(found.sight().span, expected.sight().span, "{what}");
    assert_eq!(found.sight().kinds, expected.sight().kinds, "{what}");
}

fn all_lines() -> Vec<String> {
    FILES
        .iter()
        .flat_map(|name| file(name).lines().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// Requests that a client makes with an ID of its own: the same one again and again.
fn hostile() -> Vec<Value> {
    let mut all = Vec::new();
    for (second, decision, stage) in [
        (0, "forbid", "ResponseComplete"),
        (7200, "allow", "ResponseComplete"),
        (90, "forbid", "ResponseStarted"),
        (40, "", "RequestReceived"),
    ] {
        for (pod, verb) in [("a", "get"), ("b", "get"), ("a", "list")] {
            let mut event = json!({"kind": "Event", "apiVersion": "audit.k8s.io/v1",
                "level": "Metadata", "auditID": "mine", "stage": stage, "verb": verb,
                "requestURI": "/api/v1/pods", "objectRef": {"resource": "pods"},
                "user": {"username": "system:serviceaccount:x:y", "uid": "1",
                    "groups": ["system:serviceaccounts"],
                    "extra": {"authentication.kubernetes.io/pod-name": [pod],
                              "authentication.kubernetes.io/pod-uid": [format!("u{pod}")]}},
                "requestReceivedTimestamp": format!("2026-11-28T{:02}:{:02}:{:02}.000000Z",
                    second / 3600, second / 60 % 60, second % 60)});
            if !decision.is_empty() {
                event["annotations"] = json!({"authorization.k8s.io/decision": decision,
                    "authorization.k8s.io/reason": format!("because of {second}")});
            }
            all.push(event);
        }
    }
    all
}

#[test]
fn hostile_ids() {
    let (evidence, _) = read(lines(hostile()));
    let total = evidence.account("x", "y").expect("account").total();
    // One ID, but three requests that differ in the Pod or the verb.
    assert_eq!((total.requests(), total.allowed(), total.refused()), (3, 3, 0));
    let bars: Vec<_> = total.activity().bars().collect();
    assert_eq!(bars.iter().map(|bar| bar.1).sum::<u32>(), 3);
}

#[test]
fn any_order_any_files() {
    let mut all = all_lines();
    all.extend(hostile().iter().map(ToString::to_string));
    all.extend(google(&events("events.jsonl")).iter().map(ToString::to_string));
    let (expected, _) = read(all.join("\n"));
    let mut random = Random(11);
    for round in 0..30 {
        random.shuffle(&mut all);
        // Some files, read by some counters, added up in some order.
        let seen = Arc::new(Seen::new([round; 16]));
        let mut counters: Vec<_> = (0..1 + random.below(4)).map(|_| Counter::new(&seen)).collect();
        for part in all.chunks(1 + random.below(all.len())) {
            let at = random.below(counters.len());
            let counter = counters.get_mut(at).expect("counter");
            let step = 1 + random.below(5000);
            read_with(counter, part.join("\n").as_bytes(), step).expect("good lines");
        }
        random.shuffle(&mut counters);
        let mut sum = Counter::new(&seen);
        for counter in counters {
            sum.merge(counter).expect("shared");
        }
        let found = sum.finish();
        // Hashes of tokens depend on the secret.
        assert_eq!(found.sight(), expected.sight());
        for (name, account) in expected.accounts().iter() {
            let other = found.accounts().get(name).expect(name);
            assert_eq!(other.total().issued(), account.total().issued(), "{name}");
            let (a, b) = (other.total(), account.total());
            assert_eq!(a.uses(), b.uses(), "{name}");
            assert_eq!(a.activity(), b.activity(), "{name}");
            assert_eq!(a.span(), b.span(), "{name}");
            assert_eq!((a.refused(), a.undecided()), (b.refused(), b.undecided()), "{name}");
            assert!(a.rights().eq(b.rights()), "{name}");
        }
    }
}

#[test]
fn counters_must_share() {
    let seen = [Arc::new(Seen::new([0; 16])), Arc::new(Seen::new([0; 16]))];
    let [mut one, other] = seen.each_ref().map(Counter::new);
    assert_eq!(one.merge(other), Err(NotShared));
}

#[test]
fn threads() {
    let all = all_lines();
    let (expected, _) = read(all.join("\n"));
    let seen = Arc::new(Seen::new([1; 16]));
    let mut sum = Counter::new(&seen);
    // The same file in each thread: each request still counts once.
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut counter = Counter::new(&seen);
                    read_with(&mut counter, all.join("\n").as_bytes(), 4096).expect("good");
                    counter
                })
            })
            .collect();
        for thread in threads {
            sum.merge(thread.join().expect("thread")).expect("shared");
        }
    });
    assert_same(&sum.finish(), &expected, "threads");
}

#[test]
fn doubles_and_stages() {
    for name in FILES {
        let (expected, _) = read(file(name));
        let mut random = Random(5);
        for round in 0..10 {
            let mut all = events(name);
            for event in events(name) {
                match random.below(4) {
                    0 => all.push(event),
                    1 if event["stage"] != "RequestReceived"
                        && event["responseStatus"]["code"] != 401 =>
                    {
                        let mut received = event.clone();
                        received["stage"] = "RequestReceived".into();
                        let object = received.as_object_mut().expect("object");
                        object.remove("responseStatus");
                        object.remove("annotations");
                        object.remove("impersonatedUser");
                        all.push(received);
                    }
                    2 if event["stage"] == "ResponseComplete" => {
                        let mut started = event.clone();
                        started["stage"] = "ResponseStarted".into();
                        all.push(started);
                    }
                    _ => {}
                }
            }
            random.shuffle(&mut all);
            let (found, _) = read(lines(all));
            assert_same(&found, &expected, &format!("{name}, round {round}"));
        }
    }
}

/// Without its end, a request is undecided: neither allowed nor refused.
#[test]
fn only_received() {
    let all = events("events-all-stages.jsonl");
    let received = all.into_iter().filter(|event| event["stage"] == "RequestReceived");
    let (found, _) = read(lines(received));
    let (expected, _) = read(file("events-all-stages.jsonl"));
    for (name, account) in expected.accounts().iter().filter(|(_, a)| a.total().requests() > 0) {
        let found = found.accounts().get(name).expect(name).total();
        assert_eq!(found.requests(), account.total().requests(), "{name}");
        assert_eq!((found.allowed(), found.refused()), (0, 0), "{name}");
        assert_eq!(found.undecided(), found.requests(), "{name}");
    }
}

/// Pieces of any length.
#[test]
fn any_pieces() {
    let all: Vec<_> = events("events.jsonl").into_iter().skip(110).take(25).collect();
    let mut random = Random(3);
    for (form, text) in full_forms(&all) {
        let (expected, whole) = read(&text);
        for round in 0..4 {
            let mut counter = Counter::new(&Arc::new(Seen::new([1; 16])));
            let mut reader = Reader::new();
            let mut rest = text.as_slice();
            while !rest.is_empty() {
                let most = [1, 2, 50, 3000][round % 4];
                let (head, tail) = rest.split_at((1 + random.below(most)).min(rest.len()));
                reader.push(head, &mut counter);
                rest = tail;
            }
            assert_eq!(reader.finish(&mut counter), whole, "{form}");
            assert_eq!(counter.finish(), expected, "{form}");
        }
    }
}
