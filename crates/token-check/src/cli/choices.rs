//! Options whose value is one of a few words.

use clap::ValueEnum;

/// The output format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// A human-readable table
    #[default]
    Table,
    /// One JSON array with an element per object
    Json,
    /// SARIF 2.1.0 with a result per rejected object
    Sarif,
    /// Annotations for GitHub Actions, and a summary of the job
    Github,
    /// GitLab's code quality report
    Gitlab,
    /// JUnit XML with a test case per object
    Junit,
    /// A single page to share; only with `cluster`
    Html,
}

/// When to use colors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Makes all output follow it.
    pub fn choose(self) {
        match self {
            Self::Auto => {}
            Self::Always => anstream::ColorChoice::Always.write_global(),
            Self::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}
