// The exported CSV is valid, and spreadsheets find no formulas in it.

import { describe, expect, test } from "vitest";
import { csv } from "../../web/views/cluster/csv";
import { row } from "./row";

const HEAD = "namespace,serviceAccount,how,askedBy,roleBindings,allowedBy,pods,containers,owners\r\n";

test("without rows, there is only the header", () => expect(csv([])).toBe(HEAD));

test("each row is a line", () => {
  const rows = [
    row({
      bound: true,
      allowedBy: "allow.podAuthor",
      pods: 2,
      containers: 3,
      owners: ["Pod a", "Pod b"],
      moreOwners: 4,
    }),
    row({ account: null, how: "secret", askedBy: null, bound: null, owners: [] }),
  ];
  expect(csv(rows)).toBe(
    `${HEAD}shop,shop/web,automount,nobody,yes,allow.podAuthor,2,3,Pod a; Pod b; 4 more\r\n` +
      "shop,,secret,unknown,unknown,,1,1,\r\n",
  );
});

test("with audit logs, the last column says whether it was used", () => {
  const head = HEAD.replace("\r\n", ",used\r\n");
  expect(csv([row({ used: "no" }), row({ used: "unknown" })])).toBe(
    `${head}shop,shop/web,automount,nobody,no,,1,1,Deployment web,no\r\n` +
      "shop,shop/web,automount,nobody,no,,1,1,Deployment web,unknown\r\n",
  );
});

describe("a name that is special to CSV or to a spreadsheet", () => {
  const names = [
    { name: "a,b", field: '"a,b"' },
    { name: 'a"b', field: '"a""b"' },
    { name: "a\nb", field: '"a\nb"' },
    { name: "=1+1", field: "'=1+1" },
    { name: "+1", field: "'+1" },
    { name: "-1", field: "'-1" },
    { name: "@x", field: "'@x" },
    { name: "\tx", field: "'\tx" },
    { name: "\rx", field: '"\'\rx"' },
    { name: '=HYPERLINK("x")', field: '"\'=HYPERLINK(""x"")"' },
    { name: "a=b", field: "a=b" },
  ];
  for (const { name, field } of names) {
    test(JSON.stringify(name), () => {
      expect(csv([row({ namespace: name })])).toBe(
        `${HEAD}${field},shop/web,automount,nobody,no,,1,1,Deployment web\r\n`,
      );
    });
  }
});
