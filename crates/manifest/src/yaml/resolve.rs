//! Finds out what a scalar means, as go-yaml does (`resolve.go`): YAML 1.1 with exceptions.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::syntax::CORE;
use super::timestamp::is_timestamp;
use crate::number;
use crate::text::replace_invalid;

/// What a scalar means.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved<'t> {
    /// Null.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// An integer greater than any `i64`.
    Uint(u64),
    /// Another number.
    Float(f64),
    /// A string.
    Text(Cow<'t, str>),
}

use Resolved::{Bool, Float, Int, Null, Text, Uint};

/// What a scalar with that tag means. `implicit` says whether its text may tell its type.
///
/// # Errors
///
/// The text is not of the tag's type.
pub fn scalar<'t>(
    tag: Option<&str>,
    implicit: bool,
    text: Cow<'t, str>,
) -> Result<Resolved<'t>, String> {
    let kind = match tag {
        None if implicit => return Ok(plain(text)),
        None => return Ok(Text(text)),
        Some(tag) => tag.strip_prefix(CORE).unwrap_or_default(),
    };
    let wrong = |what: &str| Err(format!("expected {what} after its tag, found {text:?}"));
    let found = || plain(Cow::Borrowed(&text));
    match kind {
        "null" => match found() {
            Null => Ok(Null),
            _ => wrong("null"),
        },
        "bool" => match found() {
            Bool(value) => Ok(Bool(value)),
            _ => wrong("a boolean"),
        },
        "int" => match found() {
            Int(value) => Ok(Int(value)),
            Uint(value) => Ok(Uint(value)),
            _ => wrong("an integer"),
        },
        "float" => match found() {
            #[expect(clippy::cast_precision_loss, reason = "Go converts it the same way")]
            Int(value) => Ok(Float(value as f64)),
            Float(value) => Ok(Float(value)),
            _ => wrong("a number"),
        },
        "timestamp" if !is_timestamp(&text) => wrong("a date or time"),
        "binary" => match bytes(&text) {
            Some(bytes) => Ok(Text(replace_invalid(&bytes).into())),
            None => wrong("base64"),
        },
        _ => Ok(Text(text)),
    }
}

/// Go's `base64.StdEncoding`, which passes over line breaks.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical)
        .with_decode_allow_trailing_bits(true);
    let text: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    GeneralPurpose::new(&STANDARD, config).decode(text).ok()
}

/// What a scalar without quotes and tag means.
pub fn plain(text: Cow<'_, str>) -> Resolved<'_> {
    match &*text {
        "" | "~" | "null" | "Null" | "NULL" => Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Bool(false)
        }
        ".nan" | ".NaN" | ".NAN" => Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Float(f64::NEG_INFINITY),
        _ => number(&text).unwrap_or(Text(text)),
    }
}

fn number(text: &str) -> Option<Resolved<'static>> {
    match text.as_bytes().first()? {
        b'.' => float(&without_separators(text)?).map(Float),
        b'+' | b'-' | b'0'..=b'9' => {
            let digits = text.replace('_', "");
            integer(&digits)
                .or_else(|| float(&digits).map(Float))
                .or_else(|| signed_binary(&digits))
        }
        _ => None,
    }
}

/// Go's `strconv.ParseFloat` takes `_` only between digits.
fn without_separators(text: &str) -> Option<String> {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let allowed = |(at, _)| {
        let before = usize::checked_sub(at, 1).and_then(|before| bytes.get(before));
        is_digit(before) && is_digit(bytes.get(at + 1))
    };
    text.match_indices('_').all(allowed).then(|| text.replace('_', ""))
}

/// Go's `strconv.ParseInt` and `ParseUint` with base 0: decimal, `0x`, `0o`, `0b`, or octal after
/// `0`.
fn integer(text: &str) -> Option<Resolved<'static>> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'-' => ("-", text.get(1..)?),
        b'+' => ("+", text.get(1..)?),
        _ => ("", text),
    };
    let (base, digits) = match (rest.get(..2), rest.strip_prefix('0')) {
        (Some("0x" | "0X"), _) => (16, rest.get(2..)?),
        (Some("0o" | "0O"), _) => (8, rest.get(2..)?),
        (Some("0b" | "0B"), _) => (2, rest.get(2..)?),
        (_, Some(digits)) if !digits.is_empty() => (8, digits),
        _ => (10, rest),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let signed = || i64::from_str_radix(&format!("{sign}{digits}"), base).ok();
    let unsigned = || u64::from_str_radix(digits, base).ok().filter(|_| sign.is_empty());
    signed().map(Int).or_else(|| unsigned().map(Uint))
}

