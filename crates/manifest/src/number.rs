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
        None => text.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::from),
    }
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
    let scientific = format!("{number:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse().unwrap_or(0_i32) {
        -4..=5 => number.to_string(),
        exponent => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
        }
    }
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
