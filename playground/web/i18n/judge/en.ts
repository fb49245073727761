// The English texts of the view Judge.

import type { AdviceKind, AskedBy, ContainerKind, DecidedBy, Editor, How, ProblemKind } from "../../engine";
import type { FailureKind } from "../../engine/failure";
import type { Verdict } from "../../views/judge/verdict";

const list = new Intl.ListFormat("en", { type: "conjunction" });
const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const judge = {
  title: "Judge",
  lead: "Which container gets which token, who decided that, and the one line that changes it.",
  examples: "Examples",
  share: {
    button: "Copy share link",
    copied: (length: string) => `Link copied (${length} characters).`,
    long: (length: string) =>
      `Link copied. At ${length} characters it is long; mail programs and chats may truncate it.`,
    byHand: "The browser does not allow copying. Copy the link from here:",
    link: "Share link",
    broken:
      "The link is damaged or incomplete and could not be opened. Ask for it again, or continue with what is here.",
  },
  close: "Close",

  options: {
    title: "Options",
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
    error: "As in the opened scenario, every lookup fails with this error from the host:",
    answer: "As in the opened scenario, every lookup returns this text:",
    clear: "Use the cluster context again",
    day: (day: string) => `Judged as on ${day} (UTC).`,
    noClock: "As in the opened scenario, the host has no clock.",
    today: "Judge as of today",
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
      settings: "The policy’s configuration",
    } satisfies Record<Editor, string>,
    tab: "In Settings, Ctrl+Space lists what you can set. Tab indents; press Escape, then Tab, to leave an editor.",
    problems: (count: number) => plural(count, "problem", "problems"),
    line: (line: number) => `Line ${line}`,
    kinds: {
      unreadable: "Cannot be read",
      settings: "The policy refuses this",
      request: "The policy refuses this request",
      misplaced: "Has no effect here",
      misspelled: "Misspelled",
      wrongType: "Wrong type",
      repeated: "Given again",
      reading: "kubectl reads this in another way than it seems",
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
    list: "Verdicts by object",
    show: "Show only",
    namespace: (namespace: string) => `namespace ${namespace}`,
    line: (line: number) => `line ${line}`,
    code: (code: number) => `code ${code}`,
    judging: "Judging …",
    empty: "Type or paste a manifest into the Objects editor, or open an example.",
    stale: "The current text cannot be read. This is the last verdict before that.",
    unreadable: "Nothing can be judged until you fix the problems listed below the editor.",
    refused: "Settings refused",
    refusedAbout:
      "The policy does not start with these settings, so nothing is judged. The problem is underlined in the Settings editor.",
    kubectl: "What kubectl prints",
    webhook: "Up to 1.37.1, Kubewarden’s name for the webhook is",
    meaning: "What this means",
  },

  failure: {
    input: "The engine could not process this input.",
    crash: "The engine crashed on this input. A new one is running and judges again after your next change.",
    slow: "The engine took too long and was stopped. Shorten the input; a new engine judges it after your next change.",
    load: "The engine could not be loaded. Check the connection and reload the page.",
    cancelled: "Cancelled.",
  } satisfies Record<FailureKind, string>,

  explain: {
    containers: (names: readonly string[]) =>
      names.length === 1 ? `Container ${names[0]}` : `Containers ${list.format(names)}`,
    reads: (containers: string, several: boolean, account: string | null) =>
      account === null
        ? `${containers} can read the API token of an unknown account.`
        : `${containers} ${several ? "get" : "gets"} the API token of service account ${account}.`,
    requested: (account: string) => `The request gets an API token of service account ${account}.`,
    readsCertificate: (containers: string, several: boolean, account: string, signer: string) =>
      `${containers} ${several ? "get" : "gets"} a client certificate for the API as service account ${account}, signed by ${signer}.`,
    automount: {
      nobody:
        "Neither the Pod nor the service account sets the field, so Kubernetes mounts a token by default. Nobody asked for it.",
      serviceAccount:
        "The Pod does not set the field, and the service account sets it to true: the account’s owner asked for it, for every Pod that runs as this account.",
      pod: "The Pod sets the field to true, which overrides its account: the Pod’s author asked for it, for every container.",
      unknown:
        "Kubernetes mounts it. The verdict does not depend on the account, so the policy did not look up who asked.",
      failed:
        "Kubernetes mounts it unless the account sets the field to false, and that could not be looked up.",
    },
    projected:
      "The Pod declares this token itself, in a volume that the container mounts: the Pod’s author asked for it.",
    certificate:
      "The Pod declares this certificate itself, in a volume that the container mounts: the Pod’s author asked for it. The API server accepts it like the account’s token.",
    secret: (name: string) =>
      `It comes from the Secret ${name}. Such a token remains valid after the Pod is gone, and most never expire.`,
    secretUnnamed:
      "It comes from a Secret. Such a token remains valid after the Pod is gone, and most never expire.",
    tokenRequest: "Somebody asks the API server for this token. Outside of the cluster, it works as well.",
    allowedBy: (setting: string) => `The setting ${setting} allows it.`,
    todo: {
      nobody:
        "Few programs call the Kubernetes API. Set the field to false in the Pod, or once in the service account. If a program does call the API, declare a projected token for the container that needs it.",
      serviceAccount:
        "If the program does not call the API, set the field to false in the Pod, which overrides the account. If it does, the administrator can honour the accounts’ fields or allow this account.",
      pod: "If the program does not call the API, set the field to false. If it does, declare a projected token for the container that needs it, or ask the administrator to allow it.",
      unknown:
        "Set the field to false in the Pod, or declare a projected token for the container that needs one.",
      projected:
        "The settings do not let authors declare such a token, or not one with such a long lifetime.",
      certificate:
        "The settings do not let authors declare such a certificate, or not one with such a long lifetime.",
      tokenRequest:
        "Ask for a token for another audience, or with a shorter life, or let the administrator allow this account.",
      secret:
        "A projected token serves the same purpose, is renewed, and expires with its Pod. If nothing else works, the administrator can allow token Secrets.",
    },
    none: "No container can read an API token.",
    because: {
      mirror: "It is a mirror Pod, which gets none from Kubernetes.",
      pod: "The Pod sets the field to false, and that decides.",
      serviceAccount: "The Pod does not set the field, and its service account sets it to false.",
      default: "",
    } satisfies Record<DecidedBy, string>,
    ownMounts: "Kubernetes would mount one, but each container has its own mount at that path.",
    unjudged:
      "The policy judges Pods, the workloads that create them, ServiceAccounts and token Secrets. Anything else passes without being read.",
    badRequest:
      "The API server would not accept this object as it is. The policy refuses what it cannot read rather than guess. The problem is underlined in the editor.",
    lookupFailed:
      "The verdict depends on something in the cluster that could not be looked up. The policy does not guess: it rejects the object and says which permission to grant.",
    account:
      "The setting serviceAccountObjects requires accounts to set automountServiceAccountToken: false themselves, so that Pods without the field get no token.",
    accountPasses:
      "Accounts themselves are judged only with serviceAccountObjects: default or all. This one’s field counts for the Pods that run as it.",
    tokenSecret:
      "This Secret is an API token that never expires. kubectl create token or a projected volume provides one that does. The administrator can allow token Secrets.",
    otherSecret: "Only Secrets of type kubernetes.io/service-account-token are judged.",
    warned: "The object is accepted, and kubectl prints the warning.",
    changed:
      "The policy removes the token that nobody asked for and accepts the object. Anything that somebody wrote stays.",
    passes:
      "The policy accepts the object all the same, because the request makes nothing worse or because a controller creates it.",
  },

  advice: {
    title: "What you can do",
    apply: "Apply",
    where: { objects: "in Objects", context: "in Cluster context", settings: "in Settings" } satisfies Record<
      Editor,
      string
    >,
    kinds: {
      optOutPod: { title: "The Pod opts out", about: "For a program that does not call the Kubernetes API." },
      optOutAccount: {
        title: "The service account opts out",
        about: "Once, for every Pod that runs as this account and does not set the field.",
      },
      allowAccount: {
        title: "Allow this account",
        about: "An exception. Anyone who can create Pods in its namespace can use it.",
      },
      allowPodAuthor: {
        title: "Let Pod authors ask for tokens",
        about: "For all Pods that the policy judges.",
      },
      allowServiceAccountOwner: {
        title: "Honour accounts that set true",
        about: "Many Helm charts do.",
      },
      allowTokenSecrets: {
        title: "Allow token Secrets",
        about: "For programs that still need a token that never expires.",
      },
      mutate: { title: "Let the policy remove the token", about: "Pods lose tokens that nobody asked for." },
    } satisfies Record<AdviceKind, { title: string; about: string }>,
    applied: (title: string, subject: string) => `Applied: ${title} (${subject}).`,
    undo: "Undo",
  },

  trail: {
    title: "Who decides",
    about: "Kubernetes checks in this order and stops at the first value.",
    pod: "Pod",
    account: "Service account",
    kubernetes: "Kubernetes",
    byDefault: "Default",
    mirror: "Mirror Pod",
    mirrorAbout: "Kubernetes never gives a mirror Pod a token, whatever the fields say.",
    unset: "unset",
    decides: "Decides",
    silent: "Says nothing",
    skipped: "Not checked",
    missing: "Not in the cluster context",
    mounted: "Kubernetes mounts a token",
    taken: "Kubernetes mounts a token, and the policy removes it",
    notMounted: "Kubernetes mounts no token",
  },

  containers: {
    title: "What each container can read",
    before: "What each container could read before the policy’s change",
    kinds: {
      container: "container",
      initContainer: "init container",
      ephemeralContainer: "ephemeral container",
    } satisfies Record<ContainerKind, string>,
    nothing: "No API token",
    unseen: (secret: string, places: string, account: string | null) =>
      `${account === null ? "May read a token" : `Reads the token of ${account}`} from Secret ${secret}${places && ` (${places})`}, at which the policy looks only with inspectSecrets: true.`,
    how: {
      automount: "Automounted token",
      projected: "Projected token",
      secret: "Token Secret",
      certificate: "Client certificate",
      tokenRequest: "Requested token",
    } satisfies Record<How, string>,
    asked: {
      nobody: "nobody asked",
      serviceAccount: "the account’s owner asked",
      pod: "the Pod’s author asked",
      unknown: "who asked was not looked up",
    } satisfies Record<AskedBy | "unknown", string>,
    of: "Account",
    unknownAccount: "unknown",
    secret: "Secret",
    audience: "Audience",
    signer: "Signer",
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
    workload: "The Pod that the controller creates from this workload.",
    about: (count: number) =>
      `The API server’s ServiceAccount plugin added ${plural(count, "line", "lines")}, marked here, before any webhook ran.`,
    unchanged: "The API server’s ServiceAccount plugin adds nothing.",
    none: "This object creates no Pod, or it is a recorded request, which already is what the webhook sees.",
  },

  announce: (verdict: string, what: string) => `${verdict}: ${what}.`,
};

export type Judge = typeof judge;
