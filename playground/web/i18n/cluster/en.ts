// The English texts of the view My cluster.

export const cluster = {
  title: "My cluster",
  lead: "See which containers in your cluster have a service account token, who asked for it, and what the policy would do.",

  steps: {
    command: "Write your cluster to a file",
    commandAbout: "Needs read access to these kinds in all namespaces. No Secrets are read.",
    copy: "Copy the command",
    copied: "Copied",
    notCopied: "This browser does not allow copying; select the text instead.",
    file: "Open the file here",
    drop: "Drop cluster.json here",
    dropAbout: "or paste it with Ctrl+V or ⌘V. The file is read inside this page and is not sent anywhere.",
    choose: "Choose a file",
    sample: "Try with a sample",
    sampleName: "Sample cluster",
    pasted: "Pasted text",
  },

  settings: {
    title: "Settings",
    judge: "From Judge",
    defaults: "Defaults",
    usingJudge: "Judged with the settings in Judge.",
    usingDefaults: "Judged with the policy’s default settings.",
  },

  run: {
    reading: (name: string) => `Reading ${name} …`,
    judging: (done: string, total: string) => `${done} of ${total} objects judged`,
    progress: "Progress",
    cancel: "Cancel",
    done: (name: string, objects: string, pods: string) =>
      `${name}: ${objects} ${objects === "1" ? "object" : "objects"}, ${pods} of them Pods.`,
  },

  failed: {
    title: "This file cannot be judged",
    empty: "The file is empty. Did kubectl print an error instead of writing to it?",
    notJson: "This is not JSON. Write the file with -o json, as in the command above.",
    wrong: "This is JSON, but not what kubectl get -o json prints. Run the command above.",
    none: "The list is empty. Your account may lack permission to read these kinds in all namespaces.",
    settings: "The policy refuses these settings. Fix them in Judge, or use the defaults.",
    broken: "The JSON is incomplete or damaged. Was kubectl interrupted? Run the command above again.",
    crash:
      "The engine crashed. The file may need more memory than this browser gives a page: try one namespace at a time (-n instead of -A).",
    load: "The engine could not be loaded. Check the connection and reload the page.",
    other: "Reading the file failed. Run the command above again, or report the message below.",
    detail: "The engine’s message",
  },

  figures: {
    title: "At a glance",
    withToken: (count: number): string => (count === 1 ? "container has a token" : "containers have a token"),
    ofAll: (share: string, all: string) =>
      all === "1" ? `${share} of 1 container` : `${share} of all ${all} containers`,
    nobody: "that nobody asked for",
    nobodyAbout: "Neither the Pod nor its account sets the field; Kubernetes mounts a token by default.",
    unbound: (count: number): string =>
      count === 1 ? "account without role bindings" : "accounts without role bindings",
    unboundAbout: "Their tokens are mounted although no role binding gives them permissions that need one.",
    pods: (count: number): string => (count === 1 ? "Pod" : "Pods"),
    podsAbout: (judged: string) =>
      judged === "1" ? "1 object was judged." : `${judged} objects were judged.`,
  },

  notes: {
    unreadable: (count: number) =>
      count === 1 ? "One object could not be read" : `${count} objects could not be read`,
    unreadableAbout: "They are not included in the figures.",
    trouble: (count: number) =>
      count === 1 ? "One object cannot be judged" : `${count} objects cannot be judged`,
    troubleAbout: "Some value in them has a type that Kubernetes does not accept.",
    missing: (count: number) =>
      count === 1
        ? "One service account is not in the file"
        : `${count} service accounts are not in the file`,
    missingAbout:
      "They are treated as accounts that do not set the field. Did the command read serviceaccounts in all namespaces?",
  },

  chart: {
    title: "Containers with a token",
    by: "Group by",
    namespace: "Namespace",
    account: "Service account",
    others: (count: number) => `${count} others`,
    unknownAccount: "unknown account",
    bar: (name: string, count: string) => `${name}: ${count} containers`,
    filter: "Choose a bar to filter the table below.",
    asTable: "The figures as a table",
    total: "Total",
    none: "No container has a token.",
    twice: "A container with two kinds of token is counted for each.",
  },

  asked: {
    nobody: "Nobody",
    serviceAccount: "Account’s owner",
    pod: "Pod’s author",
    unknown: "Not looked up",
  },
  how: {
    automount: "Automount",
    projected: "Projected",
    secret: "Token Secret",
    certificate: "Certificate",
    tokenRequest: "TokenRequest",
  },
  bound: { yes: "Bound", no: "Unbound", unknown: "Unknown" },

  table: {
    title: "Who has which token",
    search: "Search",
    searchPlaceholder: "Namespace, account or owner",
    any: "All",
    columns: {
      namespace: "Namespace",
      account: "Service account",
      how: "How",
      askedBy: "Who asked",
      bound: "Role bindings",
      pods: "Pods",
      containers: "Containers",
      owners: "Owners",
      allowedBy: "Allowed by",
    },
    sortHint: "Sort by this column",
    count: (shown: string, all: string) => (shown === all ? `${all} rows` : `${shown} of ${all} rows`),
    none: "No row matches the filters.",
    reset: "Clear filters",
    page: (from: string, to: string, all: string) => `${from}–${to} of ${all}`,
    previous: "Previous page",
    next: "Next page",
    export: "Export CSV",
    exportAbout: "Exports the filtered rows.",
    unknownAccount: "unknown",
    more: (owners: string, count: string) => `${owners} and ${count} more`,
    scroll: "Table, scrolls sideways",
  },

  actions: {
    title: "What each action would do",
    about: "All objects in the file, judged as if they were created now.",
    reject: "Violations are rejected.",
    warn: "Violations are accepted with a warning.",
    mutate: "Pods lose tokens that nobody asked for; other violations are rejected.",
    outcomes: { accepted: "accepted", warned: "warned", changed: "changed", rejected: "rejected" },
  },

  adopt: {
    title: "Settings that let today’s cluster pass",
    about:
      "A starting point: enforce the policy for new objects today, then remove the exceptions one by one. Begin with those for default accounts: they allow every Pod in the namespace that names no account.",
    passes: "With these settings, every object in the file is accepted.",
    leaves: (count: number) =>
      count === 1
        ? "One object is rejected whatever the settings"
        : `${count} objects are rejected whatever the settings`,
    copy: "Copy",
    download: "Download settings.yaml",
    open: "Open in Judge",
    yaml: "settings.yaml",
  },

  plan: {
    title: (count: number) =>
      count === 1 ? "One workload can opt out today" : `${count} workloads can opt out today`,
    about:
      "They have a token because neither field is set or their account sets it to true, and no role binding gives that account permissions that need one. Opting out shortens the list of exceptions above. First check that none of them presents its token to another system, such as Vault.",
    download: "Download opt-out.yaml",
    copy: "Copy the command",
    apply:
      "Adds automountServiceAccountToken: false to their Pod templates, which restarts their Pods. Where Helm or a repository manages a workload, set the field there instead.",
    list: "The workloads",
    workload: "Workload",
    how: "What to do",
    patched: "in opt-out.yaml",
    more: (count: string) => `and ${count} more`,
  },
};

export type Cluster = typeof cluster;
