//! Points in time, as logs write them.

use std::cmp::Ordering;

/// A point in time: RFC 3339 as it stands in the log. Ordered by time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    nanos: i64,
    text: String,
}

impl Stamp {
    /// Reads a time stamp such as `2026-11-28T20:44:16.246594Z`: any number of digits of a
    /// second, `Z`, an offset, or no zone at all, which is UTC. None if it is no such text.
    #[must_use]
    pub fn new(text: &str) -> Option<Stamp> {
        nanos(text).map(|nanos| Stamp { nanos, text: text.to_owned() })
    }

    /// The text, as the log has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Nanoseconds since 1970.
    #[must_use]
    pub fn nanos(&self) -> i64 {
        self.nanos
    }
}

impl Ord for Stamp {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos).then_with(|| self.text.cmp(&other.text))
    }
}

impl PartialOrd for Stamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// From when to when something was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The earliest time.
    pub first: Option<Stamp>,
    /// The latest time.
    pub last: Option<Stamp>,
}

impl Span {
    /// Widens the span to a time, given as nanoseconds and as the text of it.
    pub(crate) fn note(&mut self, nanos: i64, text: &str) {
        let late = |old: &Option<Stamp>, wanted: Ordering| {
            old.as_ref().is_none_or(|old| {
                nanos.cmp(&old.nanos).then_with(|| text.cmp(old.text.as_str())) == wanted
            })
        };
        if late(&self.first, Ordering::Less) {
            set(&mut self.first, nanos, text);
        }
        if late(&self.last, Ordering::Greater) {
            set(&mut self.last, nanos, text);
        }
    }

    /// Widens the span to cover another one.
    pub(crate) fn add(&mut self, other: Span) {
        for stamp in [other.first, other.last].into_iter().flatten() {
            self.note(stamp.nanos, &stamp.text);
        }
    }
}

/// The text's memory is used again: the last time changes with nearly every line.
fn set(stamp: &mut Option<Stamp>, nanos: i64, text: &str) {
    let stamp = stamp.get_or_insert_with(|| Stamp { nanos, text: String::new() });
    stamp.nanos = nanos;
    stamp.text.clear();
    stamp.text.push_str(text);
}

/// Nanoseconds since 1970, of an RFC 3339 time. With a space for the `T` and without a zone, as
/// CloudWatch writes it, it is UTC.
pub(crate) fn nanos(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let field = |from: usize, to: usize| digits(bytes.get(from..to)?);
    let sign = |at: usize, wanted: &[u8]| bytes.get(at).is_some_and(|byte| wanted.contains(byte));
    if !(sign(4, b"-") && sign(7, b"-") && sign(10, b"Tt ") && sign(13, b":") && sign(16, b":")) {
        return None;
    }
    let (year, month, day) = (field(0, 4)?, field(5, 7)?, field(8, 10)?);
    let (hour, minute, second) = (field(11, 13)?, field(14, 16)?, field(17, 19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 24 || minute > 59 {
        return None;
    }
    let mut rest = bytes.get(19..)?;
    let mut nanos = 0;
    if let Some((b'.', after)) = rest.split_first() {
        let length = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut scale = 100_000_000;
        for byte in after.get(..length)? {
            nanos += i64::from(byte - b'0') * scale;
            scale /= 10;
        }
        rest = after.get(length..)?;
    }
    let zone = match rest {
        b"" | b"Z" | b"z" => 0,
        [sign @ (b'+' | b'-'), hours @ .., b':', m1, m2] if hours.len() == 2 => {
            let offset = digits(hours)? * 3600 + digits(&[*m1, *m2])? * 60;
            if *sign == b'+' { offset } else { -offset }
        }
        _ => return None,
    };
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - zone;
    seconds.checked_mul(1_000_000_000)?.checked_add(nanos)
}

fn digits(bytes: &[u8]) -> Option<i64> {
    bytes.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
    })
}

/// Days from 1970-01-01 in the Gregorian calendar (Howard Hinnant, "days_from_civil").
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let all = [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2026-11-28T20:44:16.246594Z", Some(1_795_898_656_246_594_000)),
            ("2026-11-28 20:44:16.246", Some(1_795_898_656_246_000_000)),
            ("2026-11-28T21:44:16.246+01:00", Some(1_795_898_656_246_000_000)),
            ("2026-11-28T20:44:16.246594123999Z", Some(1_795_898_656_246_594_123)),
            ("2000-02-29T00:00:00-00:30", Some(951_784_200_000_000_000)),
            ("2026-11-28T20:44:16.Z", Some(1_795_898_656_000_000_000)),
            ("2026-13-28T20:44:16Z", None),
            ("9999-11-28T20:44:16Z", None),
            ("2026-11-28", None),
            ("", None),
            ("2026-11-28T20:44:16 CET", None),
        ];
        for (text, expected) in all {
            assert_eq!(nanos(text), expected, "{text}");
        }
    }
}
