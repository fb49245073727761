//! Clusters and settings by chance.

use analysis::plugin::{Version, admit};
use serde_json::{Value, json};

/// A generator that gives the same each time.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % sides
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())].clone()
    }
}

const NAMESPACES: [&str; 3] = ["shop", "shop-2", "data"];
const ACCOUNTS: [&str; 4] = ["default", "app", "robot.1", "gone"];
const SECRETS: [&str; 4] = ["app-token-abcde", "robot-token", "plain", "nowhere"];

/// A cluster's objects.
pub fn cluster(dice: &mut Dice) -> Vec<Value> {
    let mut objects = Vec::new();
    for namespace in NAMESPACES {
        for name in ["default", "app", "robot.1"] {
            let mut account = json!({
                "apiVersion": "v1",
                "kind": "ServiceAccount",
                "metadata": {"name": name, "namespace": namespace},
            });
            match dice.roll(4) {
                0 => account["automountServiceAccountToken"] = json!(true),
                1 => account["automountServiceAccountToken"] = json!(false),
                _ => {}
            }
            if dice.one_in(3) {
                account["secrets"] = json!([{"name": dice.pick(&SECRETS)}]);
            }
            objects.push(account);
        }
        for (name, kind, account) in [
            ("app-token-abcde", "kubernetes.io/service-account-token", "app"),
            ("robot-token", "kubernetes.io/service-account-token", "robot.1"),
            ("plain", "Opaque", ""),
        ] {
            objects.push(json!({
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": {
                    "name": name,
                    "namespace": namespace,
                    "annotations": {"kubernetes.io/service-account.name": account},
                },
                "type": kind,
                "data": {"token": "c2VjcmV0"},
            }));
        }
    }
    for number in 0..dice.roll(5) {
        let namespace = dice.pick(&NAMESPACES);
        let subject = match dice.roll(4) {
            0 => json!({"kind": "ServiceAccount", "name": dice.pick(&ACCOUNTS)}),
            1 => json!({
                "kind": "ServiceAccount",
                "name": dice.pick(&ACCOUNTS),
                "namespace": dice.pick(&NAMESPACES),
            }),
            2 => json!({"kind": "User", "name": format!(
                "system:serviceaccount:{}:{}", dice.pick(&NAMESPACES), dice.pick(&ACCOUNTS)
            )}),
            _ => json!({"kind": "Group", "name": format!(
                "system:serviceaccounts:{}", dice.pick(&NAMESPACES)
            )}),
        };
        let kind = dice.pick(&["RoleBinding", "ClusterRoleBinding"]);
        let mut binding = json!({
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": kind,
            "metadata": {"name": format!("binding-{number}")},
            "subjects": [subject],
        });
        if kind == "RoleBinding" {
            binding["metadata"]["namespace"] = namespace.into();
        }
        objects.push(binding);
    }
    for number in 0..4 + dice.roll(8) {
        let workload = workload(dice, number, &objects);
        objects.push(workload);
    }
    objects
}

fn workload(dice: &mut Dice, number: usize, objects: &[Value]) -> Value {
    let namespace = dice.pick(&NAMESPACES);
    let kind = dice.pick(&["Pod", "Pod", "Pod", "Deployment", "ReplicaSet", "CronJob", "Job"]);
    let metadata =
        json!({"name": format!("{}-{number}", kind.to_lowercase()), "namespace": namespace});
    let spec = pod_spec(dice);
    let mut object = match kind {
        "Pod" => json!({"apiVersion": "v1", "spec": spec}),
        "CronJob" => json!({"apiVersion": "batch/v1", "spec": {
            "jobTemplate": {"spec": {"template": {"spec": spec}}},
        }}),
        "Job" => json!({"apiVersion": "batch/v1", "spec": {"template": {"spec": spec}}}),
        _ => json!({"apiVersion": "apps/v1", "spec": {"template": {"spec": spec}}}),
    };
    object["kind"] = kind.into();
    object["metadata"] = metadata;
    if kind == "Pod" && !dice.one_in(6) {
        let name = object["spec"]["serviceAccountName"].as_str().unwrap_or("default").to_owned();
        let account = objects.iter().find(|account| {
            account["kind"] == "ServiceAccount"
                && account["metadata"]["namespace"] == namespace
                && account["metadata"]["name"] == name.as_str()
        });
        let version = dice.pick(&[Version::Bound, Version::Bound, Version::Legacy]);
        admit(&mut object, account, version, "x7k2p");
    }
    if dice.one_in(20) {
        object["spec"] = json!([]);
    }
    if ["Pod", "ReplicaSet", "Job"].contains(&kind) && dice.one_in(2) {
        let (version, owner) = match kind {
            "ReplicaSet" => ("apps/v1", "Deployment"),
            "Job" => ("batch/v1", "CronJob"),
            _ => ("apps/v1", "ReplicaSet"),
        };
        let name = format!("{}-{}", owner.to_lowercase(), dice.roll(12));
        object["metadata"]["ownerReferences"] = json!([
            {"apiVersion": version, "kind": owner, "name": name, "controller": true},
        ]);
    }
    object
}

