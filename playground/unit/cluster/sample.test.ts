// The sample cluster is plausible, and always the same.

import { expect, test } from "vitest";
import { sampleDump } from "../../web/views/cluster/sample";

interface Item {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly ownerReferences?: readonly Owner[];
  };
  readonly spec?: {
    readonly serviceAccountName?: string;
    readonly volumes?: readonly { readonly name: string }[];
  };
}
interface Owner {
  readonly kind: string;
  readonly name: string;
}

const read = (objects: number) => (JSON.parse(sampleDump(objects)) as { items: Item[] }).items;
const id = ({ kind, metadata }: Item) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;

test("it has the requested number of objects", () => {
  for (const count of [0, 1, 240, 1000]) expect(read(count)).toHaveLength(count);
});

test("it is always the same, and a larger one starts with the same objects", () => {
  expect(sampleDump(240)).toBe(sampleDump(240));
  expect(read(1000).slice(0, 240)).toEqual(read(240));
});

test("no two objects have the same name", () => {
  const names = read(5000).map(id);
  expect(new Set(names).size).toBe(names.length);
});

test("owners and service accounts of Pods come before them", () => {
  const known = new Set<string>();
  for (const item of read(1000)) {
    const { namespace, ownerReferences = [] } = item.metadata;
    for (const { kind, name } of ownerReferences) expect(known).toContain(`${kind} ${namespace}/${name}`);
    if (item.kind === "Pod") {
      expect(ownerReferences).toHaveLength(1);
      expect(known).toContain(`ServiceAccount ${namespace}/${item.spec?.serviceAccountName}`);
    }
    known.add(id(item));
  }
});

test("Pods have the volume that Kubernetes adds, unless they opt out", () => {
  const mounts = (name: string) => {
    const pods = read(240).filter(({ kind, metadata }) => kind === "Pod" && metadata.name.startsWith(name));
    expect(pods.length).toBeGreaterThan(0);
    return pods.map(
      ({ spec }) => spec?.volumes?.some((volume) => volume.name.startsWith("kube-api-access-")) ?? false,
    );
  };
  // In this order: the Pod opts in, the account opts out, neither does either, the Pod opts out.
  expect(mounts("prometheus-")).not.toContain(false);
  expect(mounts("grafana-")).not.toContain(true);
  expect(mounts("coredns-")).not.toContain(false);
  expect(mounts("legacy-deployer-")).not.toContain(true);
});
