// The workloads by group.

import type { Bars, Found, Group, Why, WorkloadUse } from "../../../engine/usage-types";

/** In the order in which people act on them. */
export const GROUPS: readonly Group[] = ["unused", "everyone", "own", "unknown"];

/** A workload, and more about it. */
export interface Member {
  readonly workload: WorkloadUse;
  readonly activity: Bars;
  readonly why: Why | null;
  /** What is left to do if it used no token and cannot opt out by a patch; null otherwise. */
  readonly left: "nothing" | "byHand" | null;
}

export function membersOf({ report, workloads }: Found): Readonly<Record<Group, readonly Member[]>> {
  const groups: Record<Group, Member[]> = { unused: [], everyone: [], own: [], unknown: [] };
  const key = ({ kind, namespace, name }: Named) => `${kind} ${namespace}/${name}`;
  const optOut = new Set(report.adopt.plan.map(key));
  report.usage?.workloads.forEach((workload, at) => {
    const more = workloads[at];
    if (!more) return;
    const { activity, why, isKnown, hasToken } = more;
    const isLeft = isKnown && workload.group === "unused" && !optOut.has(key(workload));
    const left = isLeft ? (hasToken ? "byHand" : "nothing") : null;
    groups[workload.group].push({ workload, activity, why, left });
  });
  // Those with something to do come first.
  groups.unused.sort((a, b) => Number(a.left === "nothing") - Number(b.left === "nothing"));
  return groups;
}

type Named = Pick<WorkloadUse, "kind" | "namespace" | "name">;

/** Why a workload is in its group; null if that is plain, or the logs do not name it. */
export function whyOf({ report, workloads }: Found, { kind, namespace, name }: Named): Why | null {
  const all = report.usage?.workloads ?? [];
  const at = all.findIndex(
    (one) => one.kind === kind && one.namespace === namespace && one.name === name && one.group === "unused",
  );
  return workloads[at]?.why ?? null;
}
