//! Decides which containers get which tokens, who asked for them and whether they are allowed.
//!
//! Input: a [`Case`](case::Case), which is a PodSpec and its context, the settings, and
//! [`Lookups`](crate::cluster::lookups::Lookups). Output: a [`Judgement`](case::Judgement). The
//! steps: [token sources](search) of the PodSpec → [exposures](exposure) in a [world](world) → [the
//! weight of each](weigh) → [the outcome in every possible world](prospect) → [what has to be
//! looked up](judge). This module contains no messages; [`answer`](crate::answer) writes those.

pub mod case;
pub mod exposure;
pub mod judge;
pub mod old_template;
pub mod prospect;
pub mod search;
pub mod token_source;
pub mod weigh;
pub mod world;
