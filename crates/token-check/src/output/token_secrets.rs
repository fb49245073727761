//! Token Secrets, and when their tokens were used last.

use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use analysis::survey::legacy::TokenSecret;
use audit_log::Stamp;

use super::page::{BOLD, Cell, Page, YELLOW};

/// How long a token may go unused before its Secret is named for deletion, in days. Kubernetes
/// invalidates those that it made itself after as long
/// (`--legacy-service-account-token-clean-up-period`).
const DAYS: i64 = 365;
const NANOS_PER_DAY: i64 = 86_400 * 1_000_000_000;

/// Prints a row per Secret.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(secrets: &[TokenSecret], page: &mut Page<'_>) -> io::Result<()> {
    if secrets.is_empty() {
        return Ok(());
    }
    page.gap()?;
    page.titled(0, "Secrets with a token that never expires", BOLD, "")?;
    let today = today();
    let row = |secret: &TokenSecret| {
        let TokenSecret { namespace, name, account, .. } = secret;
        vec![
            Cell::new(&format!("Secret {namespace}/{name}")),
            Cell::new(&format!("account {account}")),
            Cell::new(&used(secret)),
            Cell::new(if can_go(secret, today) { "can be deleted" } else { "" }).styled(YELLOW),
        ]
    };
    let rows: Vec<Vec<Cell>> = secrets.iter().map(row).collect();
    page.rows(2, &rows, |_, _| Ok(()))
}

/// When the token was used last, in words.
pub fn used(secret: &TokenSecret) -> String {
    let last = match &secret.last_used {
        Some(day) => format!("last used on {day}"),
        None => "not used since Kubernetes keeps track (1.27)".into(),
    };
    match &secret.invalid_since {
        Some(day) => format!("{last}, refused since {day}"),
        None => last,
    }
}

/// Whether nobody has used the token for a year, as of a day since 1970.
pub fn can_go(secret: &TokenSecret, today: i64) -> bool {
    let day = |day: &str| {
        Stamp::new(&format!("{day}T00:00:00Z")).map(|stamp| stamp.nanos() / NANOS_PER_DAY)
    };
    secret.last_used.as_deref().and_then(day).is_some_and(|day| today - day > DAYS)
}

/// Days since 1970.
pub fn today() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs() / 86_400).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_unused_for_a_year_can_go() {
        let secret = |last: Option<&str>, invalid: Option<&str>| TokenSecret {
            namespace: "shop".into(),
            name: "token".into(),
            account: "web".into(),
            last_used: last.map(str::to_owned),
            invalid_since: invalid.map(str::to_owned),
        };
        let cases = [
            (None, None, "not used since Kubernetes keeps track (1.27)", false),
            (Some("2026-11-28"), None, "last used on 2026-11-28", false),
            (Some("2025-11-29"), None, "last used on 2025-11-29", false),
            (
                Some("2025-11-28"),
                Some("2026-11-28"),
                "last used on 2025-11-28, refused since 2026-11-28",
                true,
            ),
            (Some("soon"), None, "last used on soon", false),
        ];
        // 2026-11-29
        let today = 20_786;
        for (last, invalid, words, gone) in cases {
            let secret = secret(last, invalid);
            assert_eq!((used(&secret).as_str(), can_go(&secret, today)), (words, gone), "{last:?}");
        }
    }
}
