//! Removes injected volumes and their mounts, as `action: mutate` does (`src/answer/mutate.rs`).

use analysis::edit::Change;
use analysis::plugin::DEFAULT_PATH;

use super::{Subject, containers, items, text};

/// The changes.
pub fn changes(subject: &Subject<'_>) -> Vec<Change> {
    let names = subject.injected_names();
    let is_injected = |value| names.contains(&text(value, "name"));
    let mut changes = Vec::new();
    let mut still_mounted = Vec::new();
    for (list, index, container) in
        containers(subject.spec, &["initContainers", "containers", "ephemeralContainers"])
    {
        // From the last one, so that the indexes stay valid.
        for (item, mount) in items(container, "volumeMounts").rev() {
            if !is_injected(mount) {
                continue;
            }
            if text(mount, "mountPath") != DEFAULT_PATH || list == "ephemeralContainers" {
                still_mounted.push(text(mount, "name"));
                continue;
            }
            changes.push(Change::Remove {
                mapping: subject.to([list.into(), index.into()]),
                key: "volumeMounts".into(),
                item,
            });
        }
    }
    for (item, volume) in items(subject.spec, "volumes").rev() {
        if is_injected(volume) && !still_mounted.contains(&text(volume, "name")) {
            let mapping = subject.way.clone();
            changes.push(Change::Remove { mapping, key: "volumes".into(), item });
        }
    }
    changes
}
