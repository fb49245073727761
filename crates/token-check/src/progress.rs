//! Shows the progress of long work on a terminal, but not in a pipe.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shorter work shows no progress.
const PATIENCE: Duration = Duration::from_millis(500);

/// A progress bar or counter.
pub struct Progress {
    bar: ProgressBar,
    start: Instant,
}

impl Progress {
    /// A bar, for a known number of objects.
    pub fn of(total: usize) -> Self {
        Self::styled(u64::try_from(total).ok(), "{bar:40} {pos} of {len} objects judged")
    }

    /// A counter, for an unknown number of objects.
    pub fn without_end() -> Self {
        Self::styled(None, "{spinner} {pos} objects judged")
    }

    /// A counter of what is read before anything is judged.
    pub fn reading() -> Self {
        Self::styled(None, "{spinner} {pos} objects read")
    }

    /// A counter of megabytes of audit logs.
    pub fn reading_logs() -> Self {
        Self::styled(None, "{spinner} {pos} MB of audit logs read")
    }

    /// A bar, for a known number of charts and kustomizations.
    pub fn rendering(total: usize) -> Self {
        Self::styled(u64::try_from(total).ok(), "{bar:40} {pos} of {len} rendered")
    }

    fn styled(total: Option<u64>, template: &str) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(template);
        let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, start: Instant::now() }
    }

    /// Counts one more object.
    pub fn step(&self) {
        if self.bar.is_hidden() && self.start.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
        self.bar.inc(1);
    }

    /// Removes the progress from the terminal.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
