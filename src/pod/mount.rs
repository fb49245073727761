//! Works out which files of a volume a mount reaches.
//!
//! Kubelet writes a volume's entries below `..data` and links to them
//! (`pkg/volume/util/atomic_writer.go`), so a file has several paths. A mount leaves a file out
//! only if it provably reaches nothing but other entries; in case of doubt, the file counts as
//! reached.

use super::spec::{KeyToPath, VolumeMount};

/// Where the plugin mounts the token, compared byte by byte
/// (`plugin/pkg/admission/serviceaccount/admission.go`, `DefaultAPITokenMountPath`).
pub const DEFAULT_TOKEN_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

impl VolumeMount<'_> {
    /// Whether this mount is at exactly [`DEFAULT_TOKEN_PATH`].
    pub fn is_at_default_path(&self) -> bool {
        self.mount_path.as_deref() == Some(DEFAULT_TOKEN_PATH)
    }

    /// Whether the mount shows the volume as a whole, as the plugin's do.
    pub fn is_of_whole_volume(&self) -> bool {
        [&self.sub_path, &self.sub_path_expr]
            .into_iter()
            .all(|path| path.as_deref().unwrap_or_default().is_empty())
    }

    /// Whether the mount may expose the file at `path` in its volume, on nodes that read paths in
    /// this way.
    pub fn reaches(&self, path: &str, paths: Paths) -> bool {
        let by_expression = self.sub_path_expr.as_deref().is_some_and(|expr| !expr.is_empty());
        let sub_path = self.sub_path.as_deref().unwrap_or_default();
        let mut wanted = paths.elements(path);
        let mut mounted = paths.elements(sub_path).peekable();
        // A first element such as `..data` is a kubelet link to any of the entries.
        if by_expression
            || mounted.peek().is_some_and(|first| first.starts_with(b".."))
            || paths.may_rename(path)
            || paths.may_rename(sub_path)
        {
            return true;
        }
        // Either path may end first: at a directory above the file, or at something "below" it.
        loop {
            match (wanted.next(), mounted.next()) {
                (Some(a), Some(b)) if paths.same(a, b) => {}
                (Some(_), Some(_)) => return false,
                (None, _) | (_, None) => return true,
            }
        }
    }
}

/// How the nodes that a Pod may run on read the paths in a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paths {
    /// As on Linux.
    Linux,
    /// As on Linux or on Windows, where `\` divides elements as well and case does not matter.
    LinuxOrWindows,
}

impl Paths {
    fn elements(self, path: &str) -> impl Iterator<Item = &[u8]> {
        let divides = move |byte: &u8| {
            *byte == b'/' || *byte == b'\\' && matches!(self, Self::LinuxOrWindows)
        };
        path.as_bytes().split(divides).filter(|element| !matches!(*element, b"" | b"."))
    }

    fn same(self, a: &[u8], b: &[u8]) -> bool {
        a == b || self == Self::LinuxOrWindows && a.eq_ignore_ascii_case(b)
    }

    /// Whether a path may lead elsewhere than its elements say: to the element above, or because
    /// Windows drops dots and spaces at the end of a name, has short names and streams (`~`, `:`),
    /// and folds the case of other alphabets.
    fn may_rename(self, path: &str) -> bool {
        let is_odd = |byte: &u8| !byte.is_ascii() || matches!(byte, b'~' | b':');
        self == Self::LinuxOrWindows
            && self
                .elements(path)
                .any(|element| matches!(element, [.., b'.' | b' ']) || element.iter().any(is_odd))
    }
}

