//! Tests `token-check`, the published files and the docs from the outside: they use what was built, and
//! call no code that a user could not call.

mod common;

mod annotate;
mod audit_log;
mod baseline;
mod ci_files;
mod command;
mod custom_kinds;
mod deploy;
mod deploy_mutate;
mod docs;
mod encodings;
mod ending_exemptions;
mod fix;
mod how_tested;
mod known_fields;
mod kwctl;
mod live_cluster;
mod live_command;
mod other_policies;
mod package_files;
mod pod_templates;
mod precedence;
mod protocol;
mod published;
mod questions;
mod rejections;
mod release;
mod release_workflow;
mod repository_files;
mod sarif;
mod settings_schema;
mod size;
mod step_summary;
mod structs;
mod trees;
mod workflows;
