//! The policy's core in a browser: what the web app asks.
//!
//! [`question`] and [`answer`] are what goes in and out of [`judge()`]; [`advice`] is what a
//! button can do. Types for TypeScript are generated from these.

pub mod advice;
pub mod answer;
pub mod judge;
pub mod kubectl;
pub mod question;
pub mod survey;
pub mod text;

use tsify::{Ts, Tsify as _};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use answer::Answer;
use question::Question;

/// Judges what the editors hold.
///
/// # Errors
///
/// The question is not of its type.
#[wasm_bindgen]
pub fn judge(question: Ts<Question>) -> Result<Ts<Answer>, JsError> {
    Ok(judge::answer(&question.to_rust()?).into_ts()?)
}
