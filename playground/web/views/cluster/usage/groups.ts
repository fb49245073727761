// The workloads by group.

import type { Bars, Found, Group, WorkloadUse } from "../../../engine/usage-types";

/** In the order in which people act on them. */
export const GROUPS: readonly Group[] = ["unused", "everyone", "own", "unknown"];

/** A workload, and its requests over time. */
export interface Member {
  readonly workload: WorkloadUse;
  readonly bars: Bars;
}

export function membersOf({ report, activity }: Found): Readonly<Record<Group, readonly Member[]>> {
  const groups: Record<Group, Member[]> = { unused: [], everyone: [], own: [], unknown: [] };
  report.usage?.workloads.forEach((workload, at) => {
    groups[workload.group].push({ workload, bars: activity[at] ?? { minutes: 1, bars: [] } });
  });
  return groups;
}
