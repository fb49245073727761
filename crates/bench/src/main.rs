//! Measures what the policy costs a policy server, relative to a guest that does nothing. Absolute
//! times from different machines or hours cannot be compared; ratios can.
//!
//! The subjects of a comparison take turns in one run, and each figure is a median.

mod floor;
mod guest;
mod history;
mod parts;
mod request;
mod size;

use std::time::{Duration, Instant};

use anyhow::{Error, Result, bail, ensure};
use comfy_table::{CellAlignment, Table, presets};

use wasmtime_host::PolicyServerEngine;

use guest::Guest;
use history::Release;
use request::Request;

const COMPILATIONS: usize = 15;
const CALLS: usize = 10_000;
const LARGE_CALLS: usize = 200;

fn main() -> Result<()> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [policy, noop, named, others @ ..] = paths.as_slice() else {
        bail!("usage: policy-bench policy.wasm noop_guest.wasm named.wasm [more.wasm...]");
    };
    let engine = PolicyServerEngine::new().map_err(Error::msg)?;
    let paths = [noop, policy].into_iter().chain(others);
    let guests = paths.map(|path| Guest::load(&engine, path)).collect::<Result<Vec<_>>>()?;
    compare_guests(&guests)?;
    parts::print(&guests)?;
    floor::print(&engine, &guests[0], &guests[1])?;
    compare_requests(&guests[1])?;
    size::print(named)
}

/// The first table: every guest compared with the first one, which does nothing.
fn compare_guests(guests: &[Guest]) -> Result<()> {
    let request = Request::recorded()?;
    ensure!(guests[0].accepts(&request)?, "{} does not accept everything", guests[0].path);
    guests[1].ensure_rejects(&request)?;
    for other in &guests[2..] {
        other.accepts(&request)?;
    }

    let compile = alternate(COMPILATIONS, 0, guests, |guest| guest.compile().map(drop))?;
    let serve = alternate(CALLS, 0, guests, |guest| guest.serve(&request).map(drop))?;
    let instances =
        guests.iter().map(|guest| guest.instance(&request)).collect::<Result<Vec<_>>>()?;
    let call = alternate(CALLS, 0, &instances, |instance| {
        instance.call("validate", &request.payload)?;
        Ok(())
    })?;

    let sizes: Vec<f64> = guests.iter().map(|guest| guest.wasm.len() as f64).collect();
    let rows = guests.iter().enumerate().map(|(index, guest)| {
        let mut row = vec![shortened(&guest.path), guest.wasm.len().to_string()];
        row.extend([&sizes, &compile, &serve, &call].map(|column| ratio(column, index)));
        row
    });
    print(&["module", "bytes", "size", "compile", "rehydrate+call", "call"], rows);
    if let Ok(name) = std::env::var("RELEASE") {
        let over = |column: &[f64]| column[1] / column[0];
        let measured = [sizes[1] / 1000.0, over(&compile), over(&serve)];
        history::record(Release { name, measured })?;
    }
    println!("\nno-op: {:.0} µs of rehydrate+call, {:.1} µs of call\n", serve[0], call[0]);
    Ok(())
}

/// The second table: the policy with larger requests, compared with the recorded one.
fn compare_requests(policy: &Guest) -> Result<()> {
    let requests = [
        Request::recorded()?,
        Request::with_containers(10)?,
        Request::with_containers(50)?,
        Request::with_containers(200)?,
        Request::with_managed_fields(100_000)?,
        Request::with_managed_fields(1_500_000)?,
        Request::mutated()?,
        Request::with_bindings(100)?,
        Request::with_bindings(1_000)?,
        Request::with_bindings(10_000)?,
    ];
    for request in &requests {
        policy.ensure_rejects(request)?;
    }
    // A large request empties the caches for whatever follows it, so nothing timed follows one.
    let serve = alternate(LARGE_CALLS, 2, &requests, |request| policy.serve(request).map(drop))?;

    // The list is read twice: cluster role bindings, then role bindings.
    let size = |request: &Request| (request.payload.len() + 2 * request.bindings.len()) as f64;
    let sizes: Vec<f64> = requests.iter().map(size).collect();
    let rows = requests.iter().enumerate().map(|(index, request)| {
        let slope = (serve[index] / serve[0] - 1.0) / (sizes[index] / sizes[0] - 1.0);
        let slope = if index == 0 { String::new() } else { format!("{slope:.3}") };
        let (bytes, size) = (sizes[index].to_string(), ratio(&sizes, index));
        vec![request.name.clone(), bytes, size, ratio(&serve, index), slope]
    });
    print(&["request to the policy", "bytes", "size", "rehydrate+call", "slope"], rows);
    println!("\nslope: added time per added size; the same in all rows of a kind if linear");
    Ok(())
}

/// Runs `step` on each subject in turn, many times; each timed run follows `untimed` runs of the
/// same subject. Returns the median time of each subject in microseconds.
fn alternate<S>(
    rounds: usize,
    untimed: usize,
    subjects: &[S],
    step: impl Fn(&S) -> Result<()>,
) -> Result<Vec<f64>> {
    let warm_up = rounds / 10 + 1;
    let mut times = vec![Vec::with_capacity(rounds); subjects.len()];
    for round in 0..warm_up + rounds {
        for (subject, times) in subjects.iter().zip(&mut times) {
            (0..untimed).try_for_each(|_| step(subject))?;
            let start = Instant::now();
            step(subject)?;
            let time = start.elapsed();
            if round >= warm_up {
                times.push(time);
            }
        }
    }
    Ok(times.into_iter().map(median).collect())
}

/// The median of these times in microseconds.
pub(crate) fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e6
}

/// A row's figure relative to the first row's.
fn ratio(column: &[f64], row: usize) -> String {
    format!("{:.2} ×", column[row] / column[0])
}

/// The end of a path, short enough for a row to fit into 80 columns.
pub(crate) fn shortened(path: &str) -> String {
    let chars: Vec<char> = path.chars().collect();
    match chars.len().checked_sub(24) {
        Some(surplus @ 1..) => std::iter::once(&'…').chain(&chars[surplus + 1..]).collect(),
        _ => path.into(),
    }
}

/// Prints a table with right-aligned figures.
pub(crate) fn print(header: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header.to_vec()).add_rows(rows);
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if index > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    println!("{}", table.trim_fmt());
}
