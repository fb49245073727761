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
            let mut what = "expected one document, found another".to_owned();
            if node.get("kind").is_some() {
                what.push_str("; of several objects, put the one to read into a file of its own");
            }
            return Err(Fault::at(node.line + lines, what));
        }
        found = Some(node.moved(document.at.start, lines));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use manifest::documents;

    use super::*;

    #[test]
    fn nothing_is_lost() {
        let twice = "1: expected each field once, found action also in line 1";
        let ended = "2: expected nothing after the end of the settings";
        let cases = [
            ("action: warn\n", Ok("{\"action\":\"warn\"}")),
            ("---\n# c\n---\naction: warn\n...\n# c\n---\n", Ok("{\"action\":\"warn\"}")),
            ("{\"action\": \"warn\"}\n", Ok("{\"action\":\"warn\"}")),
            ("<<: [{a: 1}, {a: 2}]\n", Ok("{\"a\":1}")),
            ("<<: {a: 1}\na: 2\n", Ok("{\"a\":2}")),
            ("{action: warn, action: reject}\n", Err(twice)),
            ("{\"action\": 1, \"action\": 2}", Err(twice)),
            ("<<: {action: 1, action: 2}\n", Err(twice)),
            (
                "<<: {a: 1}\n<<: {a: 2}\n",
                Err("1: expected each field once, found a also in the merge key below it"),
            ),
            ("action: warn\n... action: reject\n", Err(ended)),
            ("action: warn\n...\raction: reject\n", Err(ended)),
            ("action: warn\n...\u{2028}action: reject\n", Err(ended)),
            (
                "action: warn\n...\n...action: reject\n",
                Err("3: expected nothing after the end of the settings"),
            ),
            (
                "# c\n{action: warn}\n...\n# x\raction: reject\n",
                Err("4: expected nothing after the end of the settings"),
            ),
            ("action: warn\n---\naction: reject\n", Err("3: expected one document, found another")),
            (
                "kind: A\n---\nkind: B\n",
                Err(
                    "3: expected one document, found another; of several objects, put the one to read into a file of its own",
                ),
            ),
            ("{\"action\": \"warn\"} {}", Err("1: expected one document, found another")),
        ];
        for (text, expected) in cases {
            let read = single(documents(text));
            let found = match &read {
                Ok(node) => {
                    Ok(node.as_ref().map_or("null".into(), |node| node.to_json().to_string()))
                }
                Err(fault) => Err(format!("{}: {}", fault.line.unwrap_or_default(), fault.what)),
            };
            assert_eq!(found.as_deref().map_err(String::as_str), expected, "{text:?}");
        }
    }
}
