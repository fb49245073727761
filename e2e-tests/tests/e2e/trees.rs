//! Tests which files of a folder the command reads, and what it says of those that it does not.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::{judged, token_check};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: NAME}\n\
                   spec: {automountServiceAccountToken: false, containers: [{name: app}]}\n";

/// A folder with these files; the content `pod` is a Pod that is named like its file.
fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    for (name, content) in files {
        let path = folder.path().join(name);
        let parent = path.parent().unwrap_or_else(|| panic!("{name} has no folder"));
        fs::create_dir_all(parent).unwrap_or_else(|error| panic!("{error}"));
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let content = match *content {
            "pod" => POD.replace("NAME", stem),
            content => content.to_owned(),
        };
        fs::write(&path, content).unwrap_or_else(|error| panic!("{error}"));
    }
    folder
}

fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::new(token_check())
        .args(arguments)
        .env("NO_COLOR", "1")
        .current_dir(folder)
        .output();
    output.unwrap_or_else(|error| panic!("{error}"))
}

fn files(output: &Output) -> Vec<String> {
    let all = judged(output);
    all.iter().map(|one| one["file"].as_str().unwrap_or_default().to_owned()).collect()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_folder_is_read_as_people_have_it() {
    let folder = tree(&[
        ("a.yaml", "pod"),
        ("b.YML", "pod"),
        (
            "c.Json",
            "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"c\"}}",
        ),
        ("d.txt", "pod"),
        (".gitignore", "/ignored/\n*.local.yaml\n"),
        ("ignored/e.yaml", "pod"),
        ("f.local.yaml", "pod"),
        ("deep/.gitignore", "g.yaml\n"),
        ("deep/g.yaml", "pod"),
        ("deep/h.yaml", "pod"),
        (".hidden.yaml", "a: ["),
        (".github/workflows/i.yaml", "a: ["),
        ("web/node_modules/j/j.yaml", "a: ["),
        ("web/package.json", "{\"name\": \"web\"}"),
        ("web/tsconfig.json", "{\"a\": 1, // a comment\n}"),
        ("values.yaml", "replicas: 2\n---\n- a\n---\njust text\n"),
        ("k.template.yaml", "replicas: {{ .Values.replicas }}\nx: [\n"),
    ]);
    let output = run_in(folder.path(), &["--output", "json", "."]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(files(&output), ["a.yaml", "b.YML", "c.Json", "deep/h.yaml"]);
    let output = run_in(folder.path(), &["."]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        text.contains("not judged: 1 Namespace, 6 documents that are not Kubernetes objects; --all lists them\n"),
        "{text}"
    );
}

#[test]
fn what_is_left_out() {
    let folder = tree(&[
        ("a.yaml", "pod"),
        ("deploy/b.yaml", "pod"),
        ("deploy/test/c.yaml", "pod"),
        ("test/d.yaml", "pod"),
    ]);
    let all = ["a.yaml", "deploy/b.yaml", "deploy/test/c.yaml", "test/d.yaml"];
    let cases: &[(&[&str], &[&str])] = &[
        (&[], &all),
        (&["test"], &["a.yaml", "deploy/b.yaml"]),
        (&["/test/"], &["a.yaml", "deploy/b.yaml", "deploy/test/c.yaml"]),
        (&["*.yaml"], &[]),
        (&["a.yaml", "deploy/**/c.yaml"], &["deploy/b.yaml", "test/d.yaml"]),
        (&["deploy/b.*"], &["a.yaml", "deploy/test/c.yaml", "test/d.yaml"]),
    ];
    for (patterns, expected) in cases {
        for start in [".", "./"] {
            let mut arguments = vec!["--output", "json", start];
            arguments.extend(patterns.iter().flat_map(|pattern| ["--exclude", *pattern]));
            let found = files(&run_in(folder.path(), &arguments));
            let found: Vec<&str> = found.iter().map(|file| file.trim_start_matches("./")).collect();
            let found: Vec<&str> =
                found.into_iter().filter(|file| file.ends_with("yaml")).collect();
            assert_eq!(found, *expected, "{patterns:?} {start}");
        }
    }
    // Also what was named itself.
    let output =
        run_in(folder.path(), &["--output", "json", "--exclude", "test", "a.yaml", "test/d.yaml"]);
    assert_eq!(files(&output), ["a.yaml"]);
    for (pattern, message) in [
        ("", "error: --exclude \"\": expected a pattern as in .gitignore, without ! before it\n"),
        (
            "!a",
            "error: --exclude \"!a\": expected a pattern as in .gitignore, without ! before it\n",
        ),
    ] {
        let output = run_in(folder.path(), &["--exclude", pattern, "."]);
        assert_eq!((output.status.code(), &*stderr(&output)), (Some(2), message));
    }
    let output = run_in(folder.path(), &["--exclude", "[a", "."]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).starts_with("error: --exclude [a: expected a pattern as in .gitignore: ")
    );
}

#[test]
fn a_file_is_read_once() {
    let folder = tree(&[("deploy/a.yaml", "pod"), ("b.yaml", "pod")]);
    let arguments =
        ["--output", "json", "b.yaml", "deploy/../b.yaml", "deploy", ".", "deploy/*.yaml"];
    assert_eq!(files(&run_in(folder.path(), &arguments)), ["b.yaml", "deploy/a.yaml"]);
}

#[test]
fn a_named_file_must_hold_objects() {
    let folder = tree(&[
        ("values.yaml", "replicas: 2\n"),
        ("empty.yaml", ""),
        ("only/values.yaml", "replicas: 2\n"),
        ("only/text.md", "text"),
        ("chart/Chart.yaml", "apiVersion: v2\nname: chart\n"),
        ("chart/values-production.yaml", "replicas: 2\n"),
        ("chart/templates/a.yaml", "{{ if"),
        ("chart/charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\n"),
        ("chart/files/b.yaml", "{{ if"),
    ]);
    fs::create_dir(folder.path().join("nothing")).unwrap_or_else(|error| panic!("{error}"));
    let none = "expected Kubernetes objects, charts or kustomizations in here, found none";
    let cases: &[(&str, i32, String)] = &[
        (
            "values.yaml",
            2,
            "error: values.yaml:1: document 1: expected a Kubernetes object with apiVersion and kind, \
             found an object without kind\n"
                .into(),
        ),
        ("empty.yaml", 0, "warning: empty.yaml: there is no object in it\n".into()),
        ("nothing", 2, format!("error: nothing: {none}\n")),
        ("only", 2, format!("error: only: {none}\n")),
        ("chart", 0, String::new()),
        ("chart/templates", 0, String::new()),
        ("*.json", 2, "error: *.json: expected a glob that matches files, found none\n".into()),
        ("missing.yaml", 2, "error: missing.yaml: No such file or directory (os error 2)\n".into()),
    ];
    for (argument, code, message) in cases {
        let output = run_in(folder.path(), &[argument]);
        assert_eq!(
            (output.status.code(), stderr(&output)),
            (Some(*code), message.clone()),
            "{argument}"
        );
    }
    let output = run_in(folder.path(), &["."]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(
        text,
        "nothing to judge\nnot judged: 2 documents that are not Kubernetes objects\n\
         not rendered: a chart, so its templates are not judged; run helm template chart, or use --render\n"
    );
}

/// Files that belong to a kustomization are not judged as objects, wherever they are.
#[test]
fn parts_of_kustomizations_are_not_objects() {
    let patch = "apiVersion: v1\nkind: Pod\nmetadata: {name: patch}\nspec: {x: 1}\n";
    let folder = tree(&[
        ("base/kustomization.yml", "resources: [a.yaml]\nconfigurations: [names.yaml]\n"),
        ("base/a.yaml", "pod"),
        ("base/names.yaml", "apiVersion: x/v1\nkind: X\n"),
        (
            "dev/kustomization.yaml",
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../base, b.yaml]\n\
             patches:\n- path: ../patches/p.yaml\n- patch: |\n    a: 1\npatchesStrategicMerge:\n- q.yaml\n\
             - |\n  kind: Pod\npatchesJson6902:\n- {path: r.yaml, target: {}}\nreplacements:\n- path: s.yaml\n\
             configMapGenerator:\n- {name: x, files: [t=t.yaml]}\ncomponents: [../part]\n",
        ),
        ("dev/b.yaml", "pod"),
        ("dev/q.yaml", patch),
        ("dev/r.yaml", "- op: x\n"),
        ("dev/s.yaml", patch),
        ("dev/t.yaml", patch),
        ("patches/p.yaml", patch),
        (
            "part/Kustomization",
            "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nresources: [c.yaml]\n",
        ),
        ("part/c.yaml", "pod"),
        // Flux has objects of its own in files of this name.
        (
            "flux/kustomization.yaml",
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: flux}\n",
        ),
        ("wrong/kustomization.yaml", "resources: [\n"),
    ]);
    let output = run_in(folder.path(), &["--output", "json", "base", "dev", "part", "flux"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        files(&output),
        ["base/a.yaml", "dev/b.yaml", "part/c.yaml", "flux/kustomization.yaml"]
    );
    let output = run_in(folder.path(), &["."]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "error: wrong/kustomization.yaml:1: expected `]` to end what starts here\n"
    );
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let rendered: Vec<&str> = text.lines().filter(|line| line.contains("not rendered")).collect();
    // The others are used by this one.
    assert_eq!(
        rendered,
        [
            "not rendered: a kustomization, so its resources are judged as they are; run kubectl kustomize dev, or use --render"
        ]
    );
}

/// A circle is not passed over, and neither is a component that nothing uses.
#[test]
fn nothing_is_lost_between_kustomizations() {
    let folder = tree(&[
        ("a/kustomization.yaml", "resources: [../b, a.yaml]\n"),
        ("a/a.yaml", "pod"),
        ("b/kustomization.yaml", "resources: [../a]\n"),
        ("part/kustomization.yaml", "kind: Component\nresources: [c.yaml]\n"),
        ("part/c.yaml", "pod"),
    ]);
    let output = run_in(folder.path(), &["--render", "--output", "json", "."]);
    let all = judged(&output);
    let found: Vec<(&str, bool)> = all
        .iter()
        .map(|one| (one["file"].as_str().unwrap_or_default(), one["error"].is_string()))
        .collect();
    assert_eq!(found, [("part/c.yaml", false), ("a", true)], "{all:#?}");
    assert_eq!(output.status.code(), Some(2));
}

/// The real tools, where they are on PATH.
#[test]
fn real_kubectl_renders_a_kustomization() {
    if Command::new("kubectl").arg("version").arg("--client").output().is_err() {
        println!("skipped: kubectl is not on PATH");
        return;
    }
    let folder = tree(&[
        ("base/kustomization.yaml", "resources: [pod.yaml]\n"),
        (
            "base/pod.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: app, image: app}]}\n",
        ),
        (
            "dev/kustomization.yaml",
            "resources: [../base]\nbuildMetadata: [originAnnotations]\nnamePrefix: dev-\n",
        ),
        ("broken/kustomization.yaml", "resources: [missing.yaml]\n"),
    ]);
    let output = run_in(folder.path(), &["--render", "--output", "json", "."]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let all = judged(&output);
    assert_eq!(all.len(), 2, "{all:#?}");
    assert_eq!((&all[0]["file"], &all[0]["source"]), (&"dev".into(), &"base/pod.yaml".into()));
    assert_eq!((&all[0]["name"], &all[0]["accepted"]), (&"dev-p".into(), &false.into()));
    let error = all[1]["error"].as_str().unwrap_or_default();
    assert!(
        error.starts_with("kubectl kustomize failed: ") && error.contains("missing.yaml"),
        "{error}"
    );
}

#[test]
fn real_helm_renders_a_chart() {
    if Command::new("helm").arg("version").output().is_err() {
        println!("skipped: helm is not on PATH");
        return;
    }
    let chart = e2e_tests::path("command/tree.in");
    let output = run_in(
        &chart,
        &["--render", "--output", "json", "--render-set", "image=x:1", "post-chart"],
    );
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let all = judged(&output);
    assert_eq!(all[0]["source"], "post-chart/templates/mailer.yaml");
    assert_eq!(all[0]["name"], "release-name-mailer");
}

const REJECTED: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: bad}\nspec: {containers: [{name: app}]}\n";

/// What can be read only once is kept.
#[test]
fn pipes_are_read() {
    let output = crate::common::run(&["--output", "json", "/dev/stdin"], REJECTED.as_bytes());
    assert_eq!((output.status.code(), judged(&output).len()), (Some(1), 1), "{}", stderr(&output));
    let output = crate::common::run(&["--context", "-", "-"], REJECTED.as_bytes());
    assert_eq!(
        (output.status.code(), &*stderr(&output)),
        (
            Some(2),
            "error: --context -: expected another file, because stdin is judged and is read only once\n"
        )
    );
    let folder = tree(&[("a.yaml", "pod")]);
    let pipe = folder.path().join("pipe.yaml");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()));
    assert_eq!(files(&run_in(folder.path(), &["--output", "json", "."])), ["a.yaml"]);
}

