// The combinations of the truth table, and the question that each asks the engine.

import type { Judged, Question } from "../../engine";

export type Says = "unset" | "true" | "false";
export type Server = Question["server"];
export const SAYS: readonly Says[] = ["unset", "true", "false"];

/** What the Pod and its service account say, and the version of Kubernetes. */
export interface Combination {
  readonly pod: Says;
  readonly account: Says;
  readonly server: Server;
}

export const key = ({ pod, account, server }: Combination): string => `${pod} ${account} ${server}`;

/** The question about a combination, with manifests as a person would write them. */
export function question({ pod, account, server }: Combination): Question {
  return {
    objects: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  serviceAccountName: web
${field("  ", pod)}
  containers:
    - name: web
      image: nginx
`,
    context: `apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
  namespace: default
${field("", account)}
${server === "legacy" ? "secrets:\n  - name: web-token-5qnst\n" : ""}`,
    settings: "",
    namespace: "default",
    seen: "written",
    server,
    absent: "notFound",
    today: null,
    lookupError: null,
    lookupAnswer: null,
  };
}

function field(indent: string, says: Says): string {
  return `${indent}${says === "unset" ? "# " : ""}automountServiceAccountToken: ${says}`;
}

/** What a cell of the table shows. */
export interface Cell {
  readonly mounted: boolean;
  readonly decidedBy: "mirror" | "pod" | "serviceAccount" | "default";
  readonly accepted: boolean;
  readonly askedBy: "nobody" | "serviceAccount" | "pod" | null;
}

export function cell(judged: Judged): Cell {
  const { trail, exposures, accepted } = judged;
  if (!trail || accepted === null) throw new Error("a Pod was not judged");
  return {
    mounted: exposures.length > 0,
    decidedBy: trail.decidedBy,
    accepted,
    askedBy: exposures[0]?.askedBy ?? null,
  };
}
