// The sample log fits the sample cluster, and is always the same.

import { expect, test } from "vitest";
import { sampleCluster, sampleLog } from "../../../web/views/cluster/usage/sample";

interface Event {
  readonly auditID: string;
  readonly requestReceivedTimestamp: string;
  readonly user: { readonly extra: Readonly<Record<string, readonly string[]>> };
  readonly annotations: Readonly<Record<string, string>>;
}
interface Item {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const dump = sampleCluster();
const events = sampleLog(dump)
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Event);
const items = (JSON.parse(dump) as { items: Item[] }).items;

test("it is always the same", () => expect(sampleLog(dump)).toBe(sampleLog(sampleCluster())));

test("each event has its own ID", () =>
  expect(new Set(events.map(({ auditID }) => auditID)).size).toBe(events.length));

test("it covers more than a week", () => {
  const times = events.map(({ requestReceivedTimestamp }) => Date.parse(requestReceivedTimestamp));
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(7 * 86_400_000);
});

test("its Pods are in the cluster", () => {
  const pods = new Set(items.filter(({ kind }) => kind === "Pod").map(({ metadata }) => metadata.name));
  const named = events.flatMap(({ user }) => user.extra["authentication.kubernetes.io/pod-name"] ?? []);
  expect(new Set(named).size).toBeGreaterThan(10);
  for (const name of named) expect(pods).toContain(name);
});

test("its role bindings are in the cluster", () => {
  const known = new Set(
    items
      .filter(({ kind }) => kind.endsWith("RoleBinding"))
      .map(
        ({ kind, metadata: { namespace, name } }) => `${kind} "${namespace ? `${name}/${namespace}` : name}"`,
      ),
  );
  const reasons = events.map(({ annotations }) => annotations["authorization.k8s.io/reason"] ?? "");
  const used = new Set(
    reasons.flatMap((reason) => /allowed by (\S+ "[^"]+").* ServiceAccount/.exec(reason)?.[1] ?? []),
  );
  expect(used.size).toBeGreaterThan(4);
  for (const binding of used) expect(known).toContain(binding);
});
