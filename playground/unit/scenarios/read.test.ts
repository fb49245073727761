// How scenario files become the scenarios of the page.

import { join } from "node:path";
import { expect, test } from "vitest";
import { deadLinks, readScenarios } from "../../scenarios/read";
import { learn } from "../../web/i18n/learn/en";
import { folderOf } from "../folder";

const POD = "object:\n  kind: Pod\n  metadata: {name: p}\nexpect: {accepted: true}\n";

function read(files: Readonly<Record<string, string>>, notes: Readonly<Record<string, string>> = {}) {
  const root = folderOf({ ...files, "notes.json": JSON.stringify(notes) });
  return readScenarios(root, join(root, "notes.json"));
}

test("a manifest with everything around it", () => {
  const file = `note: It passes
object:
  kind: Deployment
  metadata: {name: web, namespace: shop}
context:
  - {kind: ServiceAccount}
  - {kind: Secret}
settings: {action: warn, help: ask us}
lookupError: forbidden
lookupAnswer: "null"
expect:
  accepted: true
  warnings: [a token]
`;
  expect(read({ "warn/nobody.yaml": file }, { "warn/nobody": "通る" })).toEqual([
    {
      name: "warn/nobody",
      group: "warn",
      note: { en: "It passes", ja: "通る" },
      kind: "Deployment",
      objects: "kind: Deployment\nmetadata: {name: web, namespace: shop}\n",
      context: "{kind: ServiceAccount}\n---\n{kind: Secret}\n",
      settings: "action: warn\nhelp: ask us\n",
      namespace: "shop",
      today: null,
      lookupError: "forbidden",
      lookupAnswer: "null",
      expect: { accepted: true, warnings: ["a token"] },
    },
  ]);
});

test("the day, if an exemption ends", () => {
  const scenario = (day: string, settings: string) =>
    read({ "lookup/day.yaml": `${day}request: {}\nsettings: ${settings}\nexpect: {accepted: true}\n` })[0];
  const ends = "{allow: {serviceAccounts: [{account: a/b, until: '2027-03-31'}]}}";
  expect(scenario("today: '2027-04-01'\n", ends)).toMatchObject({ today: "2027-04-01" });
  expect(scenario("", ends)).toMatchObject({ today: "" });
  expect(scenario("", "{}")).toMatchObject({ today: null });
});

test("a recorded request", () => {
  const file =
    "note: n\nrequest:\n  kind: {kind: Pod}\n  namespace: ci\nexpect: {accepted: false, code: 400}\n";
  expect(read({ "bad-request/array.yaml": file })[0]).toMatchObject({
    kind: "Pod",
    namespace: "ci",
    objects: "kind: {kind: Pod}\nnamespace: ci\n",
    context: "",
    settings: "",
    lookupError: null,
    lookupAnswer: null,
  });
});

test("defaults for the note, the kind and the namespace", () => {
  const [scenario] = read({ "lookup/empty.yaml": "request: {}\nexpect: {accepted: false}\n" });
  expect(scenario).toMatchObject({ note: { en: "", ja: null }, kind: "", namespace: "default" });
});

test("the groups are in the order of the gallery, and each is sorted by name", () => {
  const groups = Object.keys(learn.groups);
  expect(groups.indexOf("workloads")).toBeLessThan(groups.indexOf("bindings"));
  const files = ["bindings/a", "workloads/b", "workloads/a", "automount/z"];
  const found = read(Object.fromEntries(files.map((name) => [`${name}.yaml`, POD])));
  expect(found.map(({ name }) => name)).toEqual(["automount/z", "workloads/a", "workloads/b", "bindings/a"]);
});

test("other files are ignored", () => {
  expect(read({ "README.md": "words", "warn/nobody.yaml": POD })).toHaveLength(1);
});

test("a file that cannot be read is named", () => {
  expect(() => read({ "warn/broken.yaml": "object: [" })).toThrow(/warn[/\\]broken\.yaml: /);
});

test("a group without a title is named", () => {
  expect(() => read({ "nowhere/nobody.yaml": POD })).toThrow(/no title for group nowhere/);
});

test("links to scenarios that do not exist are listed", () => {
  const linked = Object.values(learn.points).flatMap((point) =>
    typeof point === "string" ? [] : Object.keys(point.links),
  );
  const all = read(Object.fromEntries(linked.map((name) => [`${name}.yaml`, POD])));
  expect(deadLinks(all)).toEqual([]);
  expect(deadLinks(all.filter(({ name }) => name !== "warn/nobody"))).toEqual(["warn/nobody"]);
});
