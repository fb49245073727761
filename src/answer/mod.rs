//! Builds the answer for the host: messages, the changed object and the response JSON.
//!
//! Input: a [`Judgement`](crate::decide::case::Judgement). Output: a
//! [`Response`](response::Response). For each [cause](cause), a rejection says what is wrong and
//! gives [advice](advice) on how to fix it; a [mutation](mutate) edits the object's text. This
//! module makes no decisions about tokens.

pub mod advice;
pub mod annotation;
pub mod cause;
pub mod mutate;
pub mod names;
pub mod rejection;
pub mod respond;
pub mod response;
pub mod warning;
pub mod words;
