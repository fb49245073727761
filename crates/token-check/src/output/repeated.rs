//! Prints a warning per object that is given again, for every output on stdout.

use std::io::Write;

use analysis::context::Repeated;
use anyhow::Result;

use super::table::clean;

/// Prints the warnings.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(repeated: &[Repeated], errors: &mut dyn Write) -> Result<()> {
    for one in repeated {
        writeln!(errors, "warning: {}", clean(&one.to_string()))?;
    }
    Ok(())
}
