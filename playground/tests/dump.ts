// A cluster so small that every figure can be worked out by hand.

type Fields = Readonly<Record<string, unknown>>;

const PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

function account(namespace: string, name: string, more: Fields = {}): Fields {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace }, ...more };
}

/** A running Pod, with the volume that Kubernetes mounts into each container unless it opted out. */
function pod(
  namespace: string,
  name: string,
  serviceAccountName: string,
  containers: readonly string[],
  isMounted: boolean,
  spec: Fields = {},
): Fields {
  const volumes = [
    {
      name: "kube-api-access-x7k2p",
      projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: "token" } }] },
    },
  ];
  const volumeMounts = [{ name: "kube-api-access-x7k2p", mountPath: PATH, readOnly: true }];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace },
    spec: {
      serviceAccountName,
      containers: containers.map((container) => ({
        name: container,
        image: "registry.example/it:1",
        ...(isMounted ? { volumeMounts } : {}),
      })),
      ...(isMounted ? { volumes } : {}),
      ...spec,
    },
  };
}

function binding(namespace: string, name: string): Fields {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name, namespace },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  };
}

/** What `kubectl get … -o json` prints. */
export function list(items: readonly unknown[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", metadata: { resourceVersion: "" }, items });
}

/** Three accounts and four Pods with seven containers, five of which have a token. */
export const SMALL = list([
  account("shop", "default"),
  account("ci", "runner", { automountServiceAccountToken: true }),
  account("ci", "quiet", { automountServiceAccountToken: false }),
  binding("ci", "runner"),
  // Nobody asked, and the account has no role binding.
  pod("shop", "web", "default", ["web", "proxy", "logs"], true),
  // The account's owner asked.
  pod("ci", "build", "runner", ["build"], true),
  // The Pod's author asked, although the account opts out.
  pod("ci", "deploy", "quiet", ["deploy"], true, { automountServiceAccountToken: true }),
  pod("ci", "lint", "quiet", ["lint", "proxy"], false),
]);

/** The rows of its table, in the initial order. */
export const ROWS = [
  {
    namespace: "shop",
    account: "default",
    askedBy: "Nobody",
    bound: "Unbound",
    pods: 1,
    containers: 3,
    owner: "Pod web",
  },
  {
    namespace: "ci",
    account: "quiet",
    askedBy: "Pod’s author",
    bound: "Unbound",
    pods: 1,
    containers: 1,
    owner: "Pod deploy",
  },
  {
    namespace: "ci",
    account: "runner",
    askedBy: "Account’s owner",
    bound: "Bound",
    pods: 1,
    containers: 1,
    owner: "Pod build",
  },
] as const;
