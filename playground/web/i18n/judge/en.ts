// The English texts of the view Judge.

import type { AdviceKind, AskedBy, ContainerKind, DecidedBy, Editor, How, ProblemKind } from "../../engine";
import type { FailureKind } from "../../engine/failure";
import type { Verdict } from "../../views/judge/verdict";

const list = new Intl.ListFormat("en", { type: "conjunction" });
const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const judge = {
  title: "Judge",
  lead: "Which container gets which token, who decided that, and what one line changes it.",
  examples: "Examples",
  share: {
    button: "Copy share link",
    copied: (length: string) => `Link copied (${length} characters).`,
    long: (length: string) =>
      `Link copied. With ${length} characters it is long: mail programs and chats may cut it.`,
    byHand: "The browser does not let the page copy. Copy the link from here:",
    link: "Share link",
    broken:
      "The link is damaged or incomplete, so what it holds could not be opened. Ask for it again, or go on with what is here.",
  },
  close: "Close",

  options: {
    title: "How it is judged",
    namespace: "Default namespace",
    seen: "Objects",
    written: "As written",
    webhook: "As the webhook sees them",
    server: "Kubernetes",
    current: "≥ 1.21",
    legacy: "≤ 1.20",
    absent: "Accounts not in the context",
    saysNothing: "Say nothing",
    notFound: "Are not found",
  },

  lookups: {
    error: "Every lookup fails with this error of the host, as in the scenario that was opened:",
    answer: "Every lookup is answered with this text, as in the scenario that was opened:",
    clear: "Look things up in the context again",
  },

  editors: {
    region: "Editors",
    names: { objects: "Objects", context: "Cluster context", settings: "Settings" } satisfies Record<
      Editor,
      string
    >,
    about: {
      objects: "Manifests to judge",
      context: "What exists in the cluster",
      settings: "Of the policy",
    } satisfies Record<Editor, string>,
    tab: "Ctrl+Space lists the settings there are. Tab indents; press Escape, then Tab, to leave an editor.",
    problems: (count: number) => plural(count, "problem", "problems"),
    line: (line: number) => `Line ${line}`,
    kinds: {
      unreadable: "Cannot be read",
      settings: "The policy refuses this",
      request: "The policy refuses this request",
      misplaced: "Has no effect here",
    } satisfies Record<ProblemKind, string>,
    phrases: {} as Readonly<Record<string, string>>,
    setting: { values: "Values", fallback: "Default" },
  },

  verdicts: {
    region: "Verdict",
    names: {
      accepted: "Accepted",
      rejected: "Rejected",
      warned: "Accepted with a warning",
      changed: "Changed, then accepted",
      unjudged: "Not judged",
    } satisfies Record<Verdict, string>,
    short: {
      accepted: "accepted",
      rejected: "rejected",
      warned: "warned",
      changed: "changed",
      unjudged: "not judged",
    } satisfies Record<Verdict, string>,
    objects: (count: number) => plural(count, "object", "objects"),
    summary: "Summary",
    list: "Verdicts by object",
    show: "Show only",
    all: "All",
    namespace: (namespace: string) => `namespace ${namespace}`,
    line: (line: number) => `line ${line}`,
    code: (code: number) => `code ${code}`,
    judging: "Judging …",
    empty: "Type or paste a manifest into the editor Objects, or open an example.",
    stale: "What stands in the editors now cannot be read. This is the last verdict before.",
    unreadable: "Nothing can be judged until the problems below the editor are mended.",
    refused: "Settings refused",
    refusedAbout:
      "The policy does not start with these settings, so nothing is judged. The place is underlined in the editor Settings.",
    kubectl: "What kubectl prints",
    meaning: "What that means",
  },

  failure: {
    input: "The engine could not take this input.",
    crash: "The engine broke off at this input. A new one is running and judges again with your next change.",
    slow: "The engine took too long and was stopped. A new one judges again with your next change; shorten the input.",
    load: "The engine could not be loaded. Check the connection and reload the page.",
    cancelled: "Cancelled.",
  } satisfies Record<FailureKind, string>,

  explain: {
    containers: (names: readonly string[]) =>
      names.length === 1 ? `Container ${names[0]}` : `Containers ${list.format(names)}`,
    reads: (containers: string, several: boolean, account: string | null) =>
      account === null
        ? `${containers} can read an API token whose account is not known.`
        : `${containers} ${several ? "get" : "gets"} the API token of service account ${account}.`,
    automount: {
      nobody:
        "Neither the Pod nor the service account says anything, and Kubernetes mounts a token by default. Nobody asked for it.",
      serviceAccount:
        "The Pod says nothing and the service account says true: the account’s owner asked for it, for every Pod that runs as this account.",
      pod: "The Pod says true, and that wins over whatever its account says: the Pod’s author asked for it, for every container.",
      unknown:
        "Kubernetes mounts it. The answer did not depend on the account, so the policy did not look up who asked.",
      failed: "Kubernetes mounts it unless the account says false, and that could not be looked up.",
    },
    projected:
      "The Pod declares this token itself, in a volume that the container mounts: the Pod’s author asked for it.",
    secret: (name: string) =>
      `It comes from the Secret ${name}. Such a token never expires and stays valid when the Pod is gone.`,
    secretUnnamed: "It comes from a Secret. Such a token never expires and stays valid when the Pod is gone.",
    allowedBy: (setting: string) => `The setting ${setting} lets it pass.`,
    todo: {
      nobody:
        "Few programs call the Kubernetes API. Say false in the Pod, or once in the service account. A program that does call it declares a projected token for the container that needs it.",
      serviceAccount:
        "If the program does not call the API, say false in the Pod: that wins over the account. If it does, the administrator can honour what accounts say, or let this account pass.",
      pod: "If the program does not call the API, set the field to false. If it does, declare a projected token for the container that needs it, or have the administrator allow it.",
      unknown: "Say false in the Pod, or declare a projected token for the container that needs one.",
      projected: "The settings do not let authors declare such a token, or not one that lives so long.",
      secret:
        "A projected token does the same, ends with its Pod, and is renewed. Where nothing else works, the administrator can allow token Secrets.",
    },
    none: "No container can read an API token.",
    because: {
      mirror: "It is a mirror Pod: Kubernetes gives it none.",
      pod: "The Pod says false, and that decides.",
      serviceAccount: "The Pod says nothing, and its service account says false.",
      default: "",
    } satisfies Record<DecidedBy, string>,
    ownMounts: "Kubernetes would mount one, but each container has a mount of its own at that path.",
    unjudged:
      "The policy judges Pods, the workloads that make them, ServiceAccounts and token Secrets. This is something else, and passes unread.",
    badRequest:
      "The object is not as the API server would let it pass. The policy refuses what it cannot read, rather than guess. The place is underlined in the editor.",
    lookupFailed:
      "The answer depends on something in the cluster that could not be looked up. The policy does not guess: it rejects, and says what to grant.",
    account:
      "The setting serviceAccountObjects asks accounts to say automountServiceAccountToken: false themselves, so that Pods which say nothing get no token.",
    accountPasses:
      "Accounts are judged themselves only with serviceAccountObjects: default or all. What this one says counts for the Pods that run as it.",
    tokenSecret:
      "This Secret is an API token that never expires. kubectl create token, or a projected volume, gives one that does. The administrator can allow token Secrets.",
    otherSecret: "Only Secrets of type kubernetes.io/service-account-token are judged.",
    warned: "The object is accepted, and kubectl prints the warning.",
    changed: "The policy takes away what nobody asked for, and accepts the rest. What somebody wrote stays.",
    passes:
      "The policy lets the object pass all the same, because the request adds nothing that was not there before, or because a controller makes it.",
  },

  advice: {
    title: "Change that",
    apply: "Apply",
    where: { objects: "in Objects", context: "in Cluster context", settings: "in Settings" } satisfies Record<
      Editor,
      string
    >,
    kinds: {
      optOutPod: { title: "The Pod opts out", about: "For a program that does not call the Kubernetes API." },
      optOutAccount: {
        title: "The service account opts out",
        about: "Once, for every Pod that runs as it and says nothing.",
      },
      allowAccount: {
        title: "Let this account pass",
        about: "An exception. Whoever may create Pods in its namespace can use it.",
      },
      allowPodAuthor: { title: "Let Pod authors ask", about: "For all Pods that the policy judges." },
      allowServiceAccountOwner: {
        title: "Honour accounts that say true",
        about: "Many Helm charts write that.",
      },
      allowTokenSecrets: {
        title: "Allow token Secrets",
        about: "Tokens that never expire, for whoever needs them still.",
      },
      mutate: { title: "Let the policy take it away", about: "Pods lose tokens that nobody asked for." },
    } satisfies Record<AdviceKind, { title: string; about: string }>,
    applied: (title: string, subject: string) => `Applied: ${title} (${subject}).`,
    undo: "Undo",
  },

  trail: {
    title: "Who decides",
    about: "Kubernetes asks in this order, and stops at the first answer.",
    pod: "Pod",
    account: "Service account",
    kubernetes: "Kubernetes",
    byDefault: "Default",
    mirror: "Mirror Pod",
    mirrorAbout: "Kubernetes gives mirror Pods no token and asks nobody.",
    unset: "unset",
    decides: "Decides",
    silent: "Says nothing",
    skipped: "Not asked",
    missing: "Not in the cluster context",
    mounted: "Kubernetes mounts a token",
    taken: "Kubernetes mounts a token, and the policy takes it away",
    notMounted: "Kubernetes mounts no token",
  },

  containers: {
    title: "What each container can read",
    before: "What each container could read before the policy changed that",
    kinds: {
      container: "container",
      initContainer: "init container",
      ephemeralContainer: "ephemeral container",
    } satisfies Record<ContainerKind, string>,
    nothing: "No API token",
    how: {
      automount: "Automounted token",
      projected: "Projected token",
      secret: "Token Secret",
    } satisfies Record<How, string>,
    asked: {
      nobody: "nobody asked",
      serviceAccount: "the account’s owner asked",
      pod: "the Pod’s author asked",
      unknown: "not looked up who asked",
    } satisfies Record<AskedBy | "unknown", string>,
    of: "Account",
    unknownAccount: "unknown",
    secret: "Secret",
    audience: "Audience",
    at: "At",
    allowedBy: "Allowed by",
  },

  diff: {
    title: "What the policy changes",
    added: "added",
    removed: "removed",
    addedLines: (count: number) => plural(count, "line added", "lines added"),
    removedLines: (count: number) => plural(count, "line removed", "lines removed"),
  },

  webhook: {
    title: "The Pod as the webhook sees it",
    workload: "The Pod that the controller makes of this workload.",
    about: (count: number) =>
      `The API server’s ServiceAccount plugin added ${plural(count, "line", "lines")}, marked here. That comes before any webhook.`,
    unchanged: "The API server’s ServiceAccount plugin adds nothing to it.",
    none: "No Pod comes of this object, or it is a recorded request, which is as the webhook sees it already.",
  },

  announce: (verdict: string, what: string) => `${verdict}: ${what}.`,
};

export type Judge = typeof judge;
