//! How much memory this process uses.

/// How much more memory the process may use at the end than after the first tenth, in bytes. A leak of 18
/// bytes a request exceeds it in a million requests; what the allocator keeps for later varies by a few
/// megabytes.
pub const MOST_GROWTH: u64 = 16 << 20;

/// How much memory an instance may use in bytes: an eighth of what a policy server allows. The payloads have
/// less than a megabyte.
pub const MOST_IN_GUEST: usize = 32 << 20;

/// The resident memory of this process in bytes; `None` where `/proc` does not say so.
pub fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes << 10)
}

/// A moment of the run, and the resident memory at that moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// How much of the run was done.
    pub percent: u64,
    /// The resident memory in bytes, if it is known.
    pub resident: Option<u64>,
    /// How many requests had failed so far.
    pub failures: u64,
}

/// By how many bytes the memory grew between the first of these moments and the last.
pub fn growth(samples: &[Sample]) -> Option<u64> {
    let [first, .., last] = samples else { return None };
    Some(last.resident?.saturating_sub(first.resident?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_the_difference_between_the_first_and_the_last_sample() {
        let of = |resident: &[Option<u64>]| {
            let sample =
                |resident: &Option<u64>| Sample { percent: 0, resident: *resident, failures: 0 };
            growth(&resident.iter().map(sample).collect::<Vec<_>>())
        };
        assert_eq!(of(&[Some(7), Some(30), Some(9)]), Some(2));
        assert_eq!(of(&[Some(7), Some(5)]), Some(0));
        assert_eq!(of(&[Some(7), None]), None);
        assert_eq!(of(&[Some(7)]), None);
    }

    #[test]
    fn what_is_allocated_and_used_is_resident() {
        let Some(before) = resident() else { return };
        let block = vec![1_u8; 64 << 20];
        let after = resident().unwrap_or_default();
        assert!(after > before + (48 << 20), "{before} {after} {}", block.len());
    }
}
