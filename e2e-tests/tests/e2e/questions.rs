//! Tests that `questions-ui.yml`, the form shown by Rancher, matches `settings.schema.json`.

use std::collections::BTreeMap;
use std::fs;

use analysis::Policy as _;
use analysis::core::Core;
use e2e_tests::path;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    questions: Vec<Question>,
}

/// A question, with those of its fields that the form uses.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    variable: String,
    group: String,
    label: String,
    description: String,
    #[serde(rename = "type")]
    kind: String,
    default: Value,
    #[serde(default)]
    options: Vec<Value>,
    min: Option<i64>,
    max: Option<i64>,
    max_length: Option<i64>,
    #[serde(default)]
    hide_input: bool,
    #[serde(default)]
    subquestions: Vec<Question>,
    #[serde(default)]
    sequence_questions: Vec<SequenceQuestion>,
}

/// A question about an entry of a list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SequenceQuestion {
    variable: String,
    label: String,
    tooltip: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    required: bool,
}

const GROUPS: [&str; 4] =
    ["What happens", "Allowed tokens", "What is judged", "Lifetime and audience"];

fn form() -> Form {
    let text = fs::read_to_string(path("../questions-ui.yml")).unwrap();
    yaml_serde::from_str(&text).unwrap()
}

/// Every setting in the schema by name, such as `allow.podAuthor`.
fn properties() -> BTreeMap<String, Value> {
    fn collect(schema: &Value, prefix: &str, into: &mut BTreeMap<String, Value>) {
        for (key, property) in schema["properties"].as_object().unwrap() {
            let name = format!("{prefix}{key}");
            if property.get("properties").is_some() {
                collect(property, &format!("{name}."), into);
            }
            into.insert(name, property.clone());
        }
    }
    let text = fs::read_to_string(path("../settings.schema.json")).unwrap();
    let mut all = BTreeMap::new();
    collect(&serde_json::from_str(&text).unwrap(), "", &mut all);
    all
}

/// Every question by variable.
fn questions() -> BTreeMap<String, Question> {
    let mut all = BTreeMap::new();
    for mut question in form().questions {
        for sub in std::mem::take(&mut question.subquestions) {
            let prefix = format!("{}.", question.variable);
            assert!(sub.variable.starts_with(&prefix), "{} is not below {prefix}", sub.variable);
            assert!(sub.subquestions.is_empty(), "{}", sub.variable);
            assert!(all.insert(sub.variable.clone(), sub).is_none());
        }
        let variable = question.variable.clone();
        assert!(all.insert(variable.clone(), question).is_none(), "{variable} is asked twice");
    }
    all
}

#[test]
fn every_setting_has_a_question_that_matches_the_schema() {
    let questions = questions();
    let properties = properties();
    assert_eq!(
        questions.keys().collect::<Vec<_>>(),
        properties.keys().collect::<Vec<_>>(),
        "questions and settings"
    );
    for (name, question) in questions {
        let property = &properties[&name];
        let words: Vec<&Value> = property["enum"].as_array().into_iter().flatten().collect();
        let kind = match property["type"][0].as_str() {
            Some("string") if !words.is_empty() => "enum",
            Some("string") => "string",
            Some("boolean") => "boolean",
            Some("integer") => "int",
            Some("array") if property["items"].get("anyOf").is_some() => "sequence[",
            Some("array") if property["items"].get("properties").is_some() => "sequence[",
            Some("array") => "array[",
            Some("object") => "map[",
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(question.kind, kind, "{name}");
        assert_eq!(question.hide_input, kind == "map[", "{name}");
        let default = property.get("default").cloned().unwrap_or_else(|| json!({}));
        assert_eq!(question.default, default, "{name}: default");
        let words: Vec<&Value> = words.into_iter().filter(|word| !word.is_null()).collect();
        assert_eq!(question.options.iter().collect::<Vec<_>>(), words, "{name}: options");
        assert_eq!(question.min, property["minimum"].as_i64(), "{name}: min");
        assert_eq!(question.max, property["maximum"].as_i64(), "{name}: max");
        assert_eq!(question.max_length, property["maxLength"].as_i64(), "{name}: max_length");
        let one = std::iter::once(&property["items"]);
        let entry = property["items"]["anyOf"].as_array().into_iter().flatten().chain(one);
        for entry in entry.filter(|entry| entry.get("properties").is_some()) {
            let required = entry["required"].as_array().cloned().unwrap_or_default();
            let asked: BTreeMap<&str, &SequenceQuestion> =
                question.sequence_questions.iter().map(|one| (&*one.variable, one)).collect();
            let fields = entry["properties"].as_object().unwrap();
            assert!(asked.keys().copied().eq(fields.keys().map(String::as_str)), "{name}");
            for (field, one) in asked {
                let is_list = fields[field]["type"][0] == "array";
                assert_eq!(one.kind, if is_list { "array[" } else { "string" }, "{name}.{field}");
                assert_eq!(one.required, required.contains(&field.into()), "{name}.{field}");
                assert!(!one.label.ends_with('.') && one.tooltip.ends_with('.'), "{name}.{field}");
            }
        }
        for word in words.iter().filter_map(|word| word.as_str()) {
            assert!(question.description.contains(&format!("{word}: ")), "{name}: {word}");
        }
    }
}

#[test]
fn questions_are_plain_and_grouped() {
    let form = form();
    let mut groups: Vec<&str> = form.questions.iter().map(|one| one.group.as_str()).collect();
    groups.dedup();
    assert_eq!(groups, GROUPS, "each group stands together");
    for (name, question) in questions() {
        assert!(GROUPS.contains(&question.group.as_str()), "{name}: {}", question.group);
        let label = &question.label;
        assert!((10..=60).contains(&label.len()), "{name}: {label}");
        let is_a_field =
            |word: &str| word.chars().skip(1).any(char::is_uppercase) && word != "API's";
        assert!(!label.split(' ').any(is_a_field), "{name}: {label}");
        assert!(!label.ends_with('.') && question.description.ends_with('.'), "{name}");
    }
}

#[test]
fn the_policy_accepts_the_output_of_the_form() {
    let questions = questions();
    let mut defaults = json!({});
    for (name, question) in &questions {
        match name.split_once('.') {
            // Sorted by name, a map comes before its entries.
            Some((map, key)) => defaults[map][key] = question.default.clone(),
            None => defaults[name] = question.default.clone(),
        }
    }
    assert_eq!(Core.refuses_settings(&defaults), Ok(None), "{defaults}");
    for (name, question) in &questions {
        for option in &question.options {
            // To judge requests for tokens, the audience of the API server must be known.
            let mut settings = match name.as_str() {
                "tokenRequests" => json!({"otherAudiences": ["vault"]}),
                _ => json!({}),
            };
            match name.split_once('.') {
                Some((map, key)) => settings[map][key] = option.clone(),
                None => settings[name] = option.clone(),
            }
            assert_eq!(Core.refuses_settings(&settings), Ok(None), "{settings}");
        }
    }
}
