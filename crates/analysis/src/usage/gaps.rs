//! Stretches of a log without any event.

use std::fmt;

use audit_log::{Activity, Stamp};
use serde::Serialize;

/// A stretch without any event, long against the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// Its begin, or somewhat after that.
    pub from: String,
    /// Its end, or somewhat before that.
    pub to: String,
    /// How long it is.
    pub minutes: u32,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "from {} to {}", self.from, self.to)
    }
}

/// A shorter stretch is no gap, in minutes.
const SHORTEST: u32 = 10;
/// How often as long as the usual distance between two bars a gap is.
const LONG: u32 = 4;
/// How many events are missing in a shorter gap, if they go on as usual.
const MISSING: u64 = 20;
/// With fewer distances, none of them is usual.
const FEW: usize = 3;

/// The gaps in what happened, in order. Where events are rare, only a stretch that is much longer
/// than the usual one is a gap.
pub fn gaps(activity: &Activity) -> Vec<Gap> {
    let width = activity.minutes();
    let bars: Vec<(u32, u32)> = activity.bars().collect();
    let pairs = || bars.iter().zip(bars.iter().skip(1)).map(|((one, _), (next, _))| (*one, *next));
    let mut distances: Vec<u32> = pairs().map(|(one, next)| next - one).collect();
    if distances.len() < FEW {
        // Many events in one bar are at most a bar from one another.
        let busy = bars.iter().filter(|(_, events)| u64::from(*events) >= MISSING);
        distances.extend(busy.map(|_| width));
    }
    let usual = median(distances).unwrap_or(width);
    let events = u64::from(median(bars.iter().map(|(_, events)| *events).collect()).unwrap_or(0));
    let gap = |(one, next): (u32, u32)| {
        let from = one.saturating_add(width);
        let minutes = next.checked_sub(from)?;
        let missing = u64::from(minutes / width) * events;
        let is_long = next - one > usual.saturating_mul(LONG);
        let is_gap = minutes >= SHORTEST && (is_long || usual == width && missing >= MISSING);
        is_gap.then(|| Gap { from: shown(from), to: shown(next), minutes })
    };
    pairs().filter_map(gap).collect()
}

fn median(mut numbers: Vec<u32>) -> Option<u32> {
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied()
}

/// A minute since 1970.
fn shown(minute: u32) -> String {
    Stamp::of_minute(minute).to_string()
}
