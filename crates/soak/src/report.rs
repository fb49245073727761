//! The table at the end, and whether the run passed.

use std::fmt;

use comfy_table::{CellAlignment, Table, presets};

use crate::memory::{self, MOST_GROWTH, MOST_IN_GUEST, Sample};
use crate::question::Kind;
use crate::reused::Reused;
use crate::run::Served;
use crate::tally::Counts;

/// What came of a whole run.
pub struct Report {
    /// The questions that each got a new instance.
    pub served: Served,
    /// Those that reused one, or why there were none.
    pub reused: Result<Reused, String>,
}

impl Report {
    /// Whether there was no failure: no error, no different answer, no growth.
    pub fn passed(&self) -> bool {
        self.failures().is_empty()
    }

    /// What went wrong: the first failures, and growth.
    pub fn failures(&self) -> Vec<String> {
        let mut failures = self.served.tally.failures.clone();
        match &self.reused {
            Ok(reused) => failures.extend(reused.tally.failures.iter().cloned()),
            Err(why) => failures.push(why.clone()),
        }
        if let Some(growth) = memory::growth(&self.served.samples).filter(|by| *by > MOST_GROWTH) {
            failures.push(format!(
                "the process grew by {} MiB after the first tenth of the requests",
                growth >> 20
            ));
        }
        failures
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new();
        let header = ["requests", "number", "accepted", "late", "errors", "different answers"];
        table.load_style(presets::NOTHING).set_header(header);
        let Self { served, reused } = self;
        for kind in Kind::ALL {
            table.add_row(row(kind.title(), served.tally.of(kind)));
        }
        table.add_row(row("all, each in a new instance", served.tally.all()));
        table.add_row(row("the first ones again, at the end", served.again));
        if let Ok(reused) = reused {
            table.add_row(row("in a reused instance", reused.tally.all()));
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        writeln!(f, "{table}\n")?;
        let speed = served.tally.all().asked as f64 / served.time.as_secs_f64();
        writeln!(f, "requests a second, each asked of the core, too: {speed:.0}")?;
        let at = |percent: u64| {
            let sample = served.samples.iter().find(|sample| sample.percent == percent);
            format!("{} at {percent} %", sample.map_or_else(|| "unknown".into(), megabytes))
        };
        let [tenth, half, end] = [10, 50, 100].map(at);
        let most = MOST_GROWTH >> 20;
        writeln!(f, "memory of the process, MiB: {tenth}, {half}, {end} (growth allowed: {most})")?;
        writeln!(f, "memory of a new instance, MiB: at most {}", MOST_IN_GUEST >> 20)?;
        if let Ok(reused) = reused {
            let (kilobytes, round) = (reused.memory >> 10, reused.round);
            write!(f, "memory of a reused instance, KiB: {kilobytes} after {round} calls, ")?;
            writeln!(f, "and no more to the end")?;
        }
        Ok(())
    }
}

/// A sample's memory, in MiB.
pub fn megabytes(sample: &Sample) -> String {
    sample.resident.map_or_else(|| "unknown".into(), |bytes| (bytes >> 20).to_string())
}

fn row(what: &str, counts: Counts) -> [String; 6] {
    let Counts { asked, accepted, late, errors, different } = counts;
    let [asked, accepted, late, errors, different] =
        [asked, accepted, late, errors, different].map(|count| count.to_string());
    [what.into(), asked, accepted, late, errors, different]
}
