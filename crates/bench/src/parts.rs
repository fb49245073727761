//! Measures where the time of a request goes: creating the instance, its first call, the same call
//! once everything is warm, and dropping the instance. Also counts the pages of memory that are
//! touched for the first time.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::guest::Guest;
use crate::request::Request;
use crate::{median, shortened};

const ROUNDS: usize = 5_000;

#[derive(Clone, Default)]
struct Parts {
    instance: Vec<Duration>,
    first_call: Vec<Duration>,
    second_call: Vec<Duration>,
    end: Vec<Duration>,
    faults: u64,
}

/// Prints the table for the recorded request; the guests take turns.
pub fn print(guests: &[Guest]) -> Result<()> {
    let request = Request::recorded()?;
    let mut measured = vec![Parts::default(); guests.len()];
    for _ in 0..ROUNDS {
        for (guest, parts) in guests.iter().zip(&mut measured) {
            let faults = page_faults();
            let instance = timed(&mut parts.instance, || guest.instance(&request))?;
            timed(&mut parts.first_call, || instance.call("validate", &request.payload))?;
            parts.faults += page_faults() - faults;
            timed(&mut parts.second_call, || instance.call("validate", &request.payload))?;
            timed(&mut parts.end, || drop(instance));
        }
    }
    let rows = guests.iter().zip(measured).map(|(guest, parts)| {
        let times = [parts.instance, parts.first_call, parts.second_call, parts.end];
        let mut row = vec![shortened(&guest.path)];
        row.extend(times.map(|times| format!("{:.1} µs", median(times))));
        row.push(format!("{:.1}", parts.faults as f64 / ROUNDS as f64));
        row
    });
    crate::print(&["module", "instance", "1st call", "2nd call", "end", "page faults"], rows);
    println!();
    Ok(())
}

fn timed<T>(times: &mut Vec<Duration>, step: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let outcome = step();
    times.push(start.elapsed());
    outcome
}

/// The minor page faults of this process, as counted by Linux; 0 on other systems.
fn page_faults() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in parentheses may contain spaces; the count is the eighth field after it.
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    after_name.split(' ').nth(7).and_then(|count| count.parse().ok()).unwrap_or_default()
}
