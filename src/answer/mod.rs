//! What goes back to the host: words for people, the changed object, and the answer as JSON.
//!
//! In: a [`Judgement`](crate::decide::case::Judgement). Out: a [`Response`](response::Response). A
//! rejection says for each [cause](cause) what is wrong and, as [advice](advice), what to do; a
//! [mutation](mutate) edits the text of the object. This room decides nothing about tokens.

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
