//! Tests that `settings.schema.json` is up to date and agrees with the policy.

use analysis::Policy as _;
use analysis::core::Core;
use analysis::schema::settings_schema;
use analysis::settings::Settings;
use e2e_tests::{path, scenario};
use jsonschema::Validator;
use scenarios::bless;
use serde_json::{Value, json};

fn schema() -> Value {
    serde_json::from_str(&settings_schema().unwrap()).unwrap()
}

/// Whether the schema, the policy and the Rust types accept settings.
fn verdicts(validator: &Validator, settings: &Value) -> [bool; 3] {
    let policy = Core.refuses_settings(settings).unwrap().is_none();
    let typed = serde_json::from_value::<Option<Settings>>(settings.clone()).is_ok();
    [validator.is_valid(settings), policy, typed]
}

/// Settings that give a property a value.
type SettingsWith = Box<dyn Fn(Value) -> Value>;

/// Every property in an object's schema, with settings that give it a value.
fn properties(schema: &Value) -> Vec<(String, Value, SettingsWith)> {
    let mut all: Vec<(_, _, SettingsWith)> = Vec::new();
    for (key, property) in schema["properties"].as_object().unwrap() {
        if key == "allow" {
            for (key, property) in property["properties"].as_object().unwrap() {
                let name = key.clone();
                let settings = move |value| json!({"allow": {name.as_str(): value}});
                all.push((format!("allow.{key}"), property.clone(), Box::new(settings)));
            }
            continue;
        }
        let name = key.clone();
        let settings = move |value| json!({name.as_str(): value});
        all.push((key.clone(), property.clone(), Box::new(settings)));
    }
    all
}

#[test]
fn the_schema_file_matches_the_types() {
    let schema = settings_schema().unwrap();
    bless::golden(&path("../settings.schema.json"), &schema).unwrap_or_else(|why| panic!("{why}"));
}

#[test]
fn the_policy_accepts_every_default_and_every_word() {
    let schema = schema();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let properties = properties(&schema);
    assert_eq!(properties.len(), 20);
    for (name, property, settings) in properties {
        assert!(property["description"].as_str().unwrap().ends_with('.'), "{name}");
        let default = property.get("default").unwrap_or_else(|| panic!("{name}: no default"));
        let words = property["enum"].as_array().into_iter().flatten();
        for value in words.chain([default, &Value::Null]) {
            let mut settings = settings(value.clone());
            if value == "judge" {
                // For tokenRequests, the audience of the API server must be known.
                settings["otherAudiences"] = json!(["vault"]);
            }
            assert_eq!(verdicts(&validator, &settings), [true; 3], "{settings}");
        }
        if property.get("enum").is_some() {
            let settings = settings("other".into());
            assert_eq!(verdicts(&validator, &settings), [false; 3], "{settings}");
        }
    }
}

#[test]
fn the_defaults_are_the_policys() {
    let mut defaults = json!({"allow": {}});
    for (name, property, _) in properties(&schema()) {
        let default = property["default"].clone();
        match name.strip_prefix("allow.") {
            Some(name) => defaults["allow"][name] = default,
            None => defaults[name] = default,
        }
    }
    let mut compared = 0;
    for (name, scenario) in scenario::all() {
        if scenario.settings == json!({}) {
            let answer = scenario.answer(&Core);
            let given = scenario::Scenario { settings: defaults.clone(), ..scenario };
            assert_eq!(format!("{:?}", given.answer(&Core)), format!("{answer:?}"), "{name}");
            compared += 1;
        }
    }
    assert!(compared >= 30, "only {compared} scenarios have no settings");
}

/// Settings with an entry of `podTemplates`, completed with these fields.
fn entry(fields: Value) -> Value {
    let mut entry = json!({"group": "argoproj.io", "kind": "Rollout"});
    for (key, value) in fields.as_object().unwrap() {
        entry[key] = value.clone();
    }
    json!({"podTemplates": [entry]})
}

