//! The entry point of the command; see [`token_check`].

use std::process::ExitCode;

use clap::Parser as _;
use token_check::cli::Cli;
use token_check::job::exit;
use token_check::output::page::clean_lines;
use token_check::run::run;

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.color.choose();
    let mut errors = anstream::stderr();
    match run(&cli, &mut anstream::stdout(), &mut errors) {
        Ok(status) => ExitCode::from(status),
        Err(error) if is_broken_pipe(&error) => ExitCode::from(exit::UNREADABLE),
        Err(error) => {
            let text = clean_lines(&format!("error: {error:#}\n"));
            let _ = std::io::Write::write_all(&mut errors, text.as_bytes());
            ExitCode::from(exit::UNREADABLE)
        }
    }
}

/// Whether the error means that the reader of the output closed the pipe.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
}
