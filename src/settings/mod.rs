//! The policy's settings: their meaning and their defaults.
//!
//! In: settings as JSON. Out: [`Settings`], in which every word is known and every pattern
//! can match, or an error that names the setting. This room knows nothing about Pods or the
//! cluster.

mod account_pattern;
mod audiences;
mod checked;
mod exemption;
mod pod_template;
mod words;
mod written;

pub use account_pattern::AccountPattern;
pub use audiences::{Audiences, DEFAULT_API_AUDIENCES};
pub use checked::{
    Allow, DEFAULT_API_CERTIFICATE_SIGNERS, DEFAULT_ROLES_THAT_NEED_NO_TOKEN, Settings,
};
pub use exemption::{DAYS_OF_WARNING, Exemption};
pub use pod_template::PodTemplate;
pub use words::{
    Action, ControllerPods, ExistingViolations, OptOutAt, PodAuthor, ServiceAccountObjects,
    TokenRequests,
};
pub use written::{
    DEFAULT_EXTENDED_TOKEN_SECONDS, SHORTEST_EXTENDED_TOKEN_SECONDS, SHORTEST_TOKEN_SECONDS,
    WrittenSettings,
};
