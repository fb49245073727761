//! Surveys the objects of a dump step by step, so that a worker can report its progress.

use analysis::core::Core;
use analysis::survey::dump::Dump;
use analysis::survey::report::{Report, Row};
use tsify::{Ts, Tsify as _};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// The maximum number of workloads named in a row.
const OWNERS: usize = 20;

/// A survey of a dump.
#[wasm_bindgen]
pub struct Survey(Dump<'static>);

#[wasm_bindgen]
impl Survey {
    /// Reads a dump, the output of `kubectl get … -o json`, and settings, YAML or JSON; `today` is a day
    /// such as `2027-03-31`.
    ///
    /// # Errors
    ///
    /// One of them has another format.
    #[wasm_bindgen(constructor)]
    pub fn new(dump: Vec<u8>, settings: &str, today: &str) -> Result<Self, JsError> {
        let dump = Dump::with_settings(&Core, dump, settings, today);
        dump.map(Self).map_err(|error| JsError::new(&error))
    }

    /// The number of objects.
    #[wasm_bindgen(getter)]
    pub fn total(&self) -> usize {
        self.0.total()
    }

    /// Judges up to `count` more objects; returns the number judged so far.
    pub fn step(&mut self, count: usize) -> usize {
        self.0.step(count)
    }

    /// The findings so far.
    ///
    /// # Errors
    ///
    /// Never, because every report can be serialized.
    pub fn report(&mut self) -> Result<Ts<Report>, JsError> {
        let mut report = self.0.report();
        report.rows = report.rows.into_iter().map(|row| Row::with_owners(row, OWNERS)).collect();
        Ok(report.into_ts()?)
    }
}
