//! Tests that `docs/rejections.md` knows the words of every rejection, and that its examples have them.

use std::fs;

use e2e_tests::path;
use e2e_tests::scenario;

/// A row: the words in a message, and the scenario that it links.
struct Row {
    words: String,
    example: String,
}

/// The rows below the heading of a status code.
fn rows(code: u16) -> Vec<Row> {
    let file = path("..").join("docs/rejections.md");
    let page = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}"));
    let sections = page.split("\n## ");
    let heading = format!("Code {code}:");
    let section: String = sections.filter(|section| section.starts_with(&heading)).collect();
    let row = |line: &str| {
        let (words, rest) = line.strip_prefix("| [`")?.split_once("`](../e2e-tests/scenarios/")?;
        let (example, _) = rest.split_once(") |")?;
        Some(Row { words: words.to_owned(), example: example.to_owned() })
    };
    section.lines().filter_map(row).collect()
}

#[test]
fn every_rejection_is_explained() {
    let scenarios = scenario::all();
    let mut wrong = Vec::new();
    let mut explained = 0;
    for code in [403, 400, 500] {
        let rows = rows(code);
        let rejected: Vec<(&str, &str)> = scenarios
            .iter()
            .filter(|(_, one)| {
                one.expect.accepted == Some(false) && one.expect.code.unwrap_or(403) == code
            })
            .filter_map(|(name, one)| Some((name.as_str(), one.expect.message.as_deref()?)))
            .collect();
        for Row { words, example } in &rows {
            let message = rejected.iter().find(|(name, _)| name == example);
            if !message.is_some_and(|(_, message)| message.contains(words)) {
                wrong.push(format!("{code}: {example} is no example of `{words}`"));
            }
        }
        for (name, message) in rejected {
            match rows.iter().any(|row| message.contains(&row.words)) {
                true => explained += 1,
                false => wrong.push(format!("{code}: no row explains {name}: {message}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(explained > 300, "only {explained} rejections were found");
}
