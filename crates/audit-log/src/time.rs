//! Points in time, as logs write them.

use std::fmt;
use std::num::NonZeroU8;

use crate::bounded::Sum;

/// A point in time. Shown as RFC 3339 in UTC, with as many digits of a second as the log has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    nanos: i64,
    /// One more than the number of digits.
    digits: NonZeroU8,
}

impl Stamp {
    /// Reads a time stamp such as `2026-11-28T20:44:16.246594Z`: any number of digits of a second
    /// (of which nine count), `Z`, an offset, or no zone at all, which is UTC. With a space for
    /// the `T`, as CloudWatch writes it, too. None if it is no such text.
    #[must_use]
    pub fn new(text: &str) -> Option<Stamp> {
        let bytes = text.as_bytes();
        let field = |from: usize, to: usize| number(bytes.get(from..to)?);
        let sign = |at: usize, any: &[u8]| bytes.get(at).is_some_and(|byte| any.contains(byte));
        if !(sign(4, b"-") && sign(7, b"-") && sign(10, b"Tt ") && sign(13, b":") && sign(16, b":"))
        {
            return None;
        }
        let (year, month, day) = (field(0, 4)?, field(5, 7)?, field(8, 10)?);
        let (hour, minute, second) = (field(11, 13)?, field(14, 16)?, field(17, 19)?);
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 24 || minute > 59 {
            return None;
        }
        let mut rest = bytes.get(19..)?;
        let (mut nanos, mut digits) = (0, NonZeroU8::MIN);
        if let Some((b'.', after)) = rest.split_first() {
            let length = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let mut scale = 100_000_000;
            for byte in after.iter().take(length.min(9)) {
                nanos += i64::from(byte - b'0') * scale;
                scale /= 10;
                digits = digits.saturating_add(1);
            }
            rest = after.get(length..)?;
        }
        let zone = match rest {
            b"" | b"Z" | b"z" => 0,
            [sign @ (b'+' | b'-'), hours @ .., b':', m1, m2] if hours.len() == 2 => {
                let offset = number(hours)? * 3600 + number(&[*m1, *m2])? * 60;
                if *sign == b'+' { offset } else { -offset }
            }
            _ => return None,
        };
        let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - zone;
        let nanos = seconds.checked_mul(1_000_000_000)?.checked_add(nanos)?;
        Some(Stamp { nanos, digits })
    }

    /// The begin of a minute since 1970, as [`Activity`](crate::Activity) counts them.
    #[must_use]
    pub fn of_minute(minute: u32) -> Stamp {
        Stamp { nanos: i64::from(minute) * 60_000_000_000, digits: NonZeroU8::MIN }
    }

    /// Nanoseconds since 1970.
    #[must_use]
    pub fn nanos(self) -> i64 {
        self.nanos
    }

    /// The minute since 1970.
    pub(crate) fn minute(self) -> u32 {
        // Less than a quarter of what fits, to the year 2262.
        u32::try_from(self.nanos / 60_000_000_000).unwrap_or(0)
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let seconds = self.nanos.div_euclid(1_000_000_000);
        let (year, month, day) = date(seconds.div_euclid(86_400));
        let second = seconds.rem_euclid(86_400);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        let nanos = format!("{:09}", self.nanos.rem_euclid(1_000_000_000));
        match nanos.get(..usize::from(self.digits.get()) - 1) {
            None | Some("") => {}
            Some(digits) => write!(out, ".{digits}")?,
        }
        out.write_str("Z")
    }
}

/// From when to when something was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The earliest time.
    pub first: Option<Stamp>,
    /// The latest time.
    pub last: Option<Stamp>,
}

impl Span {
    /// Widens the span to a time.
    pub(crate) fn note(&mut self, stamp: Option<Stamp>) {
        let Some(stamp) = stamp else { return };
        self.first = Some(self.first.map_or(stamp, |first| first.min(stamp)));
        self.last = Some(self.last.map_or(stamp, |last| last.max(stamp)));
    }
}

impl Sum for Span {
    fn add(&mut self, other: Span) {
        self.note(other.first);
        self.note(other.last);
    }
}

fn number(bytes: &[u8]) -> Option<i64> {
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

/// Year, month and day of a day since 1970 (Howard Hinnant, "civil_from_days").
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
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
            assert_eq!(Stamp::new(text).map(Stamp::nanos), expected, "{text}");
        }
    }

    #[test]
    fn shown_as_written() {
        for text in [
            "1970-01-01T00:00:00Z",
            "2026-11-28T20:44:16.246594Z",
            "2024-02-29T23:59:59.1Z",
            "2024-03-01T00:00:00.000Z",
            "2099-12-31T23:59:59.999999999Z",
            "1969-12-31T23:59:59.5Z",
        ] {
            assert_eq!(Stamp::new(text).map(|stamp| stamp.to_string()).as_deref(), Some(text));
        }
        let zone = Stamp::new("2026-11-28T21:44:16.5+01:00").map(|stamp| stamp.to_string());
        assert_eq!(zone.as_deref(), Some("2026-11-28T20:44:16.5Z"));
    }
}