#[test]
fn odd_names_and_places_lose_nothing() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tree(&[
        ("both/Chart.yaml", "name: x\n"),
        ("both/kustomization.yaml", "resources: [pod.yaml]\n"),
        ("both/pod.yaml", REJECTED),
        ("library/Chart.yaml", "name: x\ntype: library\n"),
        ("home/.gitignore", "*\n"),
        ("home/repository/.git/HEAD", "ref: refs/heads/main\n"),
        ("home/repository/pod.yaml", REJECTED),
    ]);
    let name = std::ffi::OsStr::from_bytes(b"\xff.yaml");
    fs::write(folder.path().join(name), REJECTED).unwrap_or_else(|error| panic!("{error}"));
    let output = run_in(folder.path(), &["--output", "json", "."]);
    assert_eq!(files(&output), ["both/pod.yaml", "\u{fffd}.yaml"]);
    // What is above a repository does not count in it.
    let output = run_in(&folder.path().join("home/repository"), &["--output", "json", "."]);
    assert_eq!(files(&output), ["pod.yaml"]);
    let output = run_in(folder.path(), &["both", "library"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let folders: Vec<&str> = text.lines().filter(|line| line.contains("not rendered")).collect();
    assert_eq!(
        folders,
        [
            "not rendered: a chart, so its templates are not judged; run helm template both, or use --render",
            "not rendered: a kustomization, so its resources are judged as they are; run kubectl kustomize both, or use --render",
        ]
    );
    let output = run_in(folder.path(), &["library"]);
    assert_eq!((output.status.code(), &*stderr(&output)), (Some(0), ""));
}

#[test]
fn a_part_of_a_chart_is_the_chart_from_everywhere() {
    let chart = e2e_tests::path("command/tree.in/post-chart");
    let run = |place: &str, argument: &str| {
        let output = run_in(&chart.join(place), &[argument]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = text.lines().find(|line| line.contains("not rendered")).unwrap_or_default();
        line.split("run helm template ").nth(1).unwrap_or_default().to_owned()
    };
    let whole = fs::canonicalize(&chart).unwrap_or_else(|error| panic!("{error}"));
    let cases = [
        ("", "templates", "., or use --render".to_owned()),
        ("..", "post-chart/templates", "post-chart, or use --render".into()),
        ("templates", ".", format!("{}, or use --render", whole.display())),
    ];
    for (place, argument, expected) in cases {
        assert_eq!(run(place, argument), expected, "{place} {argument}");
    }
}

#[test]
fn links_cannot_steer_a_terminal() {
    let folder = tree(&[("a\u{1b}]0;x\u{7}\n%41 b.yaml", REJECTED)]);
    let output = Command::new(token_check())
        .args(["--color", "always", "."])
        .env("FORCE_HYPERLINK", "1")
        .current_dir(folder.path())
        .output()
        .unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("/a%1B%5D0%3Bx%07%0A%2541%20b.yaml\u{1b}\\"), "{text:?}");
    assert!(!text.contains('\u{7}') && !text.contains("]0;x\u{7}"), "{text:?}");
}

/// Outputs that are a document stay one, whatever happens.
#[test]
fn documents_are_always_whole() {
    let folder = tree(&[("bad.yaml", REJECTED), ("settings.yaml", "action: deny\n")]);
    let output = run_in(folder.path(), &["--fix", "--yes", "--output", "json", "bad.yaml"]);
    assert_eq!(judged(&output)[0]["accepted"], true, "{}", stderr(&output));
    assert!(stderr(&output).contains("+"), "{}", stderr(&output));
    let refused = "settings.action must be one of reject, warn, mutate, not \"deny\"";
    for (format, expected) in [
        ("json", "[]\n".to_owned()),
        ("sarif", refused.replace('"', "\\\"")),
        ("gitlab", refused.replace('"', "\\\"")),
        ("junit", refused.replace('"', "&quot;")),
        ("github", format!("::error file=settings.yaml,line=1,title=not read::{refused}\n")),
    ] {
        let output =
            run_in(folder.path(), &["--settings", "settings.yaml", "--output", format, "bad.yaml"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains(&expected), "{format}: {text}");
        assert_eq!(stderr(&output), format!("error: settings.yaml: {refused}\n"), "{format}");
        assert_eq!(output.status.code(), Some(2), "{format}");
    }
    let odd = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\\uffff\\u0001]]>\"},\"spec\":{\"containers\":[{\"name\":\"a\"}]}}";
    let output = crate::common::run(&["--output", "junit", "-"], odd.as_bytes());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("name=\"Pod default/a??]]&gt;\""), "{text}");
    for option in [&["--fix"][..], &["--baseline", "x.json"], &["--write-baseline", "x.json"]] {
        let arguments = [option, &["cluster", "bad.yaml"]].concat();
        let output = run_in(folder.path(), &arguments);
        let expected = format!(
            "error: {}: expected only without a command, where files are judged\n",
            option[0]
        );
        assert_eq!((output.status.code(), stderr(&output)), (Some(2), expected));
    }
}

