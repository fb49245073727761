//! Surveys the objects of a dump step by step, with what audit logs say.

use analysis::core::Core;
use analysis::survey::dump::Dump;
use tsify::{Ts, Tsify as _};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::found::Found;
use crate::logs::Logs;

/// A survey of a dump, with audit logs.
#[wasm_bindgen]
pub struct UsageSurvey(Dump<'static>);

#[wasm_bindgen]
impl UsageSurvey {
    /// Reads a dump, the output of `kubectl get … -o json`, and settings, YAML or JSON; `today` is a day
    /// such as `2027-03-31`.
    ///
    /// # Errors
    ///
    /// One of them has another format.
    #[wasm_bindgen(constructor)]
    pub fn new(dump: Vec<u8>, settings: &str, today: &str, logs: &Logs) -> Result<Self, JsError> {
        Self::with(dump, settings, today, logs).map_err(|error| JsError::new(&error))
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
    pub fn report(&mut self) -> Result<Ts<Found>, JsError> {
        Ok(self.found().into_ts()?)
    }
}

impl UsageSurvey {
    /// As [`UsageSurvey::new`], outside of a browser.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn with(dump: Vec<u8>, settings: &str, today: &str, logs: &Logs) -> Result<Self, String> {
        let mut dump = Dump::with_settings(&Core, dump, settings, today)?;
        dump.set_evidence(logs.evidence());
        Ok(Self(dump))
    }

    /// The findings so far.
    pub fn found(&mut self) -> Found {
        Found::new(self.0.report())
    }
}
