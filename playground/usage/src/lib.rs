//! Who uses its token, by audit logs, in a browser. A module of its own, because only people who
//! have such logs need it.
//!
//! [`logs`] reads them in pieces, and [`survey`] joins them with the objects of a dump.

pub mod found;
pub mod logs;
pub mod survey;
