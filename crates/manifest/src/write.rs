//! Writes JSON values as YAML that people can read.

use serde_json::{Map, Value};

use crate::yaml::{Resolved, plain};

/// A value as a YAML document that ends with a line break. Reading it returns the same value.
///
/// JSON is also YAML, so values that need quotes are written as JSON.
pub fn write(value: &Value) -> String {
    let mut text = String::new();
    match value {
        Value::Object(fields) if !fields.is_empty() => mapping(fields, "", &mut text),
        Value::Array(items) if !items.is_empty() => sequence(items, "", &mut text),
        scalar => text.push_str(&inline(scalar)),
    }
    text.push('\n');
    text
}

/// A value on one line, as it follows a key or dash.
pub fn inline(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| quoted(&item.to_string())).collect();
            format!("[{}]", items.join(", "))
        }
        value => quoted(&value.to_string()),
    }
}

/// JSON in which characters that YAML does not allow are escaped.
fn quoted(json: &str) -> String {
    let mut text = String::new();
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                text.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => text.push(c),
        }
    }
    text
}

fn mapping(fields: &Map<String, Value>, indent: &str, text: &mut String) {
    for (index, (key, value)) in fields.iter().enumerate() {
        if index > 0 {
            text.push('\n');
            text.push_str(indent);
        }
        text.push_str(&inline(&Value::String(key.clone())));
        text.push(':');
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                let indent = format!("{indent}  ");
                text.push('\n');
                text.push_str(&indent);
                mapping(fields, &indent, text);
            }
            Value::Array(items) if !items.is_empty() => {
                text.push('\n');
                text.push_str(indent);
                sequence(items, indent, text);
            }
            value => {
                text.push(' ');
                text.push_str(&inline(value));
            }
        }
    }
}

fn sequence(items: &[Value], indent: &str, text: &mut String) {
    let deeper = format!("{indent}  ");
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push('\n');
            text.push_str(indent);
        }
        text.push_str("- ");
        match item {
            Value::Object(fields) if !fields.is_empty() => mapping(fields, &deeper, text),
            Value::Array(items) if !items.is_empty() => sequence(items, &deeper, text),
            value => text.push_str(&inline(value)),
        }
    }
}

/// Whether a string keeps its meaning without quotes in every position.
fn is_plain(text: &str) -> bool {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_./*=@+ ~:".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphanumeric() || "/._".contains(c))
        && text.chars().all(safe)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.starts_with("...")
        && matches!(plain(text.into()), Resolved::Text(_))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Node;

    #[test]
    fn a_value_is_written_for_people() {
        let value = json!({
            "a": {"b": [1, "x", {"c": true, "d": []}, [2, [3]]], "e": {}},
            "f": "no",
            "g": "a: b",
            "h": "two\nlines",
            "i": null,
            "j/k": "10.0.0.1",
        });
        let expected = "a:\n  b:\n  - 1\n  - x\n  - c: true\n    d: []\n  - - 2\n    - - 3\n  e: \
                        {}\nf: \"no\"\ng: \"a: b\"\nh: \"two\\nlines\"\ni: null\nj/k: 10.0.0.1\n";
        assert_eq!(write(&value), expected);
    }

    #[test]
    fn written_values_are_read_back_unchanged() {
        let texts = [
            "",
            " ",
            "~",
            "y",
            "1",
            "1e3",
            "0x1",
            ".5",
            ".",
            "...",
            "---",
            "- a",
            "a #b",
            "#",
            "a:",
            "a: b",
            "a:b",
            "&a",
            "*a",
            "*",
            "!t",
            "%a",
            "@a",
            "`",
            "|",
            ">",
            "{",
            "[",
            "a, b",
            "\"",
            "'",
            "é",
            "\u{7f}",
            "\t",
            "a\tb",
            "\u{85}",
            "\u{2028}",
            "<<",
            "=",
            "?",
            "? a",
            "-",
            "/x",
            "2026-11-25",
            "null",
            "ns/*",
            "a ",
            "\u{feff}x",
            "😀",
            "\\",
            "\r\n",
        ];
        for text in texts {
            for value in
                [json!(text), json!([text]), json!({ text: text }), json!([[{ text: [text] }]])]
            {
                let read = Node::read(&write(&value)).map(|node| node.map(|node| node.to_json()));
                assert_eq!(read.ok().flatten(), Some(value), "{text:?}");
            }
        }
    }
}
