//! Formats lists of containers and volumes for use in sentences.

use crate::decide::exposure::Exposure;
use crate::decide::token_source::ContainerKind;
use crate::prelude::*;
use crate::text::{count, name_in_sentence, worded};

/// How many names are listed; the rest are counted.
const MOST_NAMED: usize = 5;

/// What sentences call a container of this kind.
pub fn kind_name(kind: ContainerKind) -> &'static str {
    match kind {
        ContainerKind::Init => "init container",
        ContainerKind::Regular => "container",
        ContainerKind::Ephemeral => "ephemeral container",
    }
}

/// The first exposure of each container. Those of one container are adjacent.
pub fn distinct<'m, 'p>(members: &'m [&'m Exposure<'p>]) -> impl Iterator<Item = &'m Exposure<'p>> {
    let mut last = None;
    members
        .iter()
        .copied()
        .filter(move |member| last.replace(member.container) != Some(member.container))
}

/// "init container a, containers b and c": names at most five.
pub fn containers(members: &[&Exposure<'_>]) -> String {
    let mut named: Vec<&Exposure<'_>> = Vec::new();
    let mut more = 0;
    for member in distinct(members) {
        if named.len() < MOST_NAMED {
            named.push(member);
        } else {
            more += 1;
        }
    }
    let mut text = String::new();
    for (index, member) in named.iter().enumerate() {
        let kind = member.container_kind;
        let same_before = index > 0 && named[index - 1].container_kind == kind;
        let same_after = named.get(index + 1).is_some_and(|next| next.container_kind == kind);
        let is_last = index + 1 == named.len() && more == 0;
        if index > 0 {
            text.push_str(if is_last { " and " } else { ", " });
        }
        if !same_before {
            text.push_str(kind_name(kind));
            text.push_str(if same_after { "s " } else { " " });
        }
        text.push_str(&name_in_sentence(member.container));
    }
    if more > 0 {
        text.push_str(&worded(" and {} more", &[&count(more)]));
    }
    text
}

/// "volume a", "volumes a and b": names at most five; empty if no volume is known.
pub fn volumes(members: &[&Exposure<'_>]) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut last = None;
    let mut more = false;
    for volume in members.iter().filter_map(|member| member.volume) {
        if last == Some(volume) || names.contains(&volume) {
            continue;
        }
        last = Some(volume);
        if names.len() < MOST_NAMED {
            names.push(volume);
        } else {
            more = true;
        }
    }
    let mut text = match names.len() {
        0 => return String::new(),
        1 => String::from("volume "),
        _ => String::from("volumes "),
    };
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            let is_last = index + 1 == names.len() && !more;
            text.push_str(if is_last { " and " } else { ", " });
        }
        text.push_str(&name_in_sentence(name));
    }
    if more {
        text.push_str(" and more");
    }
    text
}
