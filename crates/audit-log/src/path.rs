//! Paths that are no resources.

/// The longest first part that is kept.
const LONGEST: usize = 64;

/// A path without its query, down to its first part: `/healthz`, `/apis/*`.
pub(crate) fn normal(uri: &str, into: &mut String) {
    let path = uri.split(['?', '#']).next().unwrap_or_default();
    let path = path.trim_start_matches('/');
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    into.push('/');
    into.extend(first.chars().filter(|char| !char.is_control()).take(LONGEST));
    if !rest.is_empty() {
        into.push_str("/*");
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths() {
        let all = [
            ("/healthz", "/healthz"),
            ("/healthz/", "/healthz"),
            ("/healthz/etcd?verbose", "/healthz/*"),
            ("/apis/apps/v1", "/apis/*"),
            ("version", "/version"),
            ("/", "/"),
            ("", "/"),
            ("/a\u{1b}b", "/ab"),
        ];
        for (uri, expected) in all {
            let mut path = String::new();
            super::normal(uri, &mut path);
            assert_eq!(path, expected, "{uri}");
        }
    }
}
