//! Accepts changed expectations: `BLESS=1` before a test command rewrites each expectation and golden
//! file that differs, and nothing else. Review the diff before you commit it.

use std::fs;
use std::path::Path;

use serde_json::Value;
use similar::TextDiff;

use crate::scenario::Expect;

/// Whether differences are to be rewritten.
pub fn is_wanted() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| !value.is_empty() && value != "0")
}

/// Compares a text with a golden file, or rewrites the file if that [is wanted](is_wanted).
///
/// # Errors
///
/// They differ (the error has the file's name and the diff), or the file cannot be read or written.
pub fn golden(path: &Path, found: &str) -> Result<(), String> {
    let name = path.display();
    let expected = match fs::read_to_string(path) {
        Ok(expected) => expected,
        Err(error) if is_wanted() && error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(format!("{name}: {error}")),
    };
    if expected == found {
        return Ok(());
    }
    if is_wanted() {
        return fs::write(path, found).map_err(|error| format!("{name}: {error}"));
    }
    Err(format!("{name} (BLESS=1 rewrites it)\n{}", diff(&expected, found)))
}

/// The differences, line by line: `-` is expected, `+` was found.
pub fn diff(expected: &str, found: &str) -> String {
    let diff = TextDiff::from_lines(expected, found);
    diff.unified_diff().context_radius(3).header("expected", "found").to_string()
}

/// The longest line of a scenario's text.
const WIDTH: usize = 98;

/// Replaces the expectation at the end of a scenario's text; unchanged parts keep their formatting.
///
/// # Errors
///
/// The text does not end with an expectation in block style.
pub fn with_expectation(text: &str, old: &Expect, new: &Expect) -> Result<String, String> {
    let (head, block) = text
        .split_once("\nexpect:\n")
        .filter(|(_, block)| block.lines().all(|line| line.starts_with("  ")))
        .ok_or("expected `expect:` in lines of its own at the end of the scenario")?;
    let fields = old.fields().into_iter().zip(new.fields());
    let lines = fields.map(|((key, old), (_, new))| match new == old {
        true => written(block, key),
        false => field(key, &new),
    });
    Ok(format!("{head}\nexpect:\n{}", lines.collect::<String>()))
}

/// The lines of a block that belong to a key.
fn written(block: &str, key: &str) -> String {
    let is_key = |line: &str| !line[2..].starts_with([' ', '-']);
    let start = format!("  {key}:");
    let mut lines = block.split_inclusive('\n').skip_while(|line| !line.starts_with(&start));
    let first = lines.next().map(str::to_owned);
    first.into_iter().chain(lines.take_while(|line| !is_key(line)).map(str::to_owned)).collect()
}

impl Expect {
    /// Keys and values in the order used in scenarios, without nulls.
    fn fields(&self) -> [(&'static str, Value); 7] {
        let Self { accepted, message, code, warnings, patch, exposures, lookups } = self.clone();
        let warnings = if warnings.is_empty() { Value::Null } else { warnings.into() };
        [
            ("accepted", accepted.into()),
            ("code", code.into()),
            ("message", message.into()),
            ("warnings", warnings),
            ("patch", patch.into()),
            ("exposures", exposures.into()),
            ("lookups", lookups.into()),
        ]
    }

    /// The expectation as scenario text.
    pub fn to_text(&self) -> String {
        self.fields().iter().map(|(key, value)| field(key, value)).collect()
    }
}

fn field(key: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if fits_folded(text) => {
            format!("  {key}: >-\n{}", folded(text, 4))
        }
        Value::Array(items) if !items.is_empty() => {
            let item = |item: &Value| match key {
                "patch" => format!("    - {}\n", spaced(item)),
                _ => list_item(item),
            };
            items.iter().fold(format!("  {key}:\n"), |lines, next| lines + &item(next))
        }
        other => format!("  {key}: {other}\n"),
    }
}

