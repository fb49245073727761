// Parts of a scenario are cut out as their author wrote them, and keep their meaning.

import { describe, expect, test } from "vitest";
import { Source } from "../../scenarios/slice";

const FILE = `note: "It's quoted"
object:
  kind: Pod   # a comment
  metadata: {name: p}
  spec:
    containers:
    - name: 'app'
context:
  - kind: ServiceAccount
    metadata:
      name: a
  - {kind: Secret}
settings: {action: warn, allow: {podAuthor: "none"}}
block:
  action: warn
  # why
  help: ask us
text: |
    two
      lines
number: 7
`;

describe("part", () => {
  const parts = [
    {
      name: "a mapping loses the indentation that its place gave it, and keeps its own",
      key: "object",
      text: "kind: Pod   # a comment\nmetadata: {name: p}\nspec:\n  containers:\n  - name: 'app'\n",
    },
    {
      name: "flow style and quotes stay",
      key: "settings",
      text: '{action: warn, allow: {podAuthor: "none"}}\n',
    },
    { name: "a scalar keeps its quotes", key: "note", text: '"It\'s quoted"\n' },
    { name: "a missing key is empty", key: "absent", text: "" },
  ];
  for (const { name, key, text } of parts) {
    test(name, () => expect(new Source(FILE).part(key)).toBe(text));
  }
});

describe("documents", () => {
  test("each item of a list is a document", () => {
    expect(new Source(FILE).documents("context")).toBe(
      "kind: ServiceAccount\nmetadata:\n  name: a\n---\n{kind: Secret}\n",
    );
  });

  test("a missing list has none", () => expect(new Source(FILE).documents("absent")).toBe(""));

  test("anything but a list is an error", () => {
    expect(() => new Source(FILE).documents("object")).toThrow("object is not a list");
  });
});

describe("lines", () => {
  test("a mapping in flow style gets a line for each key", () => {
    expect(new Source(FILE).lines("settings")).toBe('action: warn\nallow: {podAuthor: "none"}\n');
  });

  test("a mapping in block style stays as it is", () => {
    expect(new Source(FILE).lines("block")).toBe("action: warn\n# why\nhelp: ask us\n");
  });

  test("an empty mapping is empty", () => expect(new Source("settings: {}\n").lines("settings")).toBe(""));

  test("what is not a mapping stays as it is", () => {
    expect(new Source("settings: [a, b]\n").lines("settings")).toBe("[a, b]\n");
  });
});

describe("value", () => {
  const values = [
    { key: "note", value: "It's quoted" },
    { key: "number", value: 7 },
    { key: "block", value: { action: "warn", help: "ask us" } },
    { key: "text", value: "two\n  lines\n" },
    { key: "absent", value: undefined },
  ];
  for (const { key, value } of values) {
    test(`of ${key}`, () => expect(new Source(FILE).value(key)).toEqual(value));
  }

  test("is read as YAML 1.1, with merge keys", () => {
    const source = new Source("is: yes\nbase: &base {a: 1}\nmerged: {<<: *base, b: 2}\n");
    expect([source.value("is"), source.value("merged")]).toEqual([true, { a: 1, b: 2 }]);
  });
});

describe("what cannot be cut out is an error", () => {
  test("a file that is not YAML", () => expect(() => new Source("a: [")).toThrow());

  test("an alias whose anchor stays behind", () => {
    const source = new Source("base: &base {a: 1}\nobject: {b: *base}\n");
    expect(() => source.part("object")).toThrow("Unresolved alias");
  });

  test("text whose indentation would change", () => {
    expect(() => new Source(FILE).part("text")).toThrow("this means something else on its own:\n|\n");
  });
});
