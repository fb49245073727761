//! Entries of `allow.serviceAccounts`, as a table of the page.

use analysis::survey::exemptions::report::ExemptionReport;
use maud::{Markup, html};

use super::exemptions::{end, lines, name, setting};
use super::explain_use::sentence;

/// A row per entry; nothing if there are none.
pub fn table(all: &[&ExemptionReport]) -> Markup {
    html! {
        @if !all.is_empty() {
            div.scroll { table {
                thead { tr { @for title in ["Service account", "End", "Owner", "What depends on it", "Setting"] {
                    th scope="col" { (title) }
                } } }
                tbody { @for one in all { tr {
                    th scope="row" { (name(one)) }
                    td { (end(one)) }
                    td { (one.owner.as_deref().unwrap_or_default()) }
                    td { @for line in lines(one, usize::MAX) { div { (sentence(&line)) } } }
                    td { (setting(one)) }
                } } }
            } }
        }
    }
}
