//! A day of the calendar, in UTC.

use core::fmt;

use super::push_digits;
use crate::prelude::*;

/// Seconds in a day.
const SECONDS: i64 = 24 * 60 * 60;

/// A day, by the number of days since 1970-01-01. It is written as `2027-03-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i64);

impl Day {
    /// Reads a day, such as `2027-03-31`; `None` if there is no such day, or it is written in another
    /// way.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let digits = |from: usize, to: usize| {
            bytes.get(from..to)?.iter().try_fold(0, |number, byte| {
                byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
            })
        };
        let is_dash = |at: usize| bytes.get(at) == Some(&b'-');
        let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
        let is_date = bytes.len() == 10 && is_dash(4) && is_dash(7);
        let parsed = Self::of_date(year, month, day);
        // Only days that exist are read and written in the same way.
        (is_date && year > 0 && parsed.date() == (year, month, day)).then_some(parsed)
    }

    /// The day on which this second since 1970-01-01T00:00:00Z is.
    pub fn of_second(second: i64) -> Self {
        Self(second.div_euclid(SECONDS))
    }

    /// Its first second since 1970-01-01T00:00:00Z.
    pub fn first_second(self) -> i64 {
        self.0.saturating_mul(SECONDS)
    }

    /// The day that many days later.
    pub fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The day as it is written.
    pub fn text(self) -> String {
        let (year, month, day) = self.date();
        let mut text = String::new();
        push_digits(&mut text, year.unsigned_abs(), 1000);
        for part in [month, day] {
            text.push('-');
            push_digits(&mut text, part.unsigned_abs(), 10);
        }
        text
    }

    // Both follow <https://howardhinnant.github.io/date_algorithms.html>: years begin in March, so that
    // the day that some have more comes last.
    fn of_date(year: i64, month: i64, day: i64) -> Self {
        let year = if month > 2 { year } else { year - 1 };
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    fn date(self) -> (i64, i64, i64) {
        let days = self.0 + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_read() {
        for (text, second) in [
            ("1970-01-01", Some(0)),
            ("1969-12-31", Some(-86_400)),
            ("2000-02-29", Some(951_782_400)),
            ("2024-02-29", Some(1_709_164_800)),
            ("2027-03-31", Some(1_806_451_200)),
            ("9999-12-31", Some(253_402_214_400)),
            ("0001-01-01", Some(-62_135_596_800)),
            ("0000-01-01", None),
            ("2023-02-29", None),
            ("1900-02-29", None),
            ("2027-04-31", None),
            ("2027-13-01", None),
            ("2027-00-01", None),
            ("2027-01-00", None),
            ("2027-1-1", None),
            ("2027/01/01", None),
            ("27-01-01", None),
            ("2027-01-01T00:00:00Z", None),
            ("+027-01-01", None),
            ("２027-01-01", None),
            ("", None),
        ] {
            let day = Day::parse(text);
            assert_eq!(day.map(Day::first_second), second, "{text}");
            if let Some(day) = day {
                assert_eq!(day.to_string(), text);
            }
        }
    }

    #[test]
    fn a_day_ends_at_midnight_utc() {
        for (second, day) in [
            (1_806_451_199, "2027-03-30"),
            (1_806_451_200, "2027-03-31"),
            (1_806_537_599, "2027-03-31"),
            (1_806_537_600, "2027-04-01"),
            (-1, "1969-12-31"),
        ] {
            assert_eq!(Day::of_second(second).to_string(), day, "{second}");
        }
        let day = Day::of_second(0);
        assert_eq!(day.plus(59).to_string(), "1970-03-01");
        // Every day of four centuries is read as it is written.
        for number in 0..146_097 {
            let day = day.plus(number);
            assert_eq!(Day::parse(&day.to_string()), Some(day));
        }
    }
}
