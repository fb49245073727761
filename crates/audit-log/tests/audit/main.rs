//! The reader against recordings of a real API server, and the truth about them.

mod forms;
mod garbage;
mod properties;
mod random;
mod recording;
mod simple;
mod truth;
mod wrap;
