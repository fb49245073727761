// Makes answers of the engine for tests, which override the fields they are about.

import type { Exposure, Judged, Trail } from "../../web/engine";

export function judged(parts: Partial<Judged> = {}): Judged {
  return {
    line: 1,
    from: 0,
    to: 0,
    apiVersion: "v1",
    kind: "Pod",
    namespace: "default",
    name: "web",
    accepted: true,
    code: null,
    message: null,
    warnings: [],
    reason: null,
    exposures: [],
    kubectl: "",
    patch: null,
    change: null,
    trail: trail(),
    advice: [],
    webhook: null,
    written: null,
    ...parts,
  };
}

export function trail(parts: Partial<Trail> = {}): Trail {
  return {
    podField: "spec.automountServiceAccountToken",
    pod: null,
    account: "default/default",
    accountField: "automountServiceAccountToken",
    accountExists: true,
    serviceAccount: null,
    decidedBy: "default",
    automount: true,
    containers: [],
    ...parts,
  };
}

export function exposure(parts: Partial<Exposure> = {}): Exposure {
  return {
    container: "app",
    how: "automount",
    account: "default/web",
    askedBy: "nobody",
    allowedBy: null,
    ...parts,
  };
}
