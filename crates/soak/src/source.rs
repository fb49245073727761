//! Makes questions: the same seed and number always make the same question.

use std::sync::Arc;

use fuzz::cluster::{Objects, request, update, workload};
use fuzz::edits::{Dice, apply};
use fuzz::pods::spec;
use fuzz::surroundings::{WORKLOADS, cluster, metadata, settings};
use fuzz::{admitted, cluster_of, corpus, version};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::{Index, select};
use proptest::strategy::{BoxedStrategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use scenarios::RecordingCluster;
use scenarios::calls::{self, Call};
use scenarios::shapes::{SHAPES, pod_templates};
use serde_json::{Value, json};

use crate::question::{Kind, Question};

/// The kinds of sixteen questions in a row.
const TURNS: [Kind; 16] = [
    Kind::Known,
    Kind::Random,
    Kind::Update,
    Kind::Edited,
    Kind::Known,
    Kind::Random,
    Kind::Settings,
    Kind::Edited,
    Kind::Known,
    Kind::Random,
    Kind::Update,
    Kind::Malformed,
    Kind::Known,
    Kind::Random,
    Kind::Large,
    Kind::Edited,
];
/// Every fourth question is a known one, so that all of them get their turn.
const KNOWN_EACH: u64 = 4;
/// The size of a large request: some have hundreds of containers, mounts or Secrets.
const LARGEST: usize = 300;

/// What all sources share: it is read once.
pub struct Material {
    calls: Vec<Arc<Call>>,
    requests: Vec<Value>,
}

impl Material {
    /// Reads the scenarios and the recordings.
    pub fn read() -> Self {
        let calls = calls::all().into_iter().map(Arc::new).collect();
        Self { calls, requests: corpus::requests() }
    }
}

/// An answer to every lookup, whatever is asked.
type Answer = Option<Result<Vec<u8>, String>>;

/// Makes questions. Each thread has its own.
pub struct Source {
    material: Arc<Material>,
    seed: u64,
    random: BoxedStrategy<(Value, &'static str, Value, Objects, Value, Answer)>,
    update: BoxedStrategy<(Value, Value, &'static str, Value, Objects, Answer)>,
    edited: BoxedStrategy<(Index, Vec<u8>, Value, Objects, Answer)>,
    malformed: BoxedStrategy<(Index, Index, Vec<u8>)>,
    settings: BoxedStrategy<(Value, Vec<u8>, u8)>,
    large: BoxedStrategy<(Index, usize, Value, Answer)>,
}

impl Source {
    /// A source of the questions of this seed.
    pub fn new(material: &Arc<Material>, seed: u64) -> Self {
        let kind = || select([&["Pod"; 8][..], &WORKLOADS].concat());
        let settings = || select(vec!["reject", "warn", "mutate"]).prop_flat_map(settings);
        let bytes = |most: usize| vec(any::<u8>(), 0..most);
        let random = (spec(0), version(), cluster()).prop_map(|(spec, version, cluster)| {
            let cluster = cluster_of(version, &spec, cluster);
            (admitted(&spec, &cluster, version)["spec"].take(), cluster)
        });
        Self {
            material: Arc::clone(material),
            seed,
            random: (random, kind(), metadata(), settings(), answers())
                .prop_map(|((spec, cluster), kind, metadata, settings, answer)| {
                    (spec, kind, metadata, cluster, settings, answer)
                })
                .boxed(),
            update: (spec(2), spec(2), kind(), settings(), cluster(), answers()).boxed(),
            edited: (any::<Index>(), bytes(40), settings(), cluster(), answers()).boxed(),
            malformed: (any::<Index>(), any::<Index>(), bytes(60)).boxed(),
            settings: (settings(), bytes(20), any::<u8>()).boxed(),
            large: (any::<Index>(), 1..LARGEST, settings(), answers()).boxed(),
        }
    }

    /// The question with this number.
    pub fn question(&self, number: u64) -> Question {
        let kind = TURNS[(number % TURNS.len() as u64) as usize];
        let mut runner = runner(self.seed, number);
        let question = match kind {
            Kind::Known => None,
            Kind::Random => self.random(&mut runner),
            Kind::Update => self.update(&mut runner),
            Kind::Edited => self.edited(&mut runner),
            Kind::Malformed => self.malformed(&mut runner),
            Kind::Settings => self.settings(&mut runner),
            Kind::Large => self.large(&mut runner),
        };
        question.unwrap_or_else(|| self.known(number / KNOWN_EACH))
    }

    fn known(&self, number: u64) -> Question {
        let call = &self.material.calls[(number % self.material.calls.len() as u64) as usize];
        let payload = call.payload.clone();
        let (function, call) = (call.function, Arc::clone(call));
        Question { kind: Kind::Known, function, payload, cluster: Box::new(move || call.cluster()) }
    }

    fn random(&self, runner: &mut TestRunner) -> Option<Question> {
        let (spec, kind, metadata, cluster, settings, answer) = draw(&self.random, runner)?;
        let object = object(kind, json!({"metadata": metadata, "spec": spec}));
        Some(validate(Kind::Random, &request(kind, &object), &settings, &cluster, answer))
    }

    fn update(&self, runner: &mut TestRunner) -> Option<Question> {
        let (old, new, kind, settings, cluster, answer) = draw(&self.update, runner)?;
        let [old, new] = [old, new].map(|spec| object(kind, json!({"spec": spec})));
        let mut request = update(kind, old, &new);
        if kind == "Pod" {
            request["subResource"] = "ephemeralcontainers".into();
        }
        Some(validate(Kind::Update, &request, &settings, &cluster, answer))
    }

    fn edited(&self, runner: &mut TestRunner) -> Option<Question> {
        let (index, bytes, settings, cluster, answer) = draw(&self.edited, runner)?;
        let mut request = index.get(&self.material.requests).clone();
        apply(&mut request, &mut Dice::new(&bytes));
        Some(validate(Kind::Edited, &request, &settings, &cluster, answer))
    }

    /// A known payload that ends early and has some bytes replaced, or only bytes.
    fn malformed(&self, runner: &mut TestRunner) -> Option<Question> {
        let (call, end, bytes) = draw(&self.malformed, runner)?;
        let call = call.get(&self.material.calls);
        let mut payload = call.payload.clone();
        let mut dice = Dice::new(&bytes);
        match dice.roll(3) {
            0 => payload = bytes.clone(),
            1 => payload.truncate(end.index(payload.len() + 1)),
            _ => {
                while !dice.is_empty() && !payload.is_empty() {
                    let at = dice.roll(65_536) % payload.len();
                    payload[at] = dice.roll(256) as u8;
                }
            }
        }
        Some(asked(Kind::Malformed, call.function, payload, Vec::new(), None))
    }

    fn settings(&self, runner: &mut TestRunner) -> Option<Question> {
        let (mut settings, bytes, how) = draw(&self.settings, runner)?;
        if how % 3 == 1 {
            apply(&mut settings, &mut Dice::new(&bytes));
        }
        let payload = if how % 8 == 0 { bytes } else { settings.to_string().into_bytes() };
        Some(asked(Kind::Settings, "validate_settings", payload, Vec::new(), None))
    }

    fn large(&self, runner: &mut TestRunner) -> Option<Question> {
        let (shape, size, mut settings, answer) = draw(&self.large, runner)?;
        let (_, shape) = shape.get(&SHAPES);
        settings["podTemplates"] = pod_templates();
        let cluster = Objects::default();
        Some(validate(Kind::Large, &shape(size), &settings, &cluster, answer))
    }
}

/// Something random that depends on nothing but these two.
fn runner(seed: u64, number: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..16].copy_from_slice(&number.to_le_bytes());
    let config = Config { failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

fn draw<T: std::fmt::Debug>(strategy: &BoxedStrategy<T>, runner: &mut TestRunner) -> Option<T> {
    strategy.new_tree(runner).ok().map(|tree| tree.current())
}

/// Usually none. Otherwise what a host that is broken, or hostile, says to every lookup.
fn answers() -> impl Strategy<Value = Answer> {
    let answers: Vec<Result<Vec<u8>, String>> = vec![
        Err(String::new()),
        Err("serviceaccounts is forbidden: Forbidden (403)".into()),
        Err("Policy has not been granted access to Kubernetes v1/Secret resources.".into()),
        Err("\u{1b}[31mtimeout\n  0: backtrace".into()),
        Ok(Vec::new()),
        Ok(vec![0xff, 0xfe]),
        Ok("[".repeat(5_000).into()),
        Ok(r#"{"items": [{"subjects": 7}]}"#.into()),
        Ok(r#"{"metadata": {"name": "other"}}"#.into()),
        Ok(r#"{"metadata": {"name": "app"}, "secrets": [{"name": "by-hand"}], "items": []}"#
            .into()),
    ];
    prop_oneof![7 => Just(None), 1 => select(answers).prop_map(Some)]
}

/// An object of this kind, made of what a Pod is made of.
fn object(kind: &str, pod: Value) -> Value {
    if kind == "Pod" { pod } else { workload(kind, &pod) }
}

fn validate(
    kind: Kind,
    request: &Value,
    settings: &Value,
    cluster: &Objects,
    answer: Answer,
) -> Question {
    let payload = json!({"request": request, "settings": settings}).to_string().into_bytes();
    asked(kind, "validate", payload, cluster.complete(), answer)
}

fn asked(
    kind: Kind,
    function: &'static str,
    payload: Vec<u8>,
    objects: Vec<Value>,
    answer: Answer,
) -> Question {
    let cluster = move || {
        let mut cluster = RecordingCluster::new(&objects);
        cluster.answer = answer.clone();
        cluster
    };
    Question { kind, function, payload, cluster: Box::new(cluster) }
}
