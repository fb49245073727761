//! The host's clock. It is asked only where an exemption with an end decides.

use crate::text::Day;

/// The day before which a clock is taken to be wrong: this policy is younger.
const EARLIEST: i64 = 1_577_836_800; // 2020-01-01

/// A clock.
pub trait Clock {
    /// Seconds since 1970-01-01T00:00:00Z; `None` if the host does not say.
    fn unix_seconds(&self) -> Option<i64>;
}

/// The day in UTC by that clock; `None` if there is no time, or one that cannot be right.
pub fn today(clock: &dyn Clock) -> Option<Day> {
    clock.unix_seconds().filter(|second| *second >= EARLIEST).map(Day::of_second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    #[test]
    fn a_clock_that_cannot_be_right_is_none() {
        struct At(Option<i64>);
        impl Clock for At {
            fn unix_seconds(&self) -> Option<i64> {
                self.0
            }
        }
        for (second, day) in [
            (None, None),
            (Some(0), None),
            (Some(-1), None),
            (Some(1_577_836_799), None),
            (Some(1_577_836_800), Some("2020-01-01")),
            (Some(1_806_537_599), Some("2027-03-31")),
        ] {
            let today = today(&At(second)).map(|day| day.to_string());
            assert_eq!(today.as_deref(), day, "{second:?}");
        }
    }
}
