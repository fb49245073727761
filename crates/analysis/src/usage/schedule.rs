//! When a CronJob runs.

use serde_json::Value;

/// The schedule of a CronJob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// As it is written.
    pub text: String,
    /// Its time zone. Without one, it is that of the controller, which is mostly UTC.
    zone: Option<String>,
    /// Whether it is suspended.
    pub is_suspended: bool,
}

impl Schedule {
    /// That of a CronJob.
    pub fn of(cron_job: &Value) -> Option<Self> {
        let spec = &cron_job["spec"];
        Some(Self {
            text: spec["schedule"].as_str()?.to_owned(),
            zone: spec["timeZone"].as_str().map(str::to_owned),
            is_suspended: spec["suspend"] == true,
        })
    }

    /// Whether it has a run between two times, in nanoseconds since 1970; `None` if it cannot be
    /// read.
    #[cfg(feature = "schedules")]
    pub fn runs_between(&self, from: i64, to: i64) -> Option<bool> {
        let (zone, text) = self.parts();
        if let Some(every) = text.strip_prefix("@every ") {
            // Counted from its last run, which nobody knows here.
            return Some(duration(every.trim())? <= i128::from(to) - i128::from(from));
        }
        let fields = match text {
            "@yearly" | "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" | "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            fields => fields,
        };
        if fields.split_ascii_whitespace().count() != 5 {
            return None;
        }
        // Kubernetes takes both signs for the same.
        let fields = fields.replace('?', "*");
        let crontab = cronexpr::parse_crontab(&format!("{fields} {zone}")).ok()?;
        let time = |nanos: i64| jiff::Timestamp::from_nanosecond(nanos.into()).ok();
        // It finds what comes after a time.
        let (before, to) = (time(from.checked_sub(1)?)?, time(to)?);
        let next = crontab.find_next(cronexpr::MakeTimestamp(before));
        Some(next.is_ok_and(|next| next.timestamp() <= to))
    }

    /// Without the crate that reads schedules: unknown.
    #[cfg(not(feature = "schedules"))]
    pub fn runs_between(&self, _: i64, _: i64) -> Option<bool> {
        None
    }

    /// The time zone, and the schedule without it: Kubernetes took a prefix until 1.29.
    #[cfg(feature = "schedules")]
    fn parts(&self) -> (&str, &str) {
        let text = self.text.trim();
        let prefixed = ["CRON_TZ=", "TZ="].into_iter().find_map(|name| text.strip_prefix(name));
        match prefixed.and_then(|rest| rest.split_once(' ')) {
            Some((zone, rest)) => (zone, rest.trim()),
            None => (self.zone.as_deref().unwrap_or("UTC"), text),
        }
    }
}

/// Nanoseconds of a text such as `1h30m`, as Go writes them.
#[cfg(feature = "schedules")]
fn duration(mut text: &str) -> Option<i128> {
    const UNITS: [(&str, f64); 7] = [
        ("ns", 1.0),
        ("us", 1e3),
        ("µs", 1e3),
        ("ms", 1e6),
        ("s", 1e9),
        ("m", 60e9),
        ("h", 3600e9),
    ];
    let mut sum = 0.0;
    if text.is_empty() {
        return None;
    }
    while !text.is_empty() {
        let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let (number, rest) = text.split_at(end);
        let (after, nanos) =
            UNITS.iter().find_map(|(unit, nanos)| Some((rest.strip_prefix(unit)?, nanos)))?;
        sum += number.parse::<f64>().ok()? * nanos;
        text = after;
    }
    // Out of range becomes the largest number.
    Some(sum as i128)
}
