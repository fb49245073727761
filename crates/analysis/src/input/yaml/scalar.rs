//! Converts scalars to values by YAML 1.1, like Go's yaml.v2, which kubectl uses
//! (`sigs.k8s.io/yaml/goyaml.v2/resolve.go`).

use serde_json::{Number, Value};

const CORE: &str = "tag:yaml.org,2002:";

/// The value of a plain scalar without a tag.
///
/// # Errors
///
/// JSON has no such value.
pub fn plain(text: &str) -> Result<Value, String> {
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            true.into()
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            false.into()
        }
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF"
        | "-.inf" | "-.Inf" | "-.INF" => {
            return Err(format!(
                "expected a finite number, because JSON has no other, found {text}"
            ));
        }
        _ => number(text).map_or_else(|| text.into(), Value::Number),
    })
}

/// The value of a scalar with a tag.
///
/// # Errors
///
/// The text is not of that type, or JSON has no such value.
pub fn tagged(tag: &str, text: &str) -> Result<Value, String> {
    let wrong = |what: &str| Err(format!("expected {what} after its tag, found {text:?}"));
    match tag.strip_prefix(CORE) {
        Some("null") => Ok(Value::Null),
        Some("bool") => match plain(text)? {
            value @ Value::Bool(_) => Ok(value),
            _ => wrong("a boolean"),
        },
        Some("int" | "float") => match plain(text)? {
            value @ Value::Number(_) => Ok(value),
            _ => wrong("a number"),
        },
        Some("binary") => {
            Err("!!binary is not supported: Kubernetes expects base64 as a string".into())
        }
        _ => Ok(text.into()),
    }
}

fn number(text: &str) -> Option<Number> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return None;
    }
    let digits = text.replace('_', "");
    if !text.starts_with('.')
        && let Some(number) = integer(&digits)
    {
        return Some(number);
    }
    float(&digits)
}

/// Like Go's `strconv.ParseInt` with base 0: decimal, `0x`, `0o`, `0b`, or octal after `0`.
fn integer(text: &str) -> Option<Number> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let (base, digits) = if let Some(digits) = lower.strip_prefix("0x") {
        (16, digits)
    } else if let Some(digits) = lower.strip_prefix("0o") {
        (8, digits)
    } else if let Some(digits) = lower.strip_prefix("0b") {
        (2, digits)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, lower.get(1..)?)
    } else {
        (10, lower.as_str())
    };
    // A second sign is not allowed.
    if !digits.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let value = u64::from_str_radix(digits, base).ok()?;
    match negative {
        false => Some(value.into()),
        true => Some(0_i64.checked_sub_unsigned(value)?.into()),
    }
}

/// Matches `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$` and converts it to a JSON
/// number.
fn float(text: &str) -> Option<Number> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => ("-", text),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let power = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    if !all_digits(whole) || !all_digits(fraction) || !all_digits(power) || power.is_empty() {
        return None;
    }
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    serde_json::from_slice(format!("{sign}{whole}.{fraction}0e{exponent}").as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn plain_scalars_mean_the_same_as_to_kubectl() {
        let cases = [
            ("", json!(null)),
            ("Null", json!(null)),
            ("no", json!(false)),
            ("y", json!(true)),
            ("ON", json!(true)),
            ("nO", json!("nO")),
            ("1", json!(1)),
            ("-1", json!(-1)),
            ("+1", json!(1)),
            ("0", json!(0)),
            ("0644", json!(420)),
            ("0o644", json!(420)),
            ("0x1F", json!(31)),
            ("-0b11", json!(-3)),
            ("1_000", json!(1000)),
            ("08", json!(8.0)),
            ("0x", json!("0x")),
            ("18446744073709551615", json!(18446744073709551615_u64)),
            ("-9223372036854775808", json!(-9223372036854775808_i64)),
            ("1e3", json!(1000.0)),
            ("1.5", json!(1.5)),
            (".5", json!(0.5)),
            ("1.", json!(1.0)),
            ("1.2.3", json!("1.2.3")),
            ("--1", json!("--1")),
            ("-", json!("-")),
            (".", json!(".")),
            ("1e", json!("1e")),
            ("12:30", json!("12:30")),
            ("2026-11-25", json!("2026-11-25")),
            ("text", json!("text")),
        ];
        for (text, expected) in cases {
            assert_eq!(plain(text), Ok(expected), "{text:?}");
        }
        assert!(plain("-.inf").is_err());
    }

    #[test]
    fn a_tag_sets_the_type() {
        let cases = [
            ("str", "no", Ok(json!("no"))),
            ("bool", "no", Ok(json!(false))),
            ("bool", "maybe", Err("expected a boolean after its tag, found \"maybe\"".into())),
            ("int", "3", Ok(json!(3))),
            ("float", "x", Err("expected a number after its tag, found \"x\"".into())),
            ("null", "x", Ok(json!(null))),
        ];
        for (tag, text, expected) in cases {
            assert_eq!(tagged(&format!("{CORE}{tag}"), text), expected, "!!{tag} {text}");
        }
        assert_eq!(tagged("!own", "no"), Ok(json!("no")));
    }
}
