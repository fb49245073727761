//! Days and spans of time in arguments.

/// The last second of a day such as `2027-03-31`.
///
/// # Errors
///
/// It is no day.
pub fn last_second(text: &str) -> Result<i64, &'static str> {
    analysis::day::last_second(text).ok_or("expected a day such as 2027-03-31")
}

/// How many days `30d` or `4w` are.
///
/// # Errors
///
/// It is another text.
pub fn number(text: &str) -> Result<i64, &'static str> {
    let days = |number: &str, days: i64| {
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        // Ten thousand years are enough for everyone.
        let number =
            number.parse::<i64>().ok().filter(|number| is_number && *number < 1_000_000)?;
        Some(number * days)
    };
    let found = match (text.strip_suffix('d'), text.strip_suffix('w')) {
        (Some(number), _) => days(number, 1),
        (_, Some(number)) => days(number, 7),
        _ => None,
    };
    found.ok_or("expected a number of days or weeks, such as 30d or 4w")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_in_days_or_weeks() {
        for (text, days) in [
            ("30d", Some(30)),
            ("0d", Some(0)),
            ("4w", Some(28)),
            ("30", None),
            ("12h", None),
            ("-1d", None),
            ("+1d", None),
            ("d", None),
            ("", None),
            ("1.5w", None),
            ("1w2d", None),
            ("99999999999999999999d", None),
            ("1000000w", None),
        ] {
            assert_eq!(number(text).ok(), days, "{text}");
        }
    }
}