/// The paths at which a Secret volume exposes this key of the Secret.
pub fn key_paths<'i>(items: &'i [KeyToPath<'_>], key: &'i str) -> impl Iterator<Item = &'i str> {
    let whole = items.is_empty().then_some(key);
    let chosen = items
        .iter()
        .filter(move |item| item.key.as_deref() == Some(key))
        .map(|item| item.path.as_deref().unwrap_or_default());
    whole.into_iter().chain(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    #[test]
    fn a_mount_leaves_the_token_out_only_if_it_provably_reaches_other_entries() {
        // (path of the token in the volume, subPath, subPathExpr, reached)
        let cases = [
            ("token", "", "", true),
            ("token", "token", "", true),
            ("token", "ca.crt", "", false),
            ("token", "toke", "", false),
            ("token", "tokens", "", false),
            ("token", "./token", "", true),
            ("token", "token/", "", true),
            ("token", "token//", "", true),
            ("token", ".", "", true),
            ("token", "././", "", true),
            ("token", "/", "", true),
            ("token", "token/below", "", true),
            ("token", "..data", "", true),
            ("token", "..data/ca.crt", "", true),
            ("token", "./..data", "", true),
            ("token", "..2026_11_25_00_00_00.123456789", "", true),
            ("token", "ca.crt/..data", "", false),
            ("token", "ca.crt", "$(NAME)", true),
            ("token", "", "ca.crt", true),
            ("a/b/token", "a", "", true),
            ("a/b/token", "a/b", "", true),
            ("a/b/token", "a/b/", "", true),
            ("a/b/token", "a/c", "", false),
            ("a/b/token", "b", "", false),
            ("./a//token", "a/token", "", true),
            ("", "ca.crt", "", true),
        ];
        for (path, sub_path, expression, reached) in cases {
            let mount = VolumeMount {
                sub_path: Some(sub_path.into()),
                sub_path_expr: Some(expression.into()),
                ..VolumeMount::default()
            };
            for paths in [Paths::Linux, Paths::LinuxOrWindows] {
                let found = mount.reaches(path, paths);
                assert_eq!(found, reached, "{path:?} by {sub_path:?} {expression:?}, {paths:?}");
            }
        }
    }

    #[test]
    fn where_a_pod_may_run_on_windows_other_paths_reach_the_token_as_well() {
        // (path of the token in the volume, subPath, reached)
        let cases = [
            ("keys/api", r"keys\api", true),
            ("keys/api", r"KEYS\api", true),
            (r"keys\api", "keys/API", true),
            ("token", "TOKEN", true),
            ("token", r".\token", true),
            ("token", r"\token", true),
            ("token", r"\..data", true),
            ("token", r"a\..\token", true),
            ("token", "token.", true),
            ("token", "token ", true),
            ("token.", "token", true),
            ("token", ". /token", true),
            ("token", "TOKEN~1", true),
            ("token", "ca.crt::$DATA", true),
            ("été", "ÉTÉ", true),
            ("token", "..data", true),
            ("token", r"ca.crt\token", false),
            ("token", "CA.crt", false),
            ("token", r"keys\ca.crt", false),
            ("keys/api", r"keys\ca.crt", false),
        ];
        for (path, sub_path, reached) in cases {
            let mount = VolumeMount { sub_path: Some(sub_path.into()), ..VolumeMount::default() };
            let found = mount.reaches(path, Paths::LinuxOrWindows);
            assert_eq!(found, reached, "{path:?} by {sub_path:?}");
            let same_on_linux = ["..data"].contains(&sub_path);
            assert_eq!(
                mount.reaches(path, Paths::Linux),
                same_on_linux,
                "{path:?} by {sub_path:?}"
            );
        }
    }

    #[test]
    fn the_default_path_is_compared_byte_by_byte() {
        for (path, expected) in [
            ("/var/run/secrets/kubernetes.io/serviceaccount", true),
            ("/var/run/secrets/kubernetes.io/serviceaccount/", false),
            ("/run/secrets/kubernetes.io/serviceaccount", false),
            ("/var/run/secrets/kubernetes.io/./serviceaccount", false),
            ("", false),
        ] {
            let mount = VolumeMount { mount_path: Some(path.into()), ..VolumeMount::default() };
            assert_eq!(mount.is_at_default_path(), expected, "{path}");
        }
    }

    #[test]
    fn items_rename_the_token_or_leave_it_out() {
        let item = |key: &str, path: &str| KeyToPath {
            key: Some(key.to_owned().into()),
            path: Some(path.to_owned().into()),
        };
        let paths =
            |items: &[KeyToPath]| key_paths(items, "token").map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(paths(&[]), ["token"]);
        assert_eq!(paths(&[item("ca.crt", "token")]), [""; 0]);
        assert_eq!(paths(&[item("token", "ca.crt")]), ["ca.crt"]);
        assert_eq!(paths(&[item("token", "a"), item("token", "b/c")]), ["a", "b/c"]);
    }
}
