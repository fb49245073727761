//! Tests that `docs/testing.md` says what the sources of the tests say: every test file, property, fuzz
//! target and recording is there, each name exists, and numbers of cases are those in the code.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use e2e_tests::path;

fn text(name: &str) -> String {
    let path = path("..").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn page() -> String {
    text("docs/testing.md")
}

/// The rows of the page's tables below a heading, or of all.
fn rows<'p>(page: &'p str, heading: Option<&str>) -> Vec<&'p str> {
    let section = match heading {
        None => page,
        Some(heading) => {
            let (_, rest) = page.split_once(&format!("\n## {heading}\n")).expect(heading);
            rest.split("\n## ").next().unwrap_or_default()
        }
    };
    section.lines().filter(|line| line.starts_with("| ")).collect()
}

fn first_cell(row: &str) -> &str {
    row.split(" | ").next().unwrap_or_default()
}

/// What is between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The files and folders of the repository that a text links.
fn linked(text: &str) -> Vec<&str> {
    let links = text.split("](../").skip(1);
    links.filter_map(|link| link.split([')', '#']).next()).collect()
}

/// Files below a folder whose names end like this, as paths in the repository.
fn files(folder: &str, end: &str) -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let root = path("..");
    let mut found = Vec::new();
    walk(&root.join(folder), &mut found);
    let names = found.iter().filter_map(|path| path.strip_prefix(&root).ok()?.to_str());
    let mut names: Vec<String> =
        names.filter(|name| name.ends_with(end)).map(str::to_owned).collect();
    names.sort();
    assert!(!names.is_empty(), "{folder}");
    names
}

/// The functions after `#[test]` in a file.
fn tests(file: &str) -> BTreeSet<String> {
    let text = text(file);
    let after = text.split("#[test]").skip(1);
    let names = after.filter_map(|after| after.split_once("fn ")?.1.split('(').next());
    names.map(str::to_owned).collect()
}

/// A number as the page writes it, from the code after this text.
fn number(file: &str, before: &str) -> String {
    let text = text(file);
    let (_, after) = text.split_once(before).unwrap_or_else(|| panic!("{file}: no `{before}`"));
    let digits = after.chars().take_while(|char| char.is_ascii_digit() || *char == '_');
    thousands(digits.filter(char::is_ascii_digit).collect::<String>().parse().expect(before))
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let parts: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap()).collect();
    parts.join(",")
}

