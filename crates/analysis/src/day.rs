//! The day on which something is judged, which decides about exemptions that end.

use service_account_token_policy::text::Day;

/// The last second of a day such as `2027-03-31` in UTC, since 1970-01-01T00:00:00Z; `None` if it is no
/// day.
pub fn last_second(day: &str) -> Option<i64> {
    Some(Day::parse(day)?.plus(1).first_second() - 1)
}

/// The day of a second since 1970-01-01T00:00:00Z, in UTC.
pub fn of_second(second: i64) -> String {
    Day::of_second(second).to_string()
}

/// How many days later the second day is.
#[cfg(feature = "exemptions")]
pub(crate) fn between(first: Day, second: Day) -> i64 {
    const SECONDS: i64 = 24 * 60 * 60;
    (second.first_second() - first.first_second()) / SECONDS
}
