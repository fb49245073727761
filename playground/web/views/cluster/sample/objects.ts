// Builds the Kubernetes objects of the sample cluster.

import type { Account, Workload } from "./workloads";

export type Manifest = Readonly<Record<string, unknown>>;

const CREATED = "2026-01-12T08:30:00Z";
const TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** A suffix like those that Kubernetes generates, always the same for the same number. */
function ending(seed: number): string {
  let rest = (Math.imul(seed + 1, 2654435761) >>> 0) + 60466176;
  let text = "";
  for (let at = 0; at < 5; at++) {
    text += LETTERS[rest % LETTERS.length];
    rest = Math.floor(rest / LETTERS.length);
  }
  return text;
}

function metadata(name: string, namespace: string, more: Manifest = {}): Manifest {
  return { name, namespace, creationTimestamp: CREATED, resourceVersion: "1", ...more };
}

function labels(workload: Workload): Manifest {
  return { "app.kubernetes.io/name": workload.name };
}

export function account(namespace: string, { name, automount, secrets }: Account): Manifest {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: metadata(name, namespace),
    ...(automount === undefined ? {} : { automountServiceAccountToken: automount }),
    ...(secrets ? { secrets: secrets.map((secret) => ({ name: secret })) } : {}),
  };
}

export function bindings(namespace: string, { name, role, clusterRole }: Account): Manifest[] {
  const subjects = [{ kind: "ServiceAccount", name, namespace }];
  const group = { apiGroup: "rbac.authorization.k8s.io" };
  const apiVersion = "rbac.authorization.k8s.io/v1";
  const found: Manifest[] = [];
  if (role)
    found.push({
      apiVersion,
      kind: "RoleBinding",
      metadata: metadata(role, namespace),
      roleRef: { ...group, kind: "Role", name: role },
      subjects,
    });
  if (clusterRole) {
    const meta = { name: `${namespace}-${name}`, creationTimestamp: CREATED, resourceVersion: "1" };
    found.push({
      apiVersion,
      kind: "ClusterRoleBinding",
      metadata: meta,
      roleRef: { ...group, kind: "ClusterRole", name: clusterRole },
      subjects,
    });
  }
  return found;
}

/** A Pod spec as its author writes it. */
export function podSpec(workload: Workload): Manifest {
  const container = (name: string, first: boolean) => ({
    name,
    image: `registry.example/${name}:1.4`,
    imagePullPolicy: "IfNotPresent",
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    ...(first && workload.tokenFor !== undefined
      ? { volumeMounts: [{ mountPath: "/tokens", name: "token", readOnly: true }] }
      : {}),
    ...(first && workload.tokenSecret
      ? {
          env: [{ name: "TOKEN", valueFrom: { secretKeyRef: { key: "token", name: workload.tokenSecret } } }],
        }
      : {}),
  });
  const source = {
    expirationSeconds: 3600,
    path: "token",
    ...(workload.tokenFor ? { audience: workload.tokenFor } : {}),
  };
  return {
    ...(workload.automount === undefined ? {} : { automountServiceAccountToken: workload.automount }),
    ...(workload.initContainers
      ? { initContainers: workload.initContainers.map((name) => container(name, false)) }
      : {}),
    containers: workload.containers.map((name, at) => container(name, at === 0)),
    dnsPolicy: "ClusterFirst",
    restartPolicy: workload.kind === "CronJob" ? "OnFailure" : "Always",
    schedulerName: "default-scheduler",
    securityContext: {},
    serviceAccount: workload.account,
    serviceAccountName: workload.account,
    terminationGracePeriodSeconds: 30,
    ...(workload.tokenFor === undefined
      ? {}
      : {
          volumes: [
            { name: "token", projected: { defaultMode: 420, sources: [{ serviceAccountToken: source }] } },
          ],
        }),
  };
}

interface Spec {
  readonly containers: readonly Manifest[];
  readonly initContainers?: readonly Manifest[];
  readonly volumes?: readonly Manifest[];
}

/** A Pod spec with what the ServiceAccount admission plugin adds. */
function injected(spec: Manifest, seed: number): Manifest {
  const { containers, initContainers, volumes } = spec as unknown as Spec;
  const name = `kube-api-access-${ending(seed)}`;
  const mounted = (container: Manifest) => ({
    ...container,
    volumeMounts: [
      ...((container.volumeMounts as Manifest[] | undefined) ?? []),
      { mountPath: TOKEN_PATH, name, readOnly: true },
    ],
  });
  const sources = [
    { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
    { configMap: { items: [{ key: "ca.crt", path: "ca.crt" }], name: "kube-root-ca.crt" } },
    {
      downwardAPI: {
        items: [{ fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" }, path: "namespace" }],
      },
    },
  ];
  return {
    ...spec,
    containers: containers.map(mounted),
    ...(initContainers ? { initContainers: initContainers.map(mounted) } : {}),
    volumes: [...(volumes ?? []), { name, projected: { defaultMode: 420, sources } }],
  };
}

export function pod(
  namespace: string,
  workload: Workload,
  owner: Owner,
  seed: number,
  automount: boolean,
): Manifest {
  const spec = {
    ...podSpec(workload),
    nodeName: `node-${(seed % 4) + 1}`,
    priority: 0,
    enableServiceLinks: true,
  };
  const controller = {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.name,
    uid: `uid-${owner.name}`,
    controller: true,
    blockOwnerDeletion: true,
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: metadata(`${owner.name}-${ending(seed)}`, namespace, {
      labels: labels(workload),
      ownerReferences: [controller],
    }),
    spec: automount ? injected(spec, seed) : spec,
    status: {
      phase: "Running",
      qosClass: "Burstable",
      conditions: [{ type: "Ready", status: "True", lastTransitionTime: CREATED }],
    },
  };
}

export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** The objects above a workload's Pods; the last one owns the Pods. */
export function controllers(namespace: string, workload: Workload, seed: number): Manifest[] {
  const { kind, name } = workload;
  const template = { metadata: { labels: labels(workload) }, spec: podSpec(workload) };
  const owned = (by: Owner) => ({ ownerReferences: [{ ...by, uid: `uid-${by.name}`, controller: true }] });
  const apps = { replicas: workload.replicas, selector: { matchLabels: labels(workload) }, template };
  if (kind === "CronJob") {
    const cron = { apiVersion: "batch/v1", kind, name };
    const job = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: metadata(`${name}-${29470000 + seed}`, namespace, owned(cron)),
      spec: { backoffLimit: 6, template },
    };
    const spec = { schedule: "0 3 * * *", jobTemplate: { spec: { template } } };
    return [{ apiVersion: "batch/v1", kind, metadata: metadata(name, namespace), spec }, job];
  }
  const top = {
    apiVersion: "apps/v1",
    kind,
    metadata: metadata(name, namespace, { labels: labels(workload) }),
    spec: apps,
  };
  if (kind !== "Deployment") return [top];
  const above = { apiVersion: "apps/v1", kind, name };
  return [
    top,
    {
      ...top,
      kind: "ReplicaSet",
      metadata: metadata(`${name}-${ending(seed)}${ending(seed + 7)}`, namespace, {
        labels: labels(workload),
        ...owned(above),
      }),
    },
  ];
}