fn pod_spec(dice: &mut Dice) -> Value {
    let mut container = json!({"name": "main"});
    let (mut mounts, mut volumes) = (Vec::new(), Vec::new());
    if dice.one_in(4) {
        let seconds = dice.pick(&[600, 3600, 3607]);
        let mut token = json!({"path": "token", "expirationSeconds": seconds});
        if dice.one_in(3) {
            token["audience"] = dice.pick(&["vault", "api"]).into();
        }
        volumes.push(
            json!({"name": "own", "projected": {"sources": [{"serviceAccountToken": token}]}}),
        );
        mounts.push(json!({"name": "own", "mountPath": "/own"}));
    }
    if dice.one_in(4) {
        volumes.push(json!({"name": "secret", "secret": {"secretName": dice.pick(&SECRETS)}}));
        mounts.push(json!({"name": "secret", "mountPath": "/secret"}));
    }
    if dice.one_in(6) {
        let name = dice.pick(&SECRETS);
        container["env"] = json!([
            {"name": "T", "valueFrom": {"secretKeyRef": {"name": name, "key": "token"}}},
        ]);
    }
    container["volumeMounts"] = mounts.into();
    let mut spec = json!({"containers": [container], "volumes": volumes});
    if dice.one_in(4) {
        spec["initContainers"] = json!([{"name": "init"}]);
    }
    if dice.one_in(2) {
        spec["serviceAccountName"] = dice.pick(&ACCOUNTS).into();
    }
    match dice.roll(5) {
        0 => spec["automountServiceAccountToken"] = json!(true),
        1 => spec["automountServiceAccountToken"] = json!(false),
        _ => {}
    }
    spec
}

/// Settings, of which the policy refuses some.
pub fn settings(dice: &mut Dice) -> Value {
    let mut settings = json!({});
    let mut set = |dice: &mut Dice, key: &str, values: &[Value]| {
        if dice.one_in(3) {
            let value = dice.pick(values);
            match key.strip_prefix("allow.") {
                Some(key) => settings["allow"][key] = value,
                None => settings[key] = value,
            }
        }
    };
    set(dice, "action", &[json!("warn"), json!("mutate"), json!("reject")]);
    set(dice, "optOutAt", &[json!("pod"), json!("any")]);
    set(dice, "allow.podAuthor", &[json!("none"), json!("projected"), json!("any")]);
    set(dice, "allow.serviceAccountOwner", &[json!(true), json!(false)]);
    set(
        dice,
        "allow.serviceAccounts",
        &[json!([]), json!(["shop/*"]), json!(["*/app", "data/gone"])],
    );
    set(dice, "allow.serviceAccountsWithRoleBindings", &[json!(true), json!(null)]);
    set(dice, "allow.tokenSecrets", &[json!(true), json!(false)]);
    set(dice, "projectedTokenMaxSeconds", &[json!(3600), json!(null)]);
    set(dice, "serviceAccountObjects", &[json!("all"), json!("default")]);
    set(dice, "controllerPods", &[json!("accept")]);
    set(dice, "inspectSecrets", &[json!(true)]);
    settings
}
