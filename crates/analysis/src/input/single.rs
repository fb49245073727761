//! Reads a file that holds one document, such as settings. It is read more strictly than kubectl
//! reads manifests, because nothing in it may be lost.

use manifest::{Documents, Fault, Node, Note};

/// The document; `None` if there is none. Positions count from the start of the text.
///
/// # Errors
///
/// It is unreadable or gives a key twice, or something follows it.
pub fn single(documents: Documents<'_>) -> Result<Option<Node>, Fault> {
    let mut found = None;
    for document in documents {
        let lines = document.lines_before;
        let reading = document.read().map_err(|fault| fault.moved(lines))?;
        if let Some(note) = reading.notes.into_iter().next() {
            let what = match &note {
                Note::Twice { path, earlier, .. } => {
                    format!(
                        "expected each field once, found {path} also in line {}",
                        earlier + lines
                    )
                }
                Note::Merged { path, .. } => {
                    format!("expected each field once, found {path} also in the merge key below it")
                }
                Note::Unread { .. } => "expected nothing after the end of the settings".to_owned(),
            };
            return Err(Fault::at(note.line() + lines, what));
        }
        let Some(node) = reading.node.filter(|node| !node.is_null()) else {
            continue;
        };
        if found.is_some() {
            return Err(Fault::at(
                node.line + lines,
                "expected one document, found another".into(),
            ));
        }
        found = Some(node.moved(document.at.start, lines));
    }
    Ok(found)
}
