//! Size and time of the module, release by release: a table in `docs/pictures/module.csv`, and the chart that is drawn
//! from it. `make bench RELEASE=0.2.0` adds a row; it replaces one of the same name.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

/// How wide the longest bar is, in points.
const WIDEST: f64 = 260.0;

/// What is measured.
const MEASURES: [&str; 3] = ["Size", "Time to compile", "Time of a request"];

/// One release.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    /// Its version.
    pub name: String,
    /// Kilobytes, then the ratios to a policy that does nothing: time to compile, and time of a request.
    pub measured: [f64; 3],
}

/// Adds a release to the table in this repository, and draws the chart.
pub fn record(release: Release) -> Result<()> {
    let (table, chart) = (path("module.csv"), path("module.dot"));
    let text = std::fs::read_to_string(&table).with_context(|| table.display().to_string())?;
    let mut releases = read(&text)?;
    releases.retain(|known| known.name != release.name);
    releases.push(release);
    std::fs::write(&table, write(&releases))?;
    std::fs::write(&chart, draw(&releases))?;
    println!(
        "{} and {} have the release; make site-pictures draws it",
        table.display(),
        chart.display()
    );
    Ok(())
}

fn path(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/pictures")).join(name)
}

const HEADER: &str = "release,kilobytes,compile,request";

fn read(table: &str) -> Result<Vec<Release>> {
    let mut lines = table.lines();
    ensure!(lines.next() == Some(HEADER), "module.csv: the first line must be {HEADER}");
    let release = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let [name, measured @ ..] = cells.as_slice() else { return None };
        let measured: Vec<f64> =
            measured.iter().map(|cell| cell.parse().ok()).collect::<Option<_>>()?;
        Some(Release { name: (*name).to_owned(), measured: measured.try_into().ok()? })
    };
    lines
        .map(|line| release(line).with_context(|| format!("module.csv: no release: {line}")))
        .collect()
}

fn write(releases: &[Release]) -> String {
    let mut table = format!("{HEADER}\n");
    for Release { name, measured: [kilobytes, compile, request] } in releases {
        // Writing to a string cannot fail.
        let _ = writeln!(table, "{name},{kilobytes:.1},{compile:.2},{request:.2}");
    }
    table
}

/// A chart as Graphviz text, which the site draws.
fn draw(releases: &[Release]) -> String {
    let mut words = String::new();
    let mut rows = String::new();
    for (index, what) in MEASURES.into_iter().enumerate() {
        let greatest = releases.iter().map(|release| release.measured[index]).fold(0.0, f64::max);
        let _ = writeln!(rows, r#"    <tr><td align="left" colspan="3"><b>{what}</b></td></tr>"#);
        let _ = write!(words, " {what}:");
        for (place, Release { name, measured }) in releases.iter().enumerate() {
            let value = measured[index];
            let width = (value / greatest * WIDEST).round();
            let shown =
                if index == 0 { format!("{value:.0} KB") } else { format!("{value:.2} ×") };
            let bar = format!(
                r##"<table border="0" cellborder="0" cellpadding="0" cellspacing="0"><tr><td bgcolor="#6d87b5" fixedsize="true" width="{width}" height="12"></td><td fixedsize="true" width="{}" height="12"></td></tr></table>"##,
                WIDEST + 1.0 - width
            );
            let _ = writeln!(
                rows,
                r#"    <tr><td align="left">{name}</td><td align="left">{bar}</td><td align="left">{shown}</td></tr>"#
            );
            let end = if place + 1 == releases.len() { '.' } else { ';' };
            let _ = write!(words, " {name} {shown}{end}");
        }
    }
    let words = textwrap(words.trim());
    format!(
        "// Size and time of the module, compared with a policy that does nothing\n//\n{words}\ndigraph module {{\n  chart [class=bars, shape=plain, label=<\n  <table border=\"0\" \
         cellborder=\"0\" cellspacing=\"2\">\n{rows}  </table>>]\n}}\n"
    )
}

/// Comment lines of up to 120 characters.
fn textwrap(words: &str) -> String {
    let mut lines = vec![String::from("//")];
    for word in words.split(' ') {
        if lines.last().is_some_and(|line| line.chars().count() + word.chars().count() >= 120) {
            lines.push("//".into());
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str) -> String {
        std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    #[test]
    fn the_chart_is_drawn_from_the_table() {
        let releases = read(&text("module.csv")).unwrap_or_else(|error| panic!("{error:#}"));
        assert_eq!(write(&releases), text("module.csv"));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(path("module.dot"), draw(&releases))
                .unwrap_or_else(|error| panic!("{error}"));
        }
        assert_eq!(draw(&releases), text("module.dot"), "BLESS=1 writes it");
    }

    #[test]
    fn a_table_that_is_none_is_refused() {
        for (table, expected) in [
            ("", "module.csv: the first line must be release,kilobytes,compile,request"),
            ("release,kilobytes,compile,request\n0.1.0,1,2", "module.csv: no release: 0.1.0,1,2"),
            (
                "release,kilobytes,compile,request\n0.1.0,1,2,x",
                "module.csv: no release: 0.1.0,1,2,x",
            ),
        ] {
            assert_eq!(read(table).err().map(|error| error.to_string()).as_deref(), Some(expected));
        }
    }
}
