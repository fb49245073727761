//! Runs a command, and measures its time and memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use token_check::job::exit;

/// What a command took.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    /// The time in seconds.
    pub seconds: f64,
    /// The peak memory in megabytes; 0 if it is unknown.
    pub memory: usize,
}

/// Runs `token-check`, which is built with this program.
pub fn token_check(arguments: &[&str], file: &Path) -> Result<Taken> {
    let this = std::env::current_exe()?;
    let folder = this.parent().context("no folder")?;
    let path = [folder.to_owned(), folder.with_file_name("release")];
    let path = path.iter().map(|folder| folder.join("token-check")).find(|path| path.exists());
    let program = path.context("run `make token-check` first")?.display().to_string();
    let (taken, status) = run(&program, arguments, file)?;
    ensure!(
        status.is_some_and(|status| status != i32::from(exit::UNREADABLE)),
        "token-check {arguments:?} {}: something was not read",
        file.display()
    );
    Ok(taken)
}

/// Runs another tool, whatever it says.
pub fn tool(program: &str, arguments: &[&str], file: &Path) -> Result<Taken> {
    run(program, arguments, file).map(|(taken, _)| taken)
}

/// What a program took, and its exit status; `None` if it was killed.
fn run(program: &str, arguments: &[&str], file: &Path) -> Result<(Taken, Option<i32>)> {
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .arg(file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut kilobytes = 0;
    let exit = loop {
        if let Some(exit) = child.try_wait()? {
            break exit;
        }
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        kilobytes = number.and_then(|number| number.parse().ok()).unwrap_or(kilobytes);
        std::thread::sleep(Duration::from_millis(5));
    };
    let taken = Taken { seconds: start.elapsed().as_secs_f64(), memory: kilobytes / 1_000 };
    Ok((taken, exit.code()))
}

/// The size of a file in megabytes.
pub fn megabytes(file: &Path) -> Result<f64> {
    let length = std::fs::metadata(file).with_context(|| file.display().to_string())?.len();
    Ok(length as f64 / 1e6)
}
