//! A long run: `policy.wasm` on the engine of a policy server, with its settings, for as many varied
//! requests as are wanted. No call may fail, every answer must be that of the core, the same request must
//! get the same answer at the end as at the start, and memory may not grow.
//!
//! [`source`] makes the [`question`]s, [`run`] asks them with a new instance for each, as a policy server
//! does, and [`reused`] asks one instance again and again, as kwctl does. [`tally`] counts, [`memory`]
//! measures, and [`report`] prints.

pub mod check;
pub mod memory;
pub mod question;
pub mod report;
pub mod reused;
pub mod run;
pub mod source;
pub mod tally;
