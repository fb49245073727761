//! Checks that the tables in `docs/custom-kinds.md` are those of the command.

use std::fs;

use analysis::known_kinds::{Form, KnownKind, all};
use e2e_tests::path;
use scenarios::bless;

/// A text in a cell of a table in Markdown.
fn cell(text: &str) -> String {
    text.replace('*', "\\*").replace('<', "&lt;").replace('|', "\\|")
}

/// The rows of one table, below its head.
fn table(head: &str, rows: impl Iterator<Item = String>) -> String {
    let columns = head.matches('|').count() - 1;
    let rows: Vec<String> = rows.collect();
    format!("{head}\n|{}\n{}\n", "---|".repeat(columns), rows.join("\n"))
}

fn with_entries(known: &KnownKind) -> String {
    let key = if known.form == Form::Spec { "podSpec" } else { "path" };
    let mut entries: Vec<String> =
        known.paths.iter().map(|path| format!("`{key}: {path}`")).collect();
    if known.form == Form::Open {
        entries.push("unchecked".into());
    }
    format!(
        "| {} | `{}` | `{}` | {} | {} | {} |",
        known.kind,
        known.group,
        known.resource(),
        entries.join("<br>"),
        cell(known.pods_by),
        cell(known.note.unwrap_or_default())
    )
}

fn without_entry(known: &KnownKind) -> String {
    let holds = match known.form {
        Form::Full | Form::Spec | Form::Open => "a whole template",
        Form::Fields => "some fields",
        Form::Cut => "a part of a template",
        Form::Nothing => "no template",
    };
    let scope = if known.is_namespaced { "" } else { ", in no namespace" };
    format!(
        "| {} | `{}` | {holds}{scope} | {} | {} |",
        known.kind,
        known.group,
        cell(known.pods_by),
        cell(known.note.unwrap_or_default())
    )
}

/// The page with this table at the end of a section.
fn with_table(page: &str, heading: &str, table: &str) -> String {
    let (before, rest) = page.split_once(heading).unwrap_or_else(|| panic!("no {heading}"));
    let (section, after) = rest.split_once("\n## ").unwrap_or_else(|| panic!("{heading} is last"));
    let text = section.split("\n| ").next().unwrap_or_default().trim_end();
    format!("{before}{heading}{text}\n\n{table}\n## {after}")
}

#[test]
fn the_page_lists_every_known_kind() {
    let file = path("../docs/custom-kinds.md");
    let page = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}"));
    let (with, without): (Vec<_>, Vec<_>) =
        all().into_iter().partition(|known| !known.paths.is_empty());
    let with = table(
        "| kind | API group | resource | entries | who makes the Pods | to know |",
        with.into_iter().map(with_entries),
    );
    let without = table(
        "| kind | API group | it holds | who makes the Pods | what to do |",
        without.into_iter().map(without_entry),
    );
    let new = with_table(&page, "\n## Kinds with entries\n", &with);
    let new = with_table(&new, "\n## Kinds without an entry\n", &without);
    bless::golden(&file, &new).unwrap_or_else(|why| panic!("{why}"));
}
