// Makes rows of a report for tests, which override the fields they are about.

import type { Row } from "../../web/views/cluster/rows";

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
