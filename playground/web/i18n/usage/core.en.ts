// What audit logs cannot show, and why a workload is in its group, in the core's own words.

import type { DoubtTexts, LimitTexts, RemarkTexts, WhyTexts } from "./said";

const times = (count: number, number: (value: number) => string) =>
  count === 1 ? "1 request" : `${number(count)} requests`;

const lines = (count: number) => (count === 1 ? "line" : "lines");

export const limits: LimitTexts = {
  noEvents: () => "The logs have no events at all: the audit policy may log nothing.",
  short: ({ minutes }, { length }) =>
    `The logs cover ${length(minutes)}, and not a week: what runs less often may not be in them.`,
  gaps: ({ gaps }, { list, time }) =>
    `The logs have no event at all ${list(gaps.map(({ from, to }) => `from ${time(from)} to ${time(to)}`))}: files may be missing. A live API server always has requests.`,
  noReads: () =>
    "The logs have no reads (get, list), so what only reads seems to be unused. Change the audit policy to log them at level Metadata.",
  azureAdmin: () =>
    "The logs are of Azure's category kube-audit-admin, which has no reads (get, list), so what only reads seems to be unused. Turn on the category kube-audit.",
  googleNoReads: () =>
    "The logs have no reads: Google Cloud leaves them out by default. Turn on the Data Access audit logs (ADMIN_READ and DATA_READ) of the Kubernetes Engine API.",
  noPods: () => "The logs name no Pods, so they show the use of accounts, but not of workloads.",
  googleNoPods: () =>
    "Google Cloud never names Pods, so the logs show the use of accounts, but not of workloads. Give each workload an account of its own to know more.",
  unread: ({ count }, { number }) => `${number(count)} ${lines(count)} could not be read.`,
  truncated: ({ count }, { number }) =>
    `${number(count)} ${count === 1 ? "event was" : "events were"} cut by the API server.`,
  pages: ({ count }, { number }) =>
    count === 1
      ? "One answer says that there is more of it (nextToken): get the next pages too."
      : `${number(count)} answers say that there is more of them (nextToken): get the next pages too.`,
  servers: ({ names, more }, { list, number }) => {
    const all = names.length + more;
    const servers = all === 1 ? "one API server" : `${number(all)} API servers`;
    return `The logs are of ${servers}: ${list(names, more)}. If the cluster has more of them, give their logs, too.`;
  },
  unnamedServers: () =>
    "Each API server of a cluster writes a log of its own, and these logs do not name theirs: give the logs of all of them.",
  noDiscovery: () => "The logs have no discovery, version or health requests.",
  noCoreEvents: () =>
    "The logs have no requests for core events; several clouds leave them out. A program that only writes events seems to be unused.",
  otherSystems: () => "Tokens that are shown to other systems (Vault, a cloud) leave no trace.",
};

const unread = () => "nobody used it in what could not be read";

export const doubts: DoubtTexts = {
  short: ({ minutes }, { length }) => `${length(minutes)} of logs are enough to know`,
  gaps: ({ gaps }) => `nobody used it in the ${gaps.length === 1 ? "gap" : "gaps"} of the logs`,
  unread,
  truncated: unread,
  pages: () => "nobody used it on the pages that are missing",
  unnamedServers: () => "these are the logs of all API servers",
  servers: ({ names }) =>
    names.length === 1
      ? "the cluster has only this one API server"
      : "the cluster has only these API servers",
};

export const whys: WhyTexts = {
  rightUnknown: () => "the log does not say which right was used",
  nothingAllowed: () => "all of its requests were refused, or have no end in the log",
  unattributed: ({ requests }, { number }) =>
    `its account made ${times(requests, number)} of which the log names no Pod`,
  noReads: () => "the log has no reads (get, list)",
  noPods: () => "no Pod of it is in the data or in the log",
  noReplicas: () => "it has no replicas, and no Pod of it is in the log",
  suspended: () => "it is suspended, and no Pod of it is in the log",
  noRun: ({ schedule }) => `it runs at ${schedule}, which is never in the logs' time`,
  unknownSchedule: ({ schedule }) =>
    `its schedule ${schedule} cannot be read, and no Pod of it is in the log`,
  podsLater: () => "its Pods were made after the logs end",
  podsBefore: () => "its Pods were made before the logs begin, and may have ended",
  issued: ({ tokens }, { number }) =>
    tokens === 1
      ? "a token was issued to its Pod and never used"
      : `${number(tokens)} tokens were issued to its Pods and never used`,
  accountIssued: ({ tokens }, { number }) =>
    tokens === 1
      ? "a token was issued to a Pod of its account and never used"
      : `${number(tokens)} tokens were issued to Pods of its account, and none was used`,
};

const KINDS: Readonly<Record<string, string>> = {
  bound: "tokens bound to its Pods",
  node: "tokens bound to nodes",
  unbound: "tokens bound to nothing",
};

export const remarks: RemarkTexts = {
  tokens(kinds, secrets, { list }) {
    const kind = (each: string) => {
      if (each !== "legacy") return KINDS[each] ?? "tokens whose kind the log does not tell";
      if (!secrets.length) return "tokens of Secrets, which never expire";
      return secrets.length === 1
        ? `the token of Secret ${secrets[0]}, which never expires`
        : `the tokens of Secrets ${list(secrets)}, which never expire`;
    };
    return `with ${kinds.map(kind).join("; ")}`;
  },
  stale: (last, { time }) =>
    `its program does not read the token again after an hour, last seen ${time(last)}`,
  asOthers: (count, { number }) => `in the name of someone else: ${times(count, number)}`,
  otherUses: (count, { number }) =>
    `asked for too many different things to name all: ${times(count, number)} for others`,
  moreRights: "more bindings were used than are named",
};
