//! Surveys of whole clusters in a browser, with audit logs or without. A module of its own, because
//! Judge does not need it.
//!
//! [`plain`] surveys the objects of a dump. [`logs`] reads audit logs in pieces, and [`survey`] joins
//! them with the objects.

pub mod found;
pub mod logs;
pub mod plain;
pub mod survey;
