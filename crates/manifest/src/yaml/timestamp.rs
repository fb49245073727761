//! Dates and times, as go-yaml recognizes them (`parseTimestamp` in `resolve.go`).

/// Whether a text is in one of go-yaml's formats.
pub fn is_timestamp(text: &str) -> bool {
    let Some((year, rest)) = text.split_once('-') else {
        return false;
    };
    let Some((month, rest)) = rest.split_once('-') else {
        return false;
    };
    let day_end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (day, time) = rest.split_at(day_end);
    let short = |text: &str, limit: u32| match text.len() {
        1 | 2 if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse().is_ok_and(|number: u32| number <= limit)
        }
        _ => false,
    };
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) || !short(month, 12) {
        return false;
    }
    let (year, month) = (year.parse().unwrap_or(0_u32), month.parse().unwrap_or(0_u32));
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        0 => return false,
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if !short(day, days) || day.parse() == Ok(0_u32) {
        return false;
    }
    if time.is_empty() {
        return true;
    }
    let (time, zone) = match time.split_at_checked(1) {
        Some(("T" | "t", time)) => match time.find(['Z', '+', '-']) {
            Some(at) => time.split_at(at),
            None => return false,
        },
        // Go passes over more spaces where its format has one.
        Some((" ", time)) => (time.trim_start_matches(' '), ""),
        _ => return false,
    };
    let (time, fraction) = match time.split_once(['.', ',']) {
        Some((time, fraction)) => (time, Some(fraction)),
        None => (time, None),
    };
    let parts: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = parts[..] else {
        return false;
    };
    let zone_parts = zone.strip_prefix(['+', '-']).and_then(|zone| zone.split_once(':'));
    let zone_fits = match zone_parts {
        Some((hours, minutes)) => {
            hours.len() == 2 && minutes.len() == 2 && short(hours, 24) && short(minutes, 60)
        }
        None => matches!(zone, "" | "Z"),
    };
    short(hour, 23)
        && short(minute, 59)
        && short(second, 59)
        && fraction.is_none_or(|digits| {
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
        && zone_fits
}
