//! Checks where links lead.

use std::path::{Component, Path, PathBuf};

use super::page::Page;

/// Checks that a page's link leads to a file, a folder or a heading in the repository.
///
/// # Errors
///
/// The reason why it does not.
pub fn check(repository: &Path, page: &Page, link: &str) -> Result<(), String> {
    if link.contains("://") {
        return Ok(()); // not ours
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let folder = page.path.parent().unwrap_or(Path::new(""));
    let target = if file.is_empty() { page.path.clone() } else { folder.join(file) };
    let Some(target) = below(&target) else {
        return Err("it leads out of the repository".into());
    };
    if !file.is_empty() && !repository.join(&target).exists() {
        return Err(format!("there is no {}", target.display()));
    }
    if anchor.is_empty() {
        return Ok(());
    }
    let anchors = if file.is_empty() {
        page.anchors.clone()
    } else if target.extension().is_some_and(|extension| extension == "md") {
        Page::open(repository, &target).anchors
    } else {
        return Err("only a page has headings".into());
    };
    if anchors.contains(anchor) {
        Ok(())
    } else {
        Err(format!("{} has no heading #{anchor}", target.display()))
    }
}

/// The path without `..`; `None` if it leaves the repository.
fn below(path: &Path) -> Option<PathBuf> {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => clean.push(part),
            Component::ParentDir => {
                if !clean.pop() {
                    return None;
                }
            }
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(clean)
}