#[test]
fn schema_and_policy_agree() {
    let long = "x".repeat(201);
    let cases = [
        (true, json!(null)),
        (true, json!({})),
        (true, json!({"allow": null})),
        (true, json!({"allow": {}})),
        (true, json!({"action": "warn", "allow": {"podAuthor": "none", "tokenSecrets": true}})),
        (true, json!({"allow": {"serviceAccounts": ["a/b", "*/b.c", "kube-*/*"]}})),
        (true, json!({"projectedTokenMaxSeconds": 600})),
        (true, json!({"projectedTokenMaxSeconds": 3600.0})),
        (true, json!({"otherAudiences": []})),
        (true, json!({"extendedTokenSeconds": 3607})),
        (true, json!({"extendedTokenSeconds": 31_536_000})),
        (true, json!({"apiCertificateSigners": []})),
        (true, json!({"apiCertificateSigners": ["example.com/mesh", "*"]})),
        (true, json!({"allow": {"rolesThatNeedNoToken": []}})),
        (true, json!({"allow": {"rolesThatNeedNoToken": ["view", "system:*"]}})),
        (true, json!({"apiAudiences": ["a"], "otherAudiences": ["vault"]})),
        (true, entry(json!({"path": "spec.template"}))),
        (true, entry(json!({"podSpec": "spec"}))),
        (true, entry(json!({"path": null, "podSpec": "spec.jobs[*].podSpec"}))),
        (true, entry(json!({"path": "a[*].b-c.d_e[*]"}))),
        (true, json!({"podTemplates": []})),
        (false, entry(json!({}))),
        (false, entry(json!({"path": null}))),
        (false, entry(json!({"path": "spec.template", "podSpec": "spec"}))),
        (false, entry(json!({"path": ""}))),
        (false, entry(json!({"path": "spec..template"}))),
        (false, entry(json!({"path": "spec.jobs[0].template"}))),
        (false, entry(json!({"path": ".spec"}))),
        (false, entry(json!({"path": "spec.[*].template"}))),
        (false, entry(json!({"path": "spec.template", "group": "apps"}))),
        (false, entry(json!({"path": "spec.template", "group": "argoproj.io/v1"}))),
        (false, entry(json!({"path": "spec.template", "group": null}))),
        (false, entry(json!({"path": "spec.template", "kind": "*"}))),
        (false, entry(json!({"path": "spec.template", "version": "v1"}))),
        (false, json!({"podTemplates": [null]})),
        (false, json!({"podTemplates": ["Rollout"]})),
        (false, json!({"podTemplates": {}})),
        (true, json!({"help": "Ask in #platform: https://example.org/トークン"})),
        (true, json!({"help": "é".repeat(200)})),
        (true, json!({"optOutAt": "pod", "allow": {"serviceAccountOwner": false}})),
        (false, json!([])),
        (false, json!("reject")),
        (false, json!(1)),
        (false, json!({"Action": "reject"})),
        (false, json!({"unknown": null})),
        (false, json!({"allow": {"unknown": null}})),
        (false, json!({"allow": []})),
        (false, json!({"allow": [null, null, null, null, null]})),
        (false, json!({"allow": true})),
        (false, json!({"action": "Reject"})),
        (false, json!({"action": ""})),
        (false, json!({"action": ["reject"]})),
        (false, json!({"action": true})),
        (false, json!({"allow": {"podAuthor": "all"}})),
        (false, json!({"allow": {"tokenSecrets": "true"}})),
        (false, json!({"allow": {"tokenSecrets": 1}})),
        (false, json!({"allow": {"serviceAccounts": "a/b"}})),
        (false, json!({"allow": {"serviceAccounts": {"a": "b"}}})),
        (false, json!({"allow": {"serviceAccounts": ["a"]}})),
        (false, json!({"allow": {"serviceAccounts": ["A/b"]}})),
        (false, json!({"allow": {"serviceAccounts": ["a/b/c"]}})),
        (false, json!({"allow": {"serviceAccounts": ["a.b/c"]}})),
        (false, json!({"allow": {"serviceAccounts": ["/c"]}})),
        (false, json!({"allow": {"serviceAccounts": ["a/b\n"]}})),
        (false, json!({"allow": {"serviceAccounts": [1]}})),
        (false, json!({"allow": {"serviceAccounts": [null]}})),
        (false, json!({"projectedTokenMaxSeconds": 599})),
        (false, json!({"projectedTokenMaxSeconds": -1})),
        (false, json!({"projectedTokenMaxSeconds": 600.5})),
        (false, json!({"projectedTokenMaxSeconds": "600"})),
        (false, json!({"extendedTokenSeconds": 3606})),
        (false, json!({"extendedTokenSeconds": 31_536_001})),
        (false, json!({"apiCertificateSigners": ["mesh"]})),
        (false, json!({"apiCertificateSigners": [""]})),
        (false, json!({"allow": {"rolesThatNeedNoToken": [""]}})),
        (false, json!({"allow": {"rolesThatNeedNoToken": ["a/b"]}})),
        (false, json!({"apiAudiences": []})),
        (false, json!({"apiAudiences": [""]})),
        (false, json!({"apiAudiences": "api"})),
        (false, json!({"otherAudiences": ["vault", ""]})),
        (false, json!({"otherAudiences": [null]})),
        (false, json!({"inspectSecrets": "no"})),
        (false, json!({"help": long})),
        (false, json!({"help": "two\nlines"})),
        (false, json!({"help": ["one"]})),
    ];
    let schema = schema();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for (expected, settings) in cases {
        let [schema, policy, _] = verdicts(&validator, &settings);
        assert_eq!([schema, policy], [expected; 2], "{settings}");
    }
}
