// The English texts of what audit logs add to My cluster.

import type { Certainty } from "../../engine/usage-types";
import { doubts, limits, remarks, whys } from "./core.en";

const requests = (count: string) => `${count} ${count === "1" ? "request" : "requests"}`;

/** What to do about tokens that nobody used, by how sure that is. */
function unused(certainty: Certainty, length: string, provided: readonly string[]): string {
  const last = provided.at(-1) ?? "";
  const all = provided.length > 1 ? `${provided.slice(0, -1).join(", ")} and ${last}` : last;
  const condition = all ? `, if ${all}` : "";
  if (certainty === "high")
    return `The token can go at once: ${length} of logs without a gap have no request${condition}.`;
  const hint = certainty === "low" ? " So far that is only a hint." : "";
  return `The token can go${condition}.${hint}`;
}

export const usage = {
  step: {
    title: "See who uses its token (optional)",
    drop: "Drop audit logs here",
    about:
      "Files or folders with the audit log of your API servers, of any size: the form is recognised, and so is gzip. They are read inside this page and are not sent anywhere.",
    choose: "Choose logs",
    folder: "Choose a folder",
    sample: "Try a sample log",
    sampleName: "sample-audit.log",
  },

  reading: {
    bytes: (done: string, total: string, name: string) => `${done} of ${total} read: ${name}`,
    progress: "Bytes read",
    cancel: "Stop reading",
  },

  read: {
    done: (files: number, size: string, events: string) =>
      `${events} audit events in ${files === 1 ? "one file" : `${files} files`} (${size}).`,
    needsDump: "Open the file of your cluster as well, to see which workload uses which token.",
    remove: "Remove the logs",
    failed: (count: number) =>
      count === 1 ? "One file could not be read" : `${count} files could not be read`,
    notes: (count: number) =>
      count === 1 ? "One file was not read completely" : `${count} files were not read completely`,
    lines: (count: string, line: string) =>
      count === "1"
        ? `line ${line} could not be read`
        : `${count} lines could not be read; the first is line ${line}`,
    line: (line: string) => `line ${line}:`,
    notAll: "not all of it was read",
    lost: "What the logs said is lost. Add them again.",
    more: (count: string) => `and ${count} more`,
    problem: {
      gzip: "The gzip data is broken or cut off.",
      packed: "It is packed with gzip. Unpack it first.",
      utf16: "This is UTF-16 text. Save it as UTF-8.",
      legacyText:
        "The text format of --audit-log-format=legacy has neither Pods nor decisions. Set --audit-log-format=json.",
      rancher:
        "Rancher’s own audit log tells only what went through Rancher. Take the audit log of the cluster’s API server.",
      noMessage:
        "These are results of CloudWatch Logs Insights without @message. Query “fields @timestamp, @message”.",
      unknown:
        "This is no audit log in a known form. Expected Events of audit.k8s.io (lines, lists, or within what CloudWatch, Azure Monitor, Elasticsearch, Loki or a shipper wrap around them), AKSAudit rows, or Google Cloud audit entries.",
      empty: "The file is empty.",
      emptyFolder: "There is no file in this folder.",
      browser: "The browser could not read the file. Was it changed or moved?",
      load: "What reads audit logs could not be loaded. Check the connection and reload the page.",
      crash:
        "Reading stopped: the logs may need more memory than this browser gives a page. Add fewer of them.",
    },
  },

  report: {
    title: "Who uses the token",
    period: (events: string, from: string, to: string, length: string) =>
      `${events} events from ${from} to ${to} (${length})`,
    noPeriod: (events: string) => `${events} events`,
    minutes: (count: number, shown: string) => `${shown} ${count === 1 ? "minute" : "minutes"}`,
    hours: (shown: string) => `${shown} hours`,
    days: (shown: string) => `${shown} days`,
    limits: "What these logs cannot show",
    unauthenticated: (count: string) =>
      `The token of ${requests(count)} was refused (401), so nobody knows whose it was.`,
    groups: {
      unused: "Nobody used the token",
      everyone: "Used only for what every account may do",
      own: "Used with rights of its own",
      unknown: "The logs cannot tell",
    },
    todo: {
      everyone: "Ask the owner of the program: without a token it loses no rights, but these requests fail.",
      own: "Keep the token.",
      unknown: "Decide as without logs.",
    },
    unused,
    left: {
      nothing: "Nothing to do: no Pod of it can read a token.",
      byHand: "Its author asked for a token, with a volume or a Secret: take that out by hand.",
    },
    workloads: (count: string) => `${count} ${count === "1" ? "workload" : "workloads"}`,
    none: "None.",
    account: "Service account",
    requests: "Requests",
    amount: (count: string, refused: string) => (refused === "0" ? count : `${count} (${refused} refused)`),
    last: "Last",
    asked: "Asked for",
    bindingsUsed: "Role bindings used",
    bindingsUnused: "Role bindings not used",
    times: (what: string, count: string) => `${what} (${count}×)`,
    more: (count: string) => `and ${count} more`,
    chart: (most: string, minutes: string) =>
      `Requests over time: at most ${most} in ${minutes === "1" ? "a minute" : `${minutes} minutes`}`,
    atLeastMore: (count: string) => `and at least ${count} more`,
    nMore: (count: string) => `${count} more`,
    showMore: (count: string) => `Show ${count} more`,
    elsewhere: "Used without a Pod that the logs name",
    neverUsed: "Issued to Pods, and never used",
    neverUsedOf: (account: string, count: string) =>
      `${account}: ${count} ${count === "1" ? "token" : "tokens"}`,
    lengthUnknown: "unknown time",
    download: "Download the report as JSON",
    downloadAbout: "The same as token-check cluster --output json --audit-log prints.",
  },

  table: {
    column: "Used",
    inUse: { yes: "Used", no: "Not used", unknown: "Unknown" },
  },

  plan: {
    title: (count: number) =>
      count === 1 ? "One workload can opt out by the logs" : `${count} workloads can opt out by the logs`,
    about:
      "Nobody used the token of these workloads; or the logs cannot tell, and their account has no role binding that needs one. Mind what the logs cannot show, and check that none of them presents its token to another system, such as Vault.",
    why: "What the logs say",
    reason: (length: string) => `no request from it in the logs of ${length}`,
    reasonNoTime: "no request from it in the logs",
  },

  core: { limits, doubts, whys, remarks },
};

export type Usage = typeof usage;
