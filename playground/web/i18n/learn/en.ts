// The English texts of the view Learn.

export const learn = {
  title: "Learn",
  lead: "By default, Kubernetes mounts a service account token into every container of every Pod. Two fields control this, and the policy asks who set them.",

  table: {
    title: "Who gets a token",
    lead: "What the Pod and its service account say, and the result. Choose a cell to open that combination in Judge.",
    server: "Kubernetes version",
    current: "1.21 and later",
    legacy: "1.20 and earlier",
    rows: "Pod",
    columns: "ServiceAccount",
    says: { unset: "unset", true: "true", false: "false" },
    mounted: "Token mounted",
    short: {
      pod: "by the Pod",
      serviceAccount: "by the account",
      default: "by default",
      mirror: "mirror Pod",
    },
    none: "No token",
    form: { current: "volume kube-api-access-…, renewed", legacy: "Secret web-token-5qnst, never expires" },
    decidedBy: {
      mirror: "Mirror Pod",
      pod: "The Pod decides",
      serviceAccount: "The account decides",
      default: "Nobody decides: default",
    },
    accepted: "Accepted",
    rejected: "Rejected",
    askedBy: { nobody: "nobody asked", serviceAccount: "account’s owner asked", pod: "Pod’s author asked" },
    cell: (pod: string, account: string) => `Pod ${pod}, service account ${account}`,
    failed: "The combinations could not be judged.",
    verdicts: "The verdicts are the policy’s own, computed in this page with the default settings.",
    arrival: {
      title: "How the token arrives",
      current:
        "As a projected volume kube-api-access-… at /var/run/secrets/kubernetes.io/serviceaccount. The kubelet renews the token while the Pod runs; it is bound to that Pod and expires with it.",
      legacy:
        "As a Secret volume named after the first token Secret in the account’s secrets, at /var/run/secrets/kubernetes.io/serviceaccount. That token never expires.",
    },
    order: {
      title: "Who decides",
      pod: "The Pod’s field, if it is set.",
      account: "Otherwise the service account’s field, if it is set.",
      default: "Otherwise Kubernetes: the token is mounted.",
    },
  },

  points: {
    title: "Five things to know",
    examples: "See it:",
    decides: {
      title: "The Pod has the last word",
      text: "Kubernetes reads automountServiceAccountToken of the Pod, then of its service account, and assumes true if neither sets it. A Pod can therefore override its account either way. A token that is mounted because neither sets the field is one that nobody asked for.",
      links: {
        "automount/pod-unset-account-unset": "Neither sets the field",
        "automount/pod-true-account-false": "The Pod overrides its account",
      },
    },
    containers: {
      title: "It reaches every container except ephemeral ones",
      text: "Init containers, native sidecars and regular containers all get the mount, though usually at most one of them calls the API. Only a container that already mounts something at exactly that path does not get it.",
      links: {
        "automount/init-and-sidecar-containers": "Init containers and sidecars",
        "automount/own-mount-at-the-default-path": "A mount of its own",
      },
    },
    explicit: {
      title: "There are other ways to get a token",
      text: "A projected volume with a serviceAccountToken source gives one container a short-lived token; the policy allows that by default. A Pod certificate of a signer that the API server trusts counts like such a token. A token Secret, mounted or used in the environment, never expires and is rejected; so is a pull Secret of OpenShift, because it holds an API token. A projected token for another audience, such as Vault, is not an API token.",
      links: {
        "projected/allowed-by-default": "A projected token",
        "secret/env": "A token Secret",
        "docs/openshift-pull-secret": "A pull Secret",
        "projected/other-audience": "A token for Vault",
      },
    },
    policy: {
      title: "The policy rejects, warns or mutates",
      text: "The setting action decides what happens to a violation: it is rejected with the line that fixes it, or accepted with a warning. With mutate, a Pod loses a token that nobody asked for; what somebody wrote is never overridden, and Deployments and other workloads stay as written.",
      links: {
        "mutate/injected": "The injected volume is removed",
        "warn/nobody": "Accepted with a warning",
        "mutate/pod-says-true": "An explicit true is not overridden",
      },
    },
    limits: {
      title: "What the policy does not see",
      text: "TokenRequest (serviceaccounts/token), exec, impersonation, hostPath to the kubelet’s directories, CSI drivers and image credential providers that get the Pod’s token, volumes through which one container hands its token to another, shareProcessNamespace and debug targets, and tokens copied into ordinary Secrets. Restrict those with RBAC and Pod Security.",
      links: { "secret/ordinary": "An ordinary Secret is not inspected" },
    },
  },

  gallery: {
    title: "Scenarios",
    lead: (count: number) =>
      `The ${count} situations the policy is tested with. Each opens in Judge with its objects, context and settings.`,
    search: "Search scenarios",
    placeholder: "Note, name, kind or message",
    group: "Topic",
    all: "All topics",
    verdict: "Verdict",
    verdicts: {
      all: "All",
      accepted: "Accepted",
      warned: "Warned",
      mutated: "Mutated",
      rejected: "Rejected",
      refused: "Settings refused",
    },
    count: (shown: number, all: number) =>
      shown === all ? `${all} scenarios` : `${shown} of ${all} scenarios`,
    none: "No scenario matches.",
    reset: "Show all",
    loading: "Loading the scenarios …",
    failed: "The scenarios could not be loaded.",
    retry: "Try again",
    code: (code: number) => `code ${code}`,
  },

  // The gallery shows the groups in this order.
  groups: {
    automount: {
      title: "Automount",
      about: "The two fields, the default, and which containers get the mount.",
    },
    workloads: { title: "Workloads", about: "Where the Pod template is in each kind." },
    injected: {
      title: "Injected or written",
      about: "Telling the volume that Kubernetes injects from one that an author wrote.",
    },
    mount: { title: "Mounts", about: "Which mounts of a volume reach the token in it." },
    projected: {
      title: "Projected tokens",
      about: "serviceAccountToken sources: audience, lifetime and who may declare them.",
    },
    certificate: {
      title: "Pod certificates",
      about: "Certificates that the API server accepts as the Pod's account, and those that it does not.",
    },
    secret: { title: "Token Secrets in Pods", about: "Token Secrets as volumes and in the environment." },
    "missing-account": {
      title: "Missing accounts",
      about: "Workloads and Pods whose service account does not exist.",
    },
    settings: { title: "Settings", about: "What individual settings do." },
    bindings: {
      title: "Role bindings",
      about: "Tokens of accounts to which RBAC grants something (allow.serviceAccountsWithRoleBindings).",
    },
    accounts: {
      title: "ServiceAccount objects",
      about: "Service accounts that are themselves judged (serviceAccountObjects).",
    },
    "token-secret": {
      title: "Creating token Secrets",
      about: "Secrets of type kubernetes.io/service-account-token.",
    },
    "pod-templates": {
      title: "Custom kinds",
      about: "Pod templates inside custom resources (podTemplates): Rollouts, JobSets, Ray clusters.",
    },
    "token-requests": {
      title: "Requests for tokens",
      about: "kubectl create token and other TokenRequests (tokenRequests).",
    },
    inspect: {
      title: "Inspecting Secrets",
      about: "Looking up Secrets to see whose token they contain (inspectSecrets).",
    },
    ephemeral: { title: "Ephemeral containers", about: "Debug containers that are added to a running Pod." },
    update: {
      title: "Updates",
      about: "What an UPDATE may keep and what it may not add (existingViolations).",
    },
    warn: { title: "Warnings", about: "action: warn accepts the object and says briefly what is wrong." },
    exemptions: {
      title: "Exemptions with an end",
      about: "What an entry of allow.serviceAccounts allows before, on and after its last day.",
    },
    containers: {
      title: "One container only",
      about: "A token for some containers of a Pod, by an exemption or by an annotation.",
    },
    mutate: { title: "Mutation", about: "What action: mutate removes, and what it leaves." },
    controllers: {
      title: "Controllers’ Pods",
      about: "What kube-controller-manager creates from judged workloads (controllerPods).",
    },
    rollout: {
      title: "Operations on old workloads",
      about:
        "Drains, restarts, rollbacks and scaling of a workload that is older than the policy, and ways out in an incident.",
    },
    docs: {
      title: "Recipes and rollout",
      about:
        "The examples in the documentation: tokens for other systems, well-known programs, and each stage of a rollout.",
    },
    lookup: {
      title: "Lookups",
      about: "What the policy asks the cluster, and what happens when that fails.",
    },
    forged: { title: "Forgeries", about: "What an author might write to escape the policy." },
    "bad-request": {
      title: "Bad requests",
      about: "Requests that cannot be read are refused with code 400.",
    },
    "settings-refused": {
      title: "Refused settings",
      about: "Settings with which the policy does not start, and why.",
    },
  },
};

export type Learn = typeof learn;
