//! Numbers as kubectl holds them: integers within `i64` stay integers, all others are `f64`
//! (`UnmarshalCaseSensitivePreserveInts` of `sigs.k8s.io/json`).

use serde_json::Value;

/// A number of JSON; `None` if it is greater than any `f64`.
pub fn of_json(text: &str) -> Option<Value> {
    let integer = match text.contains(['.', 'e', 'E']) {
        true => None,
        false => text.parse::<i64>().ok(),
    };
    match integer {
        Some(number) => Some(number.into()),
        None => float(text).map(Value::from),
    }
}

/// A number in JSON's notation; `None` if it is greater than any `f64`.
pub fn float(text: &str) -> Option<f64> {
    // The exact conversion needs a table of 13 KB, compressed, which the page does not download: its
    // last digit may differ.
    #[cfg(target_arch = "wasm32")]
    let number: Option<f64> = serde_json::from_str(text).ok();
    #[cfg(not(target_arch = "wasm32"))]
    let number: Option<f64> = text.parse().ok();
    number.filter(|number| number.is_finite())
}

/// A number of YAML after it was written and read as JSON; `None` if JSON cannot hold it. Go writes
/// whole numbers below 10²¹ without an exponent, and with zeros for the digits that tell nothing.
pub fn of_float(number: f64) -> Option<Value> {
    if !number.is_finite() {
        return None;
    }
    if number.fract() == 0.0 && number.abs() < 1e21 {
        return of_json(&number.to_string());
    }
    Some(number.into())
}

/// A number as a key: Go's `strconv.FormatFloat(number, 'g', -1, 32)`, with YAML's names for what
/// is not finite.
pub fn key_of_float(number: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "kubectl rounds keys to 32 bits")]
    let number = number as f32;
    if number.is_nan() {
        return ".nan".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf".into() } else { "-.inf".into() };
    }
    // All its digits, without an exponent.
    let plain = number.abs().to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0');
    let zeros = digits.len() - significant.len();
    let exponent = whole.len().cast_signed() - zeros.cast_signed() - 1;
    if number == 0.0 || (-4..=5).contains(&exponent) {
        return number.to_string();
    }
    let sign = if number < 0.0 { "-" } else { "" };
    let (first, rest) = significant.split_at(1);
    let rest = rest.trim_end_matches('0');
    let dot = if rest.is_empty() { "" } else { "." };
    let direction = if exponent < 0 { '-' } else { '+' };
    format!("{sign}{first}{dot}{rest}e{direction}{:02}", exponent.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_those_of_kubectl() {
        let cases = [
            ("1", Some(json!(1))),
            ("-0", Some(json!(0))),
            ("1.0", Some(json!(1.0))),
            ("9223372036854775807", Some(json!(9_223_372_036_854_775_807_i64))),
            ("18446744073709551615", Some(json!(18_446_744_073_709_552_000.0))),
            ("1e3", Some(json!(1000.0))),
            ("1e999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(of_json(text), expected, "{text}");
        }
        let cases = [
            (1000.0, Some(json!(1000))),
            (-0.0, Some(json!(0))),
            (1.5, Some(json!(1.5))),
            (1e20, Some(json!(1e20))),
            (1e21, Some(json!(1e21))),
            (9_223_372_036_854_774_784.0, Some(json!(9_223_372_036_854_775_000_i64))),
            (-9_223_372_036_854_775_808.0, Some(json!(-9_223_372_036_854_775_808.0))),
            (f64::NAN, None),
        ];
        for (number, expected) in cases {
            assert_eq!(of_float(number), expected, "{number}");
        }
    }

    #[test]
    fn keys_are_written_as_go_does() {
        let cases = [
            (1.0, "1"),
            (1.1, "1.1"),
            (-2.5, "-2.5"),
            (100_000.0, "100000"),
            (0.0, "0"),
            (-0.0, "-0"),
            (999_999.0, "999999"),
            (-1e6, "-1e+06"),
            (1_234_567.0, "1.234567e+06"),
            (1e6, "1e+06"),
            (1.5e-5, "1.5e-05"),
            (0.0001, "0.0001"),
            (1e30, "1e+30"),
            (1e300, ".inf"),
            (f64::NEG_INFINITY, "-.inf"),
            (f64::NAN, ".nan"),
            (16_777_217.0, "1.6777216e+07"),
        ];
        for (number, expected) in cases {
            assert_eq!(key_of_float(number), expected, "{number}");
        }
    }
}