#[test]
fn names_of_files_cannot_steer_a_terminal() {
    let odd = "x\u{1b}[2K\u{202e}.yaml";
    let folder = tree(&[(odd, "kind: [Pod\n")]);
    for arguments in [
        &[odd][..],
        &["--output", "json", odd],
        &["--output", "sarif", odd],
        &["--output", "gitlab", odd],
        &["--output", "junit", odd],
        &["--output", "github", odd],
        &["--settings", odd, "-"],
        &["--context", odd, "-"],
        &["--baseline", odd, "-"],
        &["--policy", odd, "-"],
        &["explain", odd],
        &["cluster", odd],
        &["cluster", "--output", "html", odd],
        &["cluster", "--ending-within", "30d", odd],
        &["cluster", "--audit-log", odd, "-"],
        &["adopt", odd],
        &["compare", odd, odd],
    ] {
        let output = run_in(folder.path(), arguments);
        let text = stderr(&output);
        let whole = text.clone() + &String::from_utf8_lossy(&output.stdout);
        assert!(whole.contains("x?[2K?.yaml"), "{arguments:?}: {whole}");
        let steers = |c: &char| *c != '\n' && analysis::steers(*c);
        assert_eq!(text.chars().find(steers), None, "{arguments:?}: {text}");
    }
}
