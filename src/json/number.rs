//! Numbers as they are written in JSON. Floating-point numbers are neither needed nor read: their parser would be the
//! largest function of the module.

use crate::prelude::*;
use crate::text::cut;

/// The largest number of digits that an `i64` has.
const LONGEST: i32 = 19;

/// The greatest 64-bit floating-point number is this, times 10^292.
const GREATEST: &[u8] = b"17976931348623157";

/// A number's digits without leading zeros, and the power of ten that they are multiplied by.
fn decimal(number: &str) -> (Vec<u8>, i32) {
    let unsigned = number.trim_start_matches('-');
    let (digits, exponent) =
        cut(unsigned, b'e').or_else(|| cut(unsigned, b'E')).unwrap_or((unsigned, "0"));
    // An exponent with more digits is still out of range, on the same side.
    let limit = if exponent.starts_with('-') { i32::MIN / 2 } else { i32::MAX / 2 };
    let exponent: i32 = exponent.parse().unwrap_or(limit).clamp(i32::MIN / 2, i32::MAX / 2);
    let fraction = cut(digits, b'.').map_or(0, |(_, fraction)| fraction.len());
    let digits = digits.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0');
    (digits.collect(), exponent.saturating_sub(fraction as i32))
}

/// The value of a whole number. `1e3` and `1000.0` are whole numbers too.
///
/// # Errors
///
/// Says what the number is instead.
pub fn whole(number: &str) -> Result<i64, &'static str> {
    if let Ok(value) = number.parse() {
        return Ok(value);
    }
    let (mut digits, mut exponent) = decimal(number);
    while exponent < 0 && digits.last() == Some(&b'0') {
        digits.pop();
        exponent += 1;
    }
    if digits.is_empty() {
        return Ok(0);
    }
    if exponent < 0 {
        return Err("a fraction");
    }
    let mut value = 0_i64;
    let zeros = core::iter::repeat_n(b'0', exponent.min(LONGEST) as usize);
    for digit in digits.into_iter().chain(zeros) {
        let digit = i64::from(digit - b'0');
        let longer = value.checked_mul(10).and_then(|value| value.checked_sub(digit));
        value = longer.ok_or("a number that large")?;
    }
    let value = if number.starts_with('-') { Some(value) } else { value.checked_neg() };
    value.ok_or("a number that large")
}

/// Whether a 64-bit floating-point number can hold a number, as serde_json demands.
pub fn is_finite(number: &str) -> bool {
    let (digits, exponent) = decimal(number);
    let magnitude = i64::from(exponent) + digits.len() as i64;
    digits.is_empty()
        || magnitude < 309
        || magnitude == 309 && digits.iter().take(GREATEST.len()).le(GREATEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_may_be_written_in_any_way() {
        let cases = [
            ("0", Ok(0)),
            ("-0.0", Ok(0)),
            ("1000.0", Ok(1000)),
            ("1e3", Ok(1000)),
            ("1E+3", Ok(1000)),
            ("100e-1", Ok(10)),
            ("1200e-2", Ok(12)),
            ("0.10e1", Ok(1)),
            ("-2.50e2", Ok(-250)),
            ("9223372036854775807.0", Ok(i64::MAX)),
            ("-9223372036854775808.0", Ok(i64::MIN)),
            ("0e99999999999", Ok(0)),
            ("1.5", Err("a fraction")),
            ("15e-1", Err("a fraction")),
            ("105e-2", Err("a fraction")),
            ("1e-99999999999", Err("a fraction")),
            ("9223372036854775808.0", Err("a number that large")),
            ("-9223372036854775809.0", Err("a number that large")),
            ("1e99999999999", Err("a number that large")),
        ];
        for (number, expected) in cases {
            assert_eq!(whole(number), expected, "{number}");
        }
    }

    #[test]
    fn a_number_is_finite_if_the_standard_library_can_hold_it() {
        let numbers = [
            "0",
            "0e999",
            "1e308",
            "1e309",
            "1.8e308",
            "0.18e309",
            "18e307",
            "-1.8e308",
            "1e-400",
            "17976931348623157e292",
            "1.7976931348623157e308",
            "2e308",
            "99e307",
            "1e99999999999",
            "1e-99999999999",
        ];
        for number in numbers {
            let held: f64 = number.parse().unwrap();
            assert_eq!(is_finite(number), held.is_finite(), "{number}");
        }
    }
}
