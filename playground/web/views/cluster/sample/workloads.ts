// The contents of the sample cluster, in a mixture as in real clusters.

/** A workload of the sample cluster. */
export interface Workload {
  readonly name: string;
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet" | "CronJob";
  readonly replicas: number;
  readonly account: string;
  /** What its Pod template says; absent if it says nothing. */
  readonly automount?: boolean;
  readonly containers: readonly string[];
  readonly initContainers?: readonly string[];
  /** The audience of a projected token for the first container; empty for the API server. */
  readonly tokenFor?: string;
  /** The token Secret that the first container has in its environment. */
  readonly tokenSecret?: string;
}

export interface Account {
  readonly name: string;
  readonly automount?: boolean;
  readonly secrets?: readonly string[];
  /** The role that a RoleBinding in the namespace gives it. */
  readonly role?: string;
  /** The role that a ClusterRoleBinding gives it. */
  readonly clusterRole?: string;
}

export interface Namespace {
  readonly name: string;
  readonly accounts: readonly Account[];
  readonly workloads: readonly Workload[];
}

const silent: Account = { name: "default" };

/** The namespaces that nearly every cluster has. */
export const PLATFORM: readonly Namespace[] = [
  {
    name: "kube-system",
    accounts: [
      silent,
      { name: "coredns", clusterRole: "system:coredns" },
      { name: "kube-proxy", clusterRole: "system:node-proxier" },
      {
        name: "metrics-server",
        clusterRole: "system:metrics-server",
        role: "extension-apiserver-authentication-reader",
      },
    ],
    workloads: [
      { name: "coredns", kind: "Deployment", replicas: 2, account: "coredns", containers: ["coredns"] },
      {
        name: "kube-proxy",
        kind: "DaemonSet",
        replicas: 4,
        account: "kube-proxy",
        containers: ["kube-proxy"],
      },
      {
        name: "metrics-server",
        kind: "Deployment",
        replicas: 1,
        account: "metrics-server",
        containers: ["metrics-server"],
      },
    ],
  },
  {
    name: "ingress-nginx",
    accounts: [
      silent,
      { name: "ingress-nginx", automount: true, role: "ingress-nginx", clusterRole: "ingress-nginx" },
    ],
    workloads: [
      {
        name: "ingress-nginx-controller",
        kind: "Deployment",
        replicas: 2,
        account: "ingress-nginx",
        containers: ["controller"],
      },
      {
        name: "default-backend",
        kind: "Deployment",
        replicas: 1,
        account: "default",
        containers: ["backend"],
      },
    ],
  },
  {
    name: "monitoring",
    accounts: [
      silent,
      { name: "prometheus", role: "prometheus", clusterRole: "prometheus" },
      { name: "node-exporter", automount: false },
      { name: "grafana", automount: false },
    ],
    workloads: [
      {
        name: "prometheus",
        kind: "StatefulSet",
        replicas: 2,
        account: "prometheus",
        automount: true,
        initContainers: ["init-config-reloader"],
        containers: ["prometheus", "config-reloader"],
      },
      {
        name: "node-exporter",
        kind: "DaemonSet",
        replicas: 4,
        account: "node-exporter",
        containers: ["node-exporter"],
      },
      { name: "grafana", kind: "Deployment", replicas: 1, account: "grafana", containers: ["grafana"] },
    ],
  },
  {
    name: "ci",
    accounts: [
      silent,
      { name: "runner", role: "runner" },
      { name: "legacy-deployer", secrets: ["legacy-deployer-token-8xk2p"] },
    ],
    workloads: [
      {
        name: "runner",
        kind: "Deployment",
        replicas: 3,
        account: "runner",
        automount: true,
        containers: ["runner"],
      },
      {
        name: "legacy-deployer",
        kind: "CronJob",
        replicas: 1,
        account: "legacy-deployer",
        automount: false,
        containers: ["deploy"],
        tokenSecret: "legacy-deployer-token-8xk2p",
      },
    ],
  },
];

const TEAM_ACCOUNTS: readonly Account[] = [
  silent,
  { name: "api", automount: false },
  { name: "leader", automount: true, role: "leader-election" },
];

const TEAM_WORKLOADS: readonly Workload[] = [
  { name: "web", kind: "Deployment", replicas: 3, account: "default", containers: ["web", "access-log"] },
  {
    name: "api",
    kind: "Deployment",
    replicas: 2,
    account: "api",
    initContainers: ["migrate"],
    containers: ["api"],
  },
  { name: "worker", kind: "Deployment", replicas: 2, account: "leader", containers: ["worker"] },
  {
    name: "database",
    kind: "StatefulSet",
    replicas: 2,
    account: "default",
    automount: false,
    containers: ["postgres"],
  },
  { name: "cache", kind: "Deployment", replicas: 1, account: "default", containers: ["redis"] },
  {
    name: "signer",
    kind: "Deployment",
    replicas: 1,
    account: "api",
    automount: false,
    containers: ["signer"],
    tokenFor: "vault",
  },
  {
    name: "scaler",
    kind: "Deployment",
    replicas: 1,
    account: "leader",
    automount: false,
    containers: ["scaler", "metrics"],
    tokenFor: "",
  },
  { name: "report", kind: "CronJob", replicas: 1, account: "default", containers: ["report"] },
];

const TEAMS = ["shop", "payments", "search", "catalog", "shipping", "billing", "media", "support"];

/** The namespace of an application team: each runs a different selection, with more replicas in large clusters. */
export function team(index: number): Namespace {
  const round = Math.floor(index / TEAMS.length);
  const name = TEAMS[index % TEAMS.length] ?? "team";
  return {
    name: round ? `${name}-${round + 1}` : name,
    accounts: TEAM_ACCOUNTS,
    workloads: TEAM_WORKLOADS.filter((_, at) => (at + index) % 4 !== 3).map((workload) => ({
      ...workload,
      replicas: workload.replicas * Math.min(1 + round, 8),
    })),
  };
}
