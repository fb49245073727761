//! Builds the answer for the host: messages, the changed object and the response JSON.
//!
//! In: a [`Judgement`](crate::decide::case::Judgement), with the case, the settings and the facts it is based
//! on. Out: a [`Response`](response::Response). This room decides nothing about tokens.
//!
//! [`respond`] chooses the answer. A [`rejection`] says for each [`cause`] what is wrong and, as [`advice`],
//! what to do, and adds what holds for the whole message, such as that no role binding names the account.
//! A [`warning`] is short. [`wording`] groups exposures by cause and fills in words, [`names`] lists
//! containers and volumes. [`mutate`] edits the text of an object, and annotates it with what was removed.
//! [`exemption`] says what ends when. [`audit`] writes the audit annotation, [`response`] the JSON.

pub mod advice;
pub mod audit;
pub mod cause;
pub mod exemption;
pub mod mutate;
pub mod names;
pub mod rejection;
pub mod respond;
pub mod response;
pub mod warning;
pub mod wording;
