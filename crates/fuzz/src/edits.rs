//! Edits a JSON value according to bytes, so that the fuzzer's inputs stay close to what the policy
//! really receives.

use serde_json::{Map, Value, json};

/// Bytes that are consumed one by one, followed by zeros.
pub struct Dice<'b> {
    bytes: &'b [u8],
}

impl<'b> Dice<'b> {
    /// Starts with these bytes.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    /// Whether there are bytes left.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// A number below `count`, at most 65,536.
    pub fn roll(&mut self, count: usize) -> usize {
        let mut number = 0;
        for _ in 0..if count > 256 { 2 } else { 1 } {
            let (byte, rest) = self.bytes.split_first().unwrap_or((&0, &[]));
            self.bytes = rest;
            number = number << 8 | usize::from(*byte);
        }
        number % count.max(1)
    }
}

/// Texts that mean something to the policy, or almost do.
const TEXTS: [&str; 32] = [
    "",
    "default",
    "app",
    "token",
    "ca.crt",
    "..data/token",
    "../token",
    "/var/run/secrets/kubernetes.io/serviceaccount",
    "/var/run/secrets/kubernetes.io/serviceaccount/",
    "kube-api-access-x7k2p",
    "kube-api-access-",
    "default-token-5qnst",
    "kubernetes.io/service-account-token",
    "https://kubernetes.default.svc",
    "vault",
    "CREATE",
    "UPDATE",
    "DELETE",
    "ephemeralcontainers",
    "Pod",
    "Deployment",
    "*",
    "x/y",
    "\u{202e}\u{0}\n",
    r"..\TOKEN",
    ".dockercfg",
    "kubernetes.io/dockercfg",
    "app-dockercfg-x7k2p",
    "kubernetes.io/kube-apiserver-client-pod",
    "Secret",
    "ServiceAccount",
    "EphemeralContainers",
];

/// Keys that the policy reads.
const KEYS: [&str; 34] = [
    "automountServiceAccountToken",
    "serviceAccountName",
    "serviceAccount",
    "spec",
    "template",
    "metadata",
    "annotations",
    "kubernetes.io/config.mirror",
    "deletionTimestamp",
    "volumes",
    "containers",
    "initContainers",
    "ephemeralContainers",
    "volumeMounts",
    "mountPath",
    "subPath",
    "subPathExpr",
    "projected",
    "sources",
    "serviceAccountToken",
    "secret",
    "secretName",
    "envFrom",
    "oldObject",
    "os",
    "name",
    "podCertificate",
    "signerName",
    "keyPath",
    "expirationSeconds",
    "kubernetes.io/service-account.name",
    "openshift.io/internal-registry-auth-token.service-account",
    "data",
    "type",
];

/// Edits a value until the dice are used up.
pub fn apply(value: &mut Value, dice: &mut Dice<'_>) {
    // Enough to reach any value, but bounded in size.
    for _ in 0..64 {
        if dice.is_empty() {
            break;
        }
        let steps = dice.roll(12);
        descend(value, steps, dice);
    }
}

/// Edits a value `steps` levels below this one, or as deep as possible.
fn descend(value: &mut Value, steps: usize, dice: &mut Dice<'_>) {
    let next = match value {
        Value::Object(fields) if steps > 0 => {
            let number = dice.roll(fields.len());
            fields.values_mut().nth(number)
        }
        Value::Array(items) if steps > 0 => {
            let number = dice.roll(items.len());
            items.get_mut(number)
        }
        _ => return edit(value, dice),
    };
    if let Some(next) = next {
        descend(next, steps - 1, dice);
    }
}

fn edit(place: &mut Value, dice: &mut Dice<'_>) {
    match (dice.roll(8), &mut *place) {
        (0, Value::Object(fields)) => {
            let key = fields.keys().nth(dice.roll(fields.len())).cloned();
            key.map(|key| fields.remove(&key));
        }
        (1, Value::Object(fields)) => {
            fields.insert(KEYS[dice.roll(KEYS.len())].into(), leaf(dice));
        }
        (2, Value::Object(fields)) => {
            // Moves the value of one key to another.
            let moved = fields.values().nth(dice.roll(fields.len()));
            let moved = moved.filter(|value| is_small(value)).cloned();
            let key = KEYS[dice.roll(KEYS.len())];
            moved.map(|moved| fields.insert(key.into(), moved));
        }
        (0, Value::Array(items)) if !items.is_empty() => {
            let number = dice.roll(items.len());
            items.remove(number);
        }
        (1 | 2, Value::Array(items)) if !items.is_empty() => {
            let item = &items[dice.roll(items.len())];
            if is_small(item) {
                items.push(item.clone());
            }
        }
        (3, _) => *place = json!([place.take()]),
        (4, _) => *place = json!({KEYS[dice.roll(KEYS.len())]: place.take()}),
        _ => *place = leaf(dice),
    }
}

/// Whether a copy is harmless: copies of copies grow without end.
fn is_small(value: &Value) -> bool {
    value.to_string().len() < 5_000
}

fn leaf(dice: &mut Dice<'_>) -> Value {
    match dice.roll(10) {
        0 => Value::Null,
        1 => true.into(),
        2 => false.into(),
        3 => json!(-1),
        4 => json!(3607),
        5 => json!(1e300),
        6 => json!([]),
        7 => Value::Object(Map::new()),
        _ => TEXTS[dice.roll(TEXTS.len())].into(),
    }
}
