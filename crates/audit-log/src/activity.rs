//! When something happened, in few numbers: for a small chart.

use crate::bounded::Sum;

/// How many bars a chart has at most.
const BARS: u32 = 64;

/// Counts by time. Bars are as many minutes wide as it takes to have at most 64 of them (a power
/// of two), and begin at multiples of that. Empty ones are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// The first and the last minute since 1970 of which anything was said.
    range: Option<(u32, u32)>,
    /// The width is `1 << shift` minutes. It follows from the range.
    shift: u32,
    /// Number of the bar (its minute since 1970, shifted), and its count.
    bars: Vec<(u32, i32)>,
}

impl Activity {
    /// The width of a bar in minutes.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        1_u32.checked_shl(self.shift).unwrap_or(u32::MAX)
    }

    /// The bars that are not empty: the minute since 1970 in which each begins, and its count.
    pub fn bars(&self) -> impl Iterator<Item = (u32, u32)> {
        self.bars
            .iter()
            .filter_map(|(bar, count)| Some((bar << self.shift, u32::try_from(*count).ok()?)))
    }

    /// Makes the bars wide enough for a minute since 1970.
    pub(crate) fn cover(&mut self, minute: u32) {
        let (first, last) = self.range.unwrap_or((minute, minute));
        let (first, last) = (first.min(minute), last.max(minute));
        self.range = Some((first, last));
        while (last >> self.shift) - (first >> self.shift) >= BARS {
            self.widen();
        }
    }

    /// Counts in a minute since 1970.
    pub(crate) fn note(&mut self, minute: u32, count: i32) {
        self.cover(minute);
        self.count(minute >> self.shift, count);
    }

    fn count(&mut self, bar: u32, count: i32) {
        match self.bars.binary_search_by_key(&bar, |(bar, _)| *bar) {
            Ok(at) => {
                if let Some((_, sum)) = self.bars.get_mut(at) {
                    *sum = sum.saturating_add(count);
                    if *sum == 0 {
                        self.bars.remove(at);
                    }
                }
            }
            Err(at) => self.bars.insert(at, (bar, count)),
        }
    }

    fn widen(&mut self) {
        self.shift += 1;
        for (bar, count) in std::mem::take(&mut self.bars) {
            self.count(bar >> 1, count);
        }
    }
}

impl Sum for Activity {
    fn add(&mut self, mut other: Activity) {
        for minute in other.range.into_iter().flat_map(|(first, last)| [first, last]) {
            self.cover(minute);
        }
        while other.shift < self.shift {
            other.widen();
        }
        for (bar, count) in other.bars {
            self.count(bar, count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_widen() {
        let mut activity = Activity::default();
        for minute in [100, 101, 100, 163] {
            activity.note(minute, 1);
        }
        assert_eq!(activity.minutes(), 1);
        activity.note(164, 1);
        assert_eq!(activity.minutes(), 2);
        assert_eq!(activity.bars().collect::<Vec<_>>(), [(100, 3), (162, 1), (164, 1)]);
        let mut other = Activity::default();
        other.note(29_931_645, 5);
        other.add(activity.clone());
        activity.note(29_931_645, 5);
        assert_eq!(other, activity);
    }
}
