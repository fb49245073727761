//! Names the containers that can read a token.

use analysis::exposure::Exposure;

/// The containers of these exposures, each once. Where the kind may have several Pod templates, the path of
/// theirs comes first: `spec.jobs[1].template: a, b; spec.head.template: c`.
pub fn listed<'e>(exposures: impl Iterator<Item = &'e Exposure>) -> String {
    let mut templates: Vec<(Option<&str>, Vec<&str>)> = Vec::new();
    for exposure in exposures {
        let (path, name) = (exposure.path.as_deref(), exposure.place());
        match templates.iter_mut().find(|(known, _)| *known == path) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => templates.push((path, vec![name])),
        }
    }
    let one = |(path, names): &(Option<&str>, Vec<&str>)| {
        let path = path.map(|path| format!("{path}: ")).unwrap_or_default();
        path + &names.join(", ")
    };
    templates.iter().map(one).collect::<Vec<_>>().join("; ")
}
