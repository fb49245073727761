//! What a log cannot show.

use audit_log::Sight;

use super::gaps::gaps;
use super::limit::Limit;

/// How long a log has to be to say much, in minutes: a week.
const LONG: u64 = 7 * 24 * 60;
const NANOS: i64 = 60_000_000_000;

/// What the logs cannot show, the gravest first.
pub fn limits(sight: &Sight) -> Vec<Limit> {
    if sight.events == 0 {
        return vec![Limit::NoEvents];
    }
    let (kinds, origins) = (sight.kinds, sight.origins);
    let has_reads = kinds.get || kinds.list;
    let gaps = gaps(&sight.activity);
    let short = minutes(sight).filter(|minutes| *minutes < LONG);
    let reads = match () {
        () if origins.azure_admin && !origins.azure_all => Some(Limit::AzureAdmin),
        () if origins.google && !origins.google_data_access => Some(Limit::GoogleNoReads),
        () => (!has_reads).then_some(Limit::NoReads),
    };
    let pods = match () {
        () if kinds.pods => None,
        () if origins.google => Some(Limit::GoogleNoPods),
        () => Some(Limit::NoPods),
    };
    let counts = [
        (sight.unread, Limit::Unread { count: sight.unread }),
        (sight.truncated, Limit::Truncated { count: sight.truncated }),
        (sight.pages, Limit::Pages { count: sight.pages }),
    ];
    let names: Vec<String> = sight.servers.iter().map(|(name, _)| name.to_owned()).collect();
    let more = usize::from(sight.servers.rest().is_some());
    let servers = match names.is_empty() {
        // A service of Google Cloud takes the logs of all.
        true if origins.google && !origins.events => None,
        true => Some(Limit::UnnamedServers),
        false => Some(Limit::Servers { names, more }),
    };
    let has_paths = kinds.discovery || kinds.version || kinds.health;
    let all = [
        short.map(|minutes| Limit::Short { minutes }),
        (!gaps.is_empty()).then_some(Limit::Gaps { gaps }),
        reads,
        pods,
    ];
    all.into_iter()
        .flatten()
        .chain(counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, limit)| limit))
        .chain(servers)
        .chain((!has_paths).then_some(Limit::NoDiscovery))
        .chain((!kinds.core_events).then_some(Limit::NoCoreEvents))
        .chain([Limit::OtherSystems])
        .collect()
}

/// How many minutes there are between the first and the last request.
pub fn minutes(sight: &Sight) -> Option<u64> {
    let (first, last) = (sight.span.first?, sight.span.last?);
    let nanos = last.nanos().saturating_sub(first.nanos());
    // To the next one.
    u64::try_from(nanos.saturating_add(NANOS / 2) / NANOS).ok()
}

/// Whether the logs are too short to say much.
pub fn is_short(sight: &Sight) -> bool {
    minutes(sight).is_none_or(|minutes| minutes < LONG)
}
