//! Measures `token-check` on the dump of a cluster with 20,000 objects, relative to the policy's
//! share of the time; the rest is reading and printing. Then measures how time and memory grow with more
//! objects, with dumps of up to 300 MB, and with the audit logs that the arguments name.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use analysis::context::{Absent, Context};
use analysis::indexed_cluster::IndexedCluster;
use analysis::input;
use analysis::judge::Judge;
use analysis::kinds::Kinds;
use anyhow::{Context as _, Error, Result, ensure};
use clap::Parser as _;
use comfy_table::{Table, presets};
use serde_json::json;
use token_check::cli::Cli;
use token_check::job::exit;
use token_check::{POLICY_WASM, run};
use wasmi_host::{Host, PolicyModule};

mod lists;
mod logs;
mod measure;
mod objects;
mod scale;

const OBJECTS: usize = 20_000;

fn main() -> Result<()> {
    let dump = objects::dump(OBJECTS);
    let mut file = tempfile::Builder::new().suffix(".json").tempfile()?;
    file.write_all(dump.as_bytes())?;
    let path = file.path().display().to_string();
    println!("{OBJECTS} objects, {} MB\n", dump.len() / 1_000_000);

    let mut times = Vec::new();
    for arguments in [&["cluster"][..], &["adopt"], &["--output", "json"]] {
        let all = ["token-check"].iter().chain(arguments).copied().chain([path.as_str()]);
        let cli = Cli::try_parse_from(all)?;
        let (time, status) = timed(|| run::run(&cli, &mut std::io::sink(), &mut std::io::sink()));
        ensure!(status? != exit::UNREADABLE, "{arguments:?}: something was not read");
        times.push((format!("token-check {}", arguments.join(" ")), time, most_memory()?));
    }
    let (reading, objects) = timed(|| read(&dump));
    ensure!(objects.len() == OBJECTS, "{} objects were read", objects.len());
    let (policy, judged) = timed(|| judge(&objects));
    ensure!(judged? == OBJECTS, "not all were judged");
    times.push(("reading, all kept".into(), reading, most_memory()?));
    times.push(("the policy, once for each".into(), policy, most_memory()?));

    let mut table = Table::new();
    let header = ["what", "ratio to the policy", "objects a second", "memory so far, MB"];
    table.load_style(presets::NOTHING).set_header(header);
    for (what, time, memory) in times {
        let ratio = time.as_secs_f64() / policy.as_secs_f64();
        let speed = OBJECTS as f64 / time.as_secs_f64();
        let memory = memory / 1_000;
        table.add_row([what, format!("{ratio:.2}"), format!("{speed:.0}"), memory.to_string()]);
    }
    println!("{table}\n\nThe memory includes the dump, which this process made.\n");
    drop((dump, objects));
    scale::print()?;
    lists::print()?;
    let logs: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if logs.is_empty() { Ok(()) } else { logs::print(&logs) }
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = work();
    (start.elapsed(), done)
}

fn read(dump: &str) -> Vec<input::Object> {
    let mut objects = Vec::new();
    let kinds = &Kinds::default();
    input::objects(&Arc::from("dump.json"), manifest::documents(dump), kinds, &mut |object| {
        objects.extend(object)
    });
    objects
}

fn judge(objects: &[input::Object]) -> Result<usize> {
    let policy = Host::new(&PolicyModule::new(POLICY_WASM).map_err(Error::msg)?);
    let cluster = IndexedCluster::new(Arc::new(Context::new(Absent::SaysNothing)));
    let (settings, namespace) = (&json!({}), "default");
    let kinds = &Kinds::default();
    let judge = Judge { policy: &policy, cluster, settings, kinds, namespace };
    let judged = objects.iter().map(|object| judge.judge(object).map_err(Error::msg));
    Ok(judged.collect::<Result<Vec<_>>>()?.len())
}

/// The peak memory of this process in kilobytes; 0 if it is unknown.
fn most_memory() -> Result<usize> {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return Ok(0) };
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()).context("no VmHWM")?;
    Ok(number.parse()?)
}
