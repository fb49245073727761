// A row of a survey's report as the engine gives it, to be changed by tests where they look.
import type { Row } from "../../web/engine";

export function row(parts: Partial<Row> = {}): Row {
  return {
    namespace: "shop",
    account: "shop/web",
    how: "automount",
    askedBy: "nobody",
    bound: false,
    allowedBy: null,
    pods: 1,
    containers: 1,
    owners: ["Deployment web"],
    moreOwners: 0,
    ...parts,
  };
}