/// `0b-1` and the like, which go-yaml takes for integers.
fn signed_binary(text: &str) -> Option<Resolved<'static>> {
    let digits = match text.strip_prefix("-0b") {
        Some(digits) => format!("-{digits}"),
        None => text.strip_prefix("0b")?.to_owned(),
    };
    i64::from_str_radix(&digits, 2).ok().map(Int)
}

/// Matches `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`. `None` if it is greater than
/// any number.
fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let has_digits = match (whole, fraction) {
        ("", fraction) => fraction.is_some_and(|digits| !digits.is_empty()),
        _ => true,
    };
    let power = exponent.map(|exponent| exponent.strip_prefix(['-', '+']).unwrap_or(exponent));
    if !has_digits
        || !all_digits(whole)
        || !all_digits(fraction.unwrap_or_default())
        || power.is_some_and(|power| power.is_empty() || !all_digits(power))
    {
        return None;
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let (fraction, exponent) = (fraction.unwrap_or_default(), exponent.unwrap_or("0"));
    number::float(&format!("{sign}{whole}.{fraction}0e{exponent}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_mean_the_same_as_to_kubectl() {
        let text = |text: &'static str| Text(text.into());
        let cases = [
            ("", Null),
            ("Null", Null),
            ("no", Bool(false)),
            ("y", Bool(true)),
            ("ON", Bool(true)),
            ("nO", text("nO")),
            ("1", Int(1)),
            ("-1", Int(-1)),
            ("+1", Int(1)),
            ("0", Int(0)),
            ("-0", Int(0)),
            ("0644", Int(420)),
            ("0o644", Int(420)),
            ("0x1F", Int(31)),
            ("-0b11", Int(-3)),
            ("0b-11", Int(-3)),
            ("1_000", Int(1000)),
            ("08", Float(8.0)),
            ("0x", text("0x")),
            ("18446744073709551615", Uint(u64::MAX)),
            ("+18446744073709551615", Float(18_446_744_073_709_551_615.0)),
            ("-9223372036854775808", Int(i64::MIN)),
            ("1e3", Float(1000.0)),
            ("1.5", Float(1.5)),
            (".5", Float(0.5)),
            (".5_0", Float(0.5)),
            ("._5", text("._5")),
            ("1.", Float(1.0)),
            ("1e999", text("1e999")),
            ("1e-999", Float(0.0)),
            ("1.2.3", text("1.2.3")),
            ("--1", text("--1")),
            ("-", text("-")),
            (".", text(".")),
            ("1e", text("1e")),
            ("12:30", text("12:30")),
            ("2026-11-25", text("2026-11-25")),
            ("text", text("text")),
            ("+.INF", Float(f64::INFINITY)),
        ];
        for (input, expected) in cases {
            assert_eq!(plain(input.into()), expected, "{input:?}");
        }
    }

    #[test]
    fn a_tag_sets_the_type() {
        let text = |text: &'static str| Ok(Text(text.into()));
        let cases = [
            ("!!str", "no", text("no")),
            ("!!bool", "no", Ok(Bool(false))),
            ("!!bool", "maybe", Err("expected a boolean after its tag, found \"maybe\"".into())),
            ("!!int", "3", Ok(Int(3))),
            ("!!int", "3.0", Err("expected an integer after its tag, found \"3.0\"".into())),
            ("!!float", "3", Ok(Float(3.0))),
            ("!!float", "x", Err("expected a number after its tag, found \"x\"".into())),
            ("!!null", "~", Ok(Null)),
            ("!!null", "x", Err("expected null after its tag, found \"x\"".into())),
            ("!!timestamp", "2026-2-28", text("2026-2-28")),
            ("!!timestamp", "2026-02-28T01:02:03.4Z", text("2026-02-28T01:02:03.4Z")),
            ("!!timestamp", "2026-02-28 1:2:3", text("2026-02-28 1:2:3")),
            (
                "!!timestamp",
                "2026-02-29",
                Err("expected a date or time after its tag, found \"2026-02-29\"".into()),
            ),
            ("!!binary", "bm8=", text("no")),
            ("!!binary", "/w==", text("\u{fffd}")),
            ("!!binary", "bm8", Err("expected base64 after its tag, found \"bm8\"".into())),
            ("!own", "no", text("no")),
            ("!", "no", text("no")),
        ];
        for (tag, input, expected) in cases {
            let full = tag.replace("!!", CORE);
            assert_eq!(scalar(Some(&full), false, input.into()), expected, "{tag} {input}");
        }
    }
}
