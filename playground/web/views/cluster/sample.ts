// The sample cluster.

import type { Manifest, Owner } from "./sample/objects";
import { account, bindings, controllers, pod } from "./sample/objects";
import type { Namespace, Workload } from "./sample/workloads";
import { PLATFORM, team } from "./sample/workloads";

/** What `kubectl get … -A -o json` prints for a cluster with this many objects; always the same. */
export function sampleDump(objects: number): string {
  const items: Manifest[] = [];
  for (let at = 0; items.length < objects; at++) {
    const next = PLATFORM[at] ?? team(at - PLATFORM.length);
    for (const item of namespaceObjects(next, items.length)) items.push(item);
  }
  items.length = objects;
  return JSON.stringify({ apiVersion: "v1", items, kind: "List", metadata: { resourceVersion: "" } });
}

function* namespaceObjects(namespace: Namespace, seed: number): Generator<Manifest> {
  for (const each of namespace.accounts) {
    yield account(namespace.name, each);
    yield* bindings(namespace.name, each);
  }
  for (const workload of namespace.workloads) {
    seed += 31;
    const above = controllers(namespace.name, workload, seed);
    yield* above;
    const owner = ownerOf(above);
    for (let at = 0; at < workload.replicas; at++) {
      yield pod(namespace.name, workload, owner, seed + at, automounts(namespace, workload));
    }
  }
}

function automounts(namespace: Namespace, workload: Workload): boolean {
  const says = namespace.accounts.find(({ name }) => name === workload.account)?.automount;
  return workload.automount ?? says ?? true;
}

function ownerOf(above: readonly Manifest[]): Owner {
  const last = above.at(-1) as { apiVersion: string; kind: string; metadata: { name: string } };
  return { apiVersion: last.apiVersion, kind: last.kind, name: last.metadata.name };
}
