//! Surveys of whole clusters in a browser, with audit logs or without, and comparisons of settings. A
//! module of its own, because Judge does not need it.
//!
//! [`plain`] surveys the objects of a dump. [`logs`] reads audit logs in pieces, and [`survey`] joins
//! them with the objects. [`compare`] compares two settings, and the verdicts under both.

pub mod compare;
pub mod compared;
pub mod found;
pub mod logs;
pub mod plain;
pub mod survey;
