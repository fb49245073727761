//! When something happened, in few numbers: for a small chart.

use crate::bounded::Sum;

/// How many bars a chart has at most.
const BARS: usize = 64;

/// Counts by time. Bars are as many minutes wide as it takes to have at most 64 of them (a power
/// of two), and begin at multiples of that. Empty ones are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// The width is `1 << shift` minutes.
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
            .filter(|(_, count)| *count > 0)
    }

    /// Counts in a minute since 1970.
    pub(crate) fn note(&mut self, minute: u32, count: i32) {
        let bar = minute >> self.shift;
        match self.bars.binary_search_by_key(&bar, |(bar, _)| *bar) {
            Ok(at) => {
                if let Some((_, sum)) = self.bars.get_mut(at) {
                    *sum = sum.saturating_add(count);
                }
            }
            Err(at) => {
                self.bars.insert(at, (bar, count));
                self.fit();
            }
        }
    }

    fn fit(&mut self) {
        while let (Some((first, _)), Some((last, _))) = (self.bars.first(), self.bars.last())
            && (last - first) as usize >= BARS
        {
            self.widen();
        }
    }

    fn widen(&mut self) {
        self.shift += 1;
        for (bar, _) in &mut self.bars {
            *bar >>= 1;
        }
        self.bars.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.saturating_add(next.1);
            }
            same
        });
    }
}

impl Sum for Activity {
    fn add(&mut self, mut other: Activity) {
        while self.shift < other.shift {
            self.widen();
        }
        while other.shift < self.shift {
            other.widen();
        }
        for (bar, count) in other.bars {
            match self.bars.binary_search_by_key(&bar, |(bar, _)| *bar) {
                Ok(at) => {
                    if let Some((_, sum)) = self.bars.get_mut(at) {
                        *sum = sum.saturating_add(count);
                    }
                }
                Err(at) => self.bars.insert(at, (bar, count)),
            }
        }
        self.fit();
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
