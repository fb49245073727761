// A sample audit log that fits the sample cluster.

import { sampleDump } from "../sample";

const OBJECTS = 240;

/** The sample cluster. */
export function sampleCluster(): string {
  return sampleDump(OBJECTS);
}

interface Item {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly serviceAccountName?: string; readonly volumes?: readonly unknown[] };
}

/** What the Pods of an account ask for, and the binding that allows it. */
interface Habit {
  /** Matches `namespace/name` of a Pod. */
  readonly pods: RegExp;
  readonly verb: string;
  /** A path that is no resource, or a resource with its group. */
  readonly path?: string;
  readonly resource?: string;
  readonly group?: string;
  readonly binding: "role" | "clusterRole" | "everyone" | "refused";
  /** The hours between two requests. */
  readonly every: number;
}

const HABITS: readonly Habit[] = [
  {
    pods: /^kube-system\/coredns-/,
    verb: "list",
    resource: "endpointslices",
    group: "discovery.k8s.io",
    binding: "clusterRole",
    every: 5,
  },
  {
    pods: /^kube-system\/kube-proxy-/,
    verb: "watch",
    resource: "services",
    binding: "clusterRole",
    every: 7,
  },
  {
    pods: /^kube-system\/metrics-server-/,
    verb: "list",
    resource: "nodes",
    binding: "clusterRole",
    every: 2,
  },
  {
    pods: /^ingress-nginx\/ingress-nginx-controller-/,
    verb: "update",
    resource: "leases",
    group: "coordination.k8s.io",
    binding: "role",
    every: 3,
  },
  { pods: /^monitoring\/prometheus-/, verb: "watch", resource: "pods", binding: "clusterRole", every: 4 },
  { pods: /^ci\/runner-/, verb: "create", resource: "pods", binding: "role", every: 9 },
  {
    pods: /\/worker-/,
    verb: "update",
    resource: "leases",
    group: "coordination.k8s.io",
    binding: "role",
    every: 6,
  },
  { pods: /\/cache-/, verb: "get", path: "/version", binding: "everyone", every: 24 },
  { pods: /\/report-/, verb: "list", resource: "pods", binding: "refused", every: 24 },
];

const START = Date.parse("2026-03-02T06:00:00Z");
const HOURS = 24 * 9;

/** Nine days of audit events, as lines of JSON; always the same. */
export function sampleLog(dump: string): string {
  const { items } = JSON.parse(dump) as { items: Item[] };
  const lines: string[] = [];
  for (const { kind, metadata, spec } of items) {
    const namespace = metadata.namespace ?? "";
    if (kind !== "Pod" || !spec?.volumes?.length) continue;
    const pod = { namespace, name: metadata.name, account: spec.serviceAccountName ?? "default" };
    const its = HABITS.filter(({ pods }) => pods.test(`${namespace}/${metadata.name}`));
    for (const habit of its)
      for (let hour = lines.length % 5; hour < HOURS; hour += habit.every)
        lines.push(event(lines.length, pod, habit, hour));
  }
  // A token from a Secret, so that the log names no Pod.
  const deployer = { namespace: "ci", name: null, account: "legacy-deployer" };
  const deploys: Habit = {
    pods: /./,
    verb: "patch",
    resource: "deployments",
    group: "apps",
    binding: "refused",
    every: 24,
  };
  for (let hour = 3; hour < HOURS; hour += deploys.every)
    lines.push(event(lines.length, deployer, deploys, hour));
  return `${lines.join("\n")}\n`;
}

interface Asker {
  readonly namespace: string;
  /** Null for a token that no Pod has. */
  readonly name: string | null;
  readonly account: string;
}

function event(number: number, { namespace, name, account }: Asker, habit: Habit, hour: number): string {
  const { verb, path, resource, group = "", binding } = habit;
  const base = group ? `/apis/${group}/v1` : "/api/v1";
  const time = new Date(START + hour * 3_600_000 + (number % 3600) * 1000).toISOString();
  const refused = binding === "refused";
  return JSON.stringify({
    kind: "Event",
    apiVersion: "audit.k8s.io/v1",
    level: "Metadata",
    auditID: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    stage: "ResponseComplete",
    requestURI: path ?? `${base}/namespaces/${namespace}/${resource}`,
    verb,
    user: {
      username: `system:serviceaccount:${namespace}:${account}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
      extra: name
        ? {
            "authentication.kubernetes.io/pod-name": [name],
            "authentication.kubernetes.io/pod-uid": [`uid-of-${name}`],
          }
        : {},
    },
    ...(resource ? { objectRef: { resource, namespace, apiGroup: group, apiVersion: "v1" } } : {}),
    responseStatus: { code: refused ? 403 : 200 },
    requestReceivedTimestamp: time,
    annotations: {
      "authorization.k8s.io/decision": refused ? "forbid" : "allow",
      "authorization.k8s.io/reason": reason(binding, namespace, account),
    },
  });
}

/** Why the authorizer allowed it, in its own words. The roles are those of the sample cluster. */
function reason(binding: Habit["binding"], namespace: string, account: string): string {
  const to = `to ServiceAccount "${account}/${namespace}"`;
  switch (binding) {
    case "refused":
      return "";
    case "everyone":
      return 'RBAC: allowed by ClusterRoleBinding "system:public-info-viewer" of ClusterRole "system:public-info-viewer" to Group "system:authenticated"';
    case "role": {
      const role = ROLES[account] ?? account;
      return `RBAC: allowed by RoleBinding "${role}/${namespace}" of Role "${role}" ${to}`;
    }
    case "clusterRole":
      return `RBAC: allowed by ClusterRoleBinding "${namespace}-${account}" of ClusterRole "${account}" ${to}`;
  }
}

const ROLES: Readonly<Record<string, string>> = { leader: "leader-election" };
