//! Decides which containers get which tokens, who asked for them and whether they are allowed.
//!
//! In: a [`Case`](case::Case), which is the token sources of a PodSpec and where it is, the settings, and
//! [`Lookups`](crate::cluster::lookups::Lookups). Out: a [`Judgement`](case::Judgement). On the way:
//! [token sources](search) of the PodSpec → [exposures](exposure) in a [world](world) →
//! [how each counts](weigh), today, if an [exemption](exempt) ends →
//! [what would happen in every possible world](prospect) → [what has to be looked up](judge), and
//! [what is left](kept) of a Pod's tokens. This room writes no sentences: [`answer`](crate::answer) does.

pub mod case;
pub mod exempt;
pub mod exposure;
pub mod judge;
pub mod kept;
pub mod old_template;
pub mod prospect;
pub mod search;
pub mod token_source;
pub mod weigh;
pub mod world;