/// The packages below `crates/` that have tests of their own.
fn test_folders() -> Vec<String> {
    let entries = fs::read_dir(path("../crates")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let folders = names.map(|name| format!("crates/{name}/tests"));
    folders.filter(|folder| path("..").join(folder).is_dir()).collect()
}

#[test]
fn every_test_file_is_in_a_table() {
    let page = page();
    let rows = rows(&page, None);
    let shown: BTreeSet<&str> = rows.iter().flat_map(|row| linked(row)).collect();
    let mut expected: Vec<String> = test_folders()
        .iter()
        .flat_map(|folder| files(folder, ".rs"))
        .filter(|file| text(file).contains("#[test]"))
        .collect();
    let entries = fs::read_dir(path("tests/e2e")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let modules = names.filter(|name| name.ends_with(".rs") && name != "main.rs");
    expected.extend(modules.map(|name| format!("e2e-tests/tests/e2e/{name}")));
    assert!(expected.len() > 60, "{expected:?}");
    let missing: Vec<_> = expected.iter().filter(|file| !shown.contains(file.as_str())).collect();
    assert!(missing.is_empty(), "docs/testing.md has no row for {missing:#?}");
}

#[test]
fn every_property_is_in_the_table_with_its_number_of_cases() {
    let page = page();
    let rows = rows(&page, Some("Properties"));
    let cases = number("crates/fuzz/tests/properties.rs", ".cases.max(");
    assert_eq!(cases, "10,000");
    for file in files("crates/fuzz/tests/properties", ".rs") {
        let is_tenth = text(&file).contains("cases: config().cases / 10");
        let cases = if is_tenth { "1,000" } else { &cases };
        // Below `proptest!`, where functions are indented.
        let source = text(&file);
        let properties = tests(&file);
        for name in properties.iter().filter(|name| source.contains(&format!("\n    fn {name}("))) {
            let start = format!("| `{name}` |");
            let end = format!("](../{file}) | {cases} |");
            let found = rows.iter().filter(|row| row.starts_with(&start)).collect::<Vec<_>>();
            assert!(found.len() == 1 && found[0].ends_with(&end), "{name}: {found:?}, not {end}");
        }
    }
}

#[test]
fn fuzz_targets_are_those_of_the_makefile() {
    let makefile = text("Makefile");
    let (_, targets) = makefile.split_once("\nFUZZ_TARGETS := ").expect("FUZZ_TARGETS");
    let targets: Vec<&str> =
        targets.lines().next().unwrap_or_default().split_whitespace().collect();
    let page = page();
    let rows = rows(&page, Some("Fuzz targets"));
    let shown: Vec<&str> = rows.iter().flat_map(|row| quoted(first_cell(row)).next()).collect();
    assert_eq!(shown, targets);
    let mut there = tests("crates/fuzz/tests/fuzzing.rs");
    there.extend(tests("crates/guest-runtime/tests/arena.rs"));
    assert!(there.remove("write_corpus"));
    assert_eq!(there, targets.iter().map(|name| (*name).to_owned()).collect());
    let seconds = number("Makefile", "BOLERO_RANDOM_TEST_TIME_MS := ");
    assert_eq!(seconds, "20,000");
    assert!(page.contains("\n20 seconds of random bytes"));
}

/// In the first cell of a row that links a source, a name in backticks is a function there; elsewhere, a name
/// with three underscores is a test.
#[test]
fn every_name_exists() {
    let page = page();
    let mut count = 0;
    for row in rows(&page, None) {
        let sources: Vec<String> =
            linked(row).into_iter().filter(|file| file.ends_with(".rs")).map(text).collect();
        for name in quoted(first_cell(row)).filter(|_| !sources.is_empty()) {
            count += 1;
            let function = format!("fn {name}(");
            assert!(sources.iter().any(|source| source.contains(&function)), "{name} in {row}");
        }
    }
    assert!(count > 40, "{count}");
    let folders = test_folders()
        .into_iter()
        .chain(["crates/analysis/src", "crates/scenarios/src"].map(String::from));
    let sources: String =
        folders.flat_map(|folder| files(&folder, ".rs")).map(|file| text(&file)).collect();
    for name in quoted(&page).filter(|name| name.matches('_').count() >= 3) {
        let is_test = sources.contains(&format!("fn {name}("));
        assert!(is_test || name.contains([' ', '=']), "{name}");
    }
}

#[test]
fn numbers_are_those_in_the_code() {
    let page = page();
    let suite = "crates/scenarios/src/suite.rs";
    let plugin = "crates/scenarios/tests/plugin.rs";
    let (random, audit) =
        ("crates/wasmtime-host/tests/policy_server/random.rs", "crates/audit-log");
    let survey = "crates/analysis/tests/survey/random.rs";
    let edit = "crates/analysis/src/edit/changing/write/random.rs";
    for (start, file, before, after) in [
        ("| `recordings`", suite, "all.len(), ", " requests |"),
        ("| `more_recordings`", suite, "more::all().len(), ", " requests |"),
        ("| `pods_and_templates_agree`", suite, "pairs.len() >= ", " pairs or more |"),
        ("| `answers_alike`", suite, "calls.len() > ", " calls or more |"),
        ("| `random_requests", random, "const CASES: u32 = ", " cases of 11 calls |"),
        (
            "| `a_reused_instance",
            "crates/wasmi-host/tests/instances.rs",
            "with_cases(",
            " random orders",
        ),
        ("| `few_calls", survey, "cases.max(", " clusters |"),
        ("| `the_smallest_settings", survey, "cases.max(", " clusters |"),
        ("| `random_layouts", edit, "unwrap_or(", " files;"),
        ("| `several_changes", edit, "let mut done = 0;\n    for seed in 0..", " files |"),
        ("| [plugin]", plugin, "compared >= ", " or more of controllers |"),
        ("| [simple]", &format!("{audit}/tests/audit/simple.rs"), "const CASES: u64 = ", " logs |"),
        (
            "| [order]",
            &format!("{audit}/tests/audit/properties.rs"),
            "for round in 0..",
            " random orders |",
        ),
        (
            "| [garbage]",
            &format!("{audit}/tests/audit/garbage.rs"),
            "for _ in 0..",
            " mutations of each",
        ),
    ] {
        let mut rows = rows(&page, None).into_iter().filter(|row| row.starts_with(start));
        let row = rows.next().unwrap_or_else(|| panic!("no row {start}"));
        let shown = format!("{}{after}", number(file, before));
        assert!(row.contains(&shown), "{row}\n{file} has {shown}");
    }
    assert!(text(random).contains("calls, cases * 11)"));
}

#[test]
fn recordings_are_counted() {
    let page = page();
    let rows = rows(&page, Some("Recordings"));
    let mut expected = BTreeSet::new();
    for entry in fs::read_dir(path("recorded")).unwrap() {
        let entry = entry.unwrap();
        if !entry.path().is_dir() {
            continue;
        }
        let name = entry.file_name().into_string().unwrap();
        let folder = format!("e2e-tests/recorded/{name}");
        let count = |end: &str, of: &dyn Fn(&str) -> usize| -> usize {
            files(&folder, end).iter().map(|file| of(&text(file))).sum()
        };
        let shown = match name.as_str() {
            "audit" => {
                format!("{} lines", thousands(count(".jsonl", &|text| text.lines().count())))
            }
            "kubectl" => {
                let cases = |text: &str| {
                    serde_json::from_str::<Vec<serde_json::Value>>(text).unwrap().len()
                };
                format!("{} files", thousands(count(".json", &cases)))
            }
            _ => {
                let reviews = |text: &str| {
                    let review: serde_json::Value = serde_json::from_str(text).unwrap();
                    usize::from(review["request"].is_object())
                };
                format!("{} requests", thousands(count(".json", &reviews)))
            }
        };
        expected.insert((name, shown));
    }
    let found = rows.iter().skip(1).filter_map(|row| {
        let name = quoted(row).next()?.to_owned();
        Some((name, row.trim_end_matches(" |").rsplit(" | ").next()?.to_owned()))
    });
    assert_eq!(found.collect::<BTreeSet<_>>(), expected);
}

#[test]
fn commands_can_be_run() {
    let page = page();
    let makefile = text("Makefile");
    let mut count = 0;
    for command in quoted(&page) {
        let words: Vec<&str> = command.split_whitespace().collect();
        let there = |names: &[String]| names.iter().any(|name| path("..").join(name).exists());
        match words[..] {
            ["make", target, ref rest @ ..] => {
                count += 1;
                assert!(
                    makefile.lines().any(|line| {
                        line.split(':')
                            .next()
                            .unwrap_or_default()
                            .split(' ')
                            .any(|name| name == target)
                    }),
                    "{command}"
                );
                let module = rest.iter().find_map(|word| word.strip_prefix("MODULE="));
                let folder = match target {
                    "e2e-tests" => "e2e-tests/tests/e2e",
                    "policy-server" => "crates/wasmtime-host/tests/policy_server",
                    "properties" => "crates/fuzz/tests/properties",
                    _ => continue,
                };
                let file = module.map(|module| format!("{folder}/{module}.rs"));
                assert!(file.is_none_or(|file| there(&[file])), "{command}");
            }
            ["cargo", "test", "-p", package, ref rest @ ..] => {
                count += 1;
                let folder = format!("crates/{package}");
                assert!(there(std::slice::from_ref(&folder)), "{command}");
                if let ["--test", test, ref filter @ ..] = rest[..] {
                    let tests = format!("{folder}/tests/{test}");
                    assert!(
                        there(&[format!("{tests}.rs"), format!("{tests}/main.rs")]),
                        "{command}"
                    );
                    let module = filter.first().map(|filter| format!("{tests}/{filter}.rs"));
                    assert!(module.is_none_or(|module| there(&[module])), "{command}");
                }
            }
            _ => {}
        }
    }
    assert!(count > 60, "{count}");
}

/// Where the whole history is there.
#[test]
fn what_was_found_names_commits() {
    let page = page();
    let rows = rows(&page, Some("What was found"));
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(path("..")).output();
        output.ok().filter(|output| output.status.success())
    };
    let shallow = git(&["rev-parse", "--is-shallow-repository"]);
    let is_whole = shallow.is_some_and(|output| output.stdout.starts_with(b"false"));
    assert!(rows.len() > 15, "{rows:?}");
    for row in &rows[1..] {
        let commits = row.trim_end_matches(" |").rsplit(" | ").next().unwrap_or_default();
        if commits == "[CHANGELOG](../CHANGELOG.md)" {
            continue;
        }
        for commit in commits.split(", ") {
            assert!(commit.len() == 7 && commit.bytes().all(|b| b.is_ascii_hexdigit()), "{row}");
            let object = format!("{commit}^{{commit}}");
            assert!(!is_whole || git(&["cat-file", "-e", &object]).is_some(), "{row}");
        }
    }
}
