//! Finds out which of the known custom kinds a cluster has.

use analysis::adopt::custom_kinds::CustomKinds;
use analysis::known_kinds::all;

use super::discovery::{Group, Groups, Resources, Version, get};
use super::exchange::Exchange;

/// Adds the kinds that the API server serves, in any version. Returns why that is not known of all.
pub(super) async fn add_served(
    exchange: &Exchange,
    custom: &mut CustomKinds,
) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    let groups = match get::<Groups>(exchange, "/apis").await? {
        Ok(Groups { groups }) => groups,
        Err(why) => return Ok(vec![why]),
    };
    let known = all();
    let is_known = |group: &Group| known.iter().any(|known| known.group == group.name);
    for group in groups.iter().filter(|group| is_known(group)) {
        for Version { group_version } in &group.versions {
            match get::<Resources>(exchange, &format!("/apis/{group_version}")).await? {
                Ok(Resources { resources }) => {
                    resources.iter().for_each(|resource| custom.add(&group.name, &resource.kind));
                }
                Err(why) => faults.push(why),
            }
        }
    }
    Ok(faults)
}
