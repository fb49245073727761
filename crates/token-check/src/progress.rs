//! How far the work is: shown on a terminal, not in a pipe, and only where it takes a while.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is quicker needs no progress.
const PATIENCE: Duration = Duration::from_millis(500);

/// A count of what was done.
pub struct Progress {
    bar: ProgressBar,
    start: Instant,
}

impl Progress {
    /// A bar, where the end is known.
    pub fn of(total: usize) -> Self {
        Self::styled(u64::try_from(total).ok(), "{bar:40} {pos} of {len} objects judged")
    }

    /// A count, where it is not.
    pub fn without_end() -> Self {
        Self::styled(None, "{spinner} {pos} objects judged")
    }

    fn styled(total: Option<u64>, template: &str) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(template);
        let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, start: Instant::now() }
    }

    /// One more is done.
    pub fn step(&self) {
        if self.bar.is_hidden() && self.start.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
        self.bar.inc(1);
    }

    /// All is done: nothing of it stays on the terminal.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
