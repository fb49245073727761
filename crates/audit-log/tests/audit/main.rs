//! The reader against recordings of a real API server, and the truth about them.

mod recording;
mod truth;
