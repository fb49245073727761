//! How far the work is: shown on a terminal, not in a pipe.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar, where the end is known.
pub fn bar(total: usize) -> ProgressBar {
    styled(u64::try_from(total).ok(), "{bar:40} {pos} of {len} objects judged")
}

/// A count of `what`, where it is not.
pub fn counter(what: &str) -> ProgressBar {
    styled(None, &format!("{{spinner}} {{pos}} {what}"))
}

fn styled(total: Option<u64>, template: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(10));
    let style = ProgressStyle::with_template(template);
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
