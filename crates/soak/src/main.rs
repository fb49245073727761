//! The entry point of `make soak`; see the library.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Error, Result};
use clap::Parser;
use clap::builder::RangedU64ValueParser;
use soak::memory::{MOST_IN_GUEST, Sample};
use soak::report::{Report, megabytes};
use soak::reused::reused;
use soak::run::{Plan, run};
use soak::source::Material;
use wasmtime_host::PolicyServerEngine;

/// Serves policy.wasm many varied requests, as a policy server does.
///
/// Nine in ten requests get an instance of their own, as in a policy server. The others reuse one, as in
/// kwctl. Exit status: 0 if no call failed, every answer was that of the core and memory did not grow; 1
/// otherwise; 2 if an argument is wrong.
#[derive(Debug, Parser)]
#[command(name = "soak", max_term_width = 100)]
struct Cli {
    /// The module
    #[arg(value_name = "policy.wasm")]
    policy: PathBuf,

    /// The number of requests, at least 100
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(100..))]
    requests: u64,

    /// The number of the first request, to repeat a part of a run
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(..1 << 40))]
    start: u64,

    /// The number of threads (default: one for each CPU core)
    #[arg(long, value_parser = RangedU64ValueParser::<usize>::new().range(1..=256))]
    threads: Option<usize>,

    /// Which random requests are made (default: others each time)
    #[arg(long)]
    seed: Option<u64>,
}

fn main() -> ExitCode {
    match soak(&Cli::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether the policy passes.
fn soak(cli: &Cli) -> Result<bool> {
    let wasm = std::fs::read(&cli.policy)
        .with_context(|| format!("cannot read {}", cli.policy.display()))?;
    let engine = PolicyServerEngine::new().map_err(Error::msg)?;
    let module = engine.compile(&wasm).map_err(Error::msg)?;
    let threads = match cli.threads {
        Some(threads) => threads,
        None => std::thread::available_parallelism().map_or(2, usize::from),
    };
    let seed = cli.seed.unwrap_or_else(|| {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
    });
    println!("{} requests, {threads} threads, seed {seed}", cli.requests);

    let material = Arc::new(Material::read());
    let again = Plan { start: cli.start, requests: cli.requests / 10, threads, seed };
    let each = Plan { requests: cli.requests - again.requests, ..again };
    let policy = engine.serve(&module, MOST_IN_GUEST).map_err(Error::msg)?;
    let progress = |sample: Sample| {
        let Sample { percent, failures, .. } = sample;
        println!("{percent} %: {} MiB, {failures} failures", megabytes(&sample));
    };
    let served = run(each, &material, &policy, &progress).map_err(Error::msg)?;
    let reused = reused(again, &material, &engine, &module);

    let report = Report { served, reused };
    println!("\n{report}");
    for failure in report.failures() {
        println!("{failure}\n");
    }
    println!("{}", if report.passed() { "passed" } else { "failed" });
    Ok(report.passed())
}
