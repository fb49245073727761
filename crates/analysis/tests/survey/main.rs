//! Tests surveys of dumps: reading, the report, and how a cluster can pass.

mod adopt;
mod dump;
mod random;
mod summary;

use analysis::core::Core;
use analysis::survey::dump::Dump;
use analysis::survey::report::Report;
use serde_json::Value;

/// A small cluster.
const SHOP: &str = include_str!("shop.yaml");

/// The report on a readable dump with valid settings.
fn report(dump: &str, settings: &Value) -> Report {
    let mut dump = Dump::new(&Core, dump.into(), settings, None).unwrap();
    dump.step(usize::MAX);
    dump.report()
}
