//! A list that keeps only its first lines.

const SHOWN: usize = 20;

/// The first lines of a list, and the total number of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    first: Vec<String>,
    total: usize,
}

impl Listing {
    /// Adds a line.
    pub fn push(&mut self, line: impl FnOnce() -> String) {
        if self.first.len() < SHOWN {
            self.first.push(line());
        }
        self.total += 1;
    }

    /// The total number of lines.
    #[cfg(feature = "exemptions")]
    pub fn total(&self) -> usize {
        self.total
    }

    /// Whether it has no lines.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// The lines, plus one that says how many are left out.
    pub fn lines(&self) -> Vec<String> {
        let more = self.total - self.first.len();
        let rest = (more > 0).then(|| format!("and {more} more"));
        self.first.iter().cloned().chain(rest).collect()
    }
}