fn list_item(item: &Value) -> String {
    match item {
        Value::String(text) if is_plain(text) && text.len() + 6 <= WIDTH => {
            format!("    - {text}\n")
        }
        Value::String(text) if fits_folded(text) => format!("    - >-\n{}", folded(text, 6)),
        other => format!("    - {}\n", flow(other)),
    }
}

/// JSON on one line, with a space after each comma and colon.
fn spaced(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let field = |(key, value): (&String, &Value)| {
                format!("{}: {}", Value::from(key.as_str()), spaced(value))
            };
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(spaced).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// A value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| match is_plain(key) {
                true => format!("{key}: {}", flow(value)),
                false => format!("{}: {}", Value::from(key.as_str()), flow(value)),
            });
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", "))
        }
        Value::String(text) if is_plain(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether a text needs no quotes anywhere.
fn is_plain(text: &str) -> bool {
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_ordinary = |c: char| c.is_ascii_alphanumeric() || "_-./ ".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(is_ordinary)
        && !words.contains(&text.to_ascii_lowercase().as_str())
}

/// Whether a text stays the same when its lines are joined with spaces.
fn fits_folded(text: &str) -> bool {
    !text.is_empty()
        && !text.chars().any(char::is_control)
        && text.split(' ').all(|word| !word.is_empty())
}

/// The text in indented lines of limited length.
fn folded(text: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{margin}{word}")),
        }
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use manifest::Node;
    use serde_json::json;

    use super::*;
    use crate::scenario;

    fn read(text: &str) -> Expect {
        let node = Node::read(text).unwrap().unwrap().to_json();
        serde_json::from_value(node["expect"].clone()).unwrap()
    }

    /// Reading back what was written gives the same value.
    #[test]
    fn every_expectation_can_be_written() {
        for (name, scenario) in scenario::all() {
            let text = format!("expect:\n{}", scenario.expect.to_text());
            assert_eq!(read(&text), scenario.expect, "{name}:\n{text}");
        }
        let odd = ["", " ", "a  b", "a\nb", "- a", "#", "{}", "yes", "ä", "a: b", "\u{1}"];
        let odd = Expect {
            message: Some("two  spaces".into()),
            warnings: odd.map(str::to_owned).into(),
            lookups: Some(odd.map(str::to_owned).into()),
            exposures: Some(json!([{"a b": "no", "n": 1, "[": "null"}, "x, y"])),
            ..Expect::default()
        };
        assert_eq!(read(&format!("expect:\n{}", odd.to_text())), odd, "{}", odd.to_text());
    }

    #[test]
    fn unchanged_parts_keep_their_formatting() {
        let text = "\
note: a note
expect:
  accepted: false
  message: 'as it
    was'
  exposures:
    - {how: automount,   container: a}
  lookups: []
";
        let old = read(text);
        assert_eq!(with_expectation(text, &old, &old), Ok(text.to_owned()));
        let new = Expect { lookups: Some(vec!["get_resource x".into()]), ..old.clone() };
        let expected = text.replace("  lookups: []", "  lookups:\n    - get_resource x");
        assert_eq!(with_expectation(text, &old, &new), Ok(expected));
        let new = Expect { accepted: Some(true), message: None, ..old.clone() };
        let expected = text
            .replace("accepted: false", "accepted: true")
            .replace("  message: 'as it\n    was'\n", "");
        assert_eq!(with_expectation(text, &old, &new), Ok(expected));
        let long = "word ".repeat(30).trim_end().to_owned();
        let new = Expect { message: Some(long), ..old.clone() };
        let blessed = with_expectation(text, &old, &new).unwrap();
        assert!(blessed.contains("  message: >-\n    word word"), "{blessed}");
        assert!(blessed.lines().all(|line| line.len() <= WIDTH), "{blessed}");
        assert_eq!(read(&blessed), new);
        assert!(with_expectation("expect: {accepted: true}\n", &old, &new).is_err());
    }
}
