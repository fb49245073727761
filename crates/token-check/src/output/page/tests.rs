use super::*;

fn printed(width: Option<usize>, print: impl Fn(&mut Page<'_>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    print(&mut Page::of_width(&mut out, width)).unwrap();
    String::from_utf8(anstream::adapter::strip_bytes(&out).into_vec()).unwrap()
}

#[test]
fn rows_fit_the_page_and_no_name_is_broken() {
    let row = |cells: [&str; 3]| cells.map(Cell::new).to_vec();
    let rows = [
        row(["a.yaml:1", "Pod shop/web", "web"]),
        row(["deploy/long.yaml:12", "CronJob shop/report", "fetch, report-with-a-long-name"]),
        row(["b.yaml:1", "Pod shop/none", ""]),
    ];
    let cases = [
        (
            None,
            "  a.yaml:1             Pod shop/web         web\n\
             \x20 deploy/long.yaml:12  CronJob shop/report  fetch, report-with-a-long-name\n\
             \x20 b.yaml:1             Pod shop/none\n",
        ),
        (
            Some(60),
            "  a.yaml:1             Pod shop/web         web\n\
             \x20 deploy/long.yaml:12  CronJob shop/report\n\
             \x20   fetch, report-with-a-long-name\n\
             \x20 b.yaml:1             Pod shop/none\n",
        ),
        (
            Some(24),
            "  a.yaml:1\n    Pod shop/web\n    web\n\
             \x20 deploy/long.yaml:12\n    CronJob shop/report\n\
             \x20   fetch,\n    report-with-a-long-name\n\
             \x20 b.yaml:1\n    Pod shop/none\n",
        ),
    ];
    for (width, expected) in cases {
        assert_eq!(printed(width, |page| page.rows(2, &rows, |_, _| Ok(()))), expected);
    }
}

#[test]
fn rows_are_stacked_where_one_does_not_fit() {
    let row = |cells: [&str; 3]| cells.map(Cell::new).to_vec();
    let rows = [row(["a.yaml:1", "Pod shop/web", "web"]), row(["long.yaml:12", "Pod shop/b", ""])];
    let cases = [
        (None, "  a.yaml:1      Pod shop/web  web\n  long.yaml:12  Pod shop/b\n"),
        (Some(33), "  a.yaml:1      Pod shop/web  web\n  long.yaml:12  Pod shop/b\n"),
        (Some(32), "  a.yaml:1\n    Pod shop/web  web\n  long.yaml:12\n    Pod shop/b\n"),
    ];
    for (width, expected) in cases {
        let found = printed(width, |page| page.stacked_rows(2, &rows, |_, _| Ok(())));
        assert_eq!(found, expected);
    }
}

#[test]
fn paragraphs_fit_the_page_and_keep_their_title() {
    let text = "container a would get the API token of service account default/default: why";
    let cases = [
        (None, format!("  rejected: {text}\n")),
        (
            Some(50),
            "  rejected: container a would get the API token of\n\
             \x20 service account default/default: why\n"
                .into(),
        ),
        (Some(1), format!("  rejected:\n  {}\n", text.replace(' ', "\n  "))),
    ];
    for (width, expected) in cases {
        assert_eq!(
            printed(width, |page| page.titled(2, "rejected:", RED, &format!(" {text}"))),
            expected
        );
    }
}
