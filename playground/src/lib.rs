//! The policy's core in a browser, as the web app calls it.
//!
//! [`question`] and [`answer`] are the input and output of [`judge()`]; [`advice`] contains the
//! fixes that buttons offer. TypeScript types are generated from them.

pub mod advice;
pub mod answer;
pub mod judge;
pub mod kubectl;
pub mod question;

use tsify::{Ts, Tsify as _};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use answer::Answer;
use question::Question;

/// Judges the contents of the editors.
///
/// # Errors
///
/// The question does not have the right type.
#[wasm_bindgen]
pub fn judge(question: Ts<Question>) -> Result<Ts<Answer>, JsError> {
    Ok(judge::answer(&question.to_rust()?).into_ts()?)
}
