// Which setting a position belongs to, and what can be completed there.

import { CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { describe, expect, test } from "vitest";
import { complete, type Words } from "../../web/editor/settings-help";
import { keysAbove, pathsAt, siblings } from "../../web/editor/settings-place";
import { SETTINGS, settingAt } from "../../web/editor/settings-schema";

/** A state with this text, and the position marked with `|`. */
function at(marked: string) {
  const place = marked.indexOf("|");
  const state = EditorState.create({ doc: marked.replace("|", "") });
  return { state, place, line: state.doc.lineAt(place) };
}

const WORDS: Words = {
  describe: ({ description }) => description,
  labels: () => ({ values: "Values", fallback: "Default" }),
};

describe("keysAbove", () => {
  const texts = [
    { text: "action: |", keys: [] },
    { text: "allow:\n  podAuthor: |", keys: ["allow"] },
    { text: "allow:\n  serviceAccounts:\n    - |", keys: ["allow", "serviceAccounts"] },
    { text: "allow:\n  podAuthor: any\n  |", keys: ["allow"] },
    { text: "allow:\n  podAuthor: any\nhelp: |", keys: [] },
    { text: "allow:\n  # a comment: x\n\n  |", keys: ["allow"] },
    { text: "a:\n    b:\n  c: |", keys: ["a"] },
    {
      text: "allow:\n  serviceAccounts:\n    - account: a/b\n      |",
      keys: ["allow", "serviceAccounts"],
    },
  ];
  for (const { text, keys } of texts) {
    test(JSON.stringify(text), () => {
      const { state, line } = at(text);
      const indent = line.text.length - line.text.trimStart().length;
      expect(keysAbove(state, line.number, indent)).toEqual(keys);
    });
  }
});

describe("pathsAt", () => {
  const texts = [
    { text: "act|ion: warn", path: "action" },
    { text: "action: wa|rn", path: "action" },
    { text: "allow:\n  podAu|thor: any", path: "allow.podAuthor" },
    { text: "allow:\n  podAuthor: a|ny", path: "allow.podAuthor" },
    { text: "allow: {podAut|hor: any}", path: "allow.podAuthor" },
    { text: "allow:\n  serviceAccounts:\n    - ci/ru|nner", path: "allow.serviceAccounts" },
    { text: "allow:\n  serviceAccounts:\n  - ci/ru|nner", path: "allow.serviceAccounts" },
    { text: "otherAudiences:\n- va|ult", path: "otherAudiences" },
    {
      text: "allow:\n  serviceAccounts:\n    - acc|ount: a/b\n",
      path: "allow.serviceAccounts.account",
    },
    {
      text: "allow:\n  serviceAccounts:\n  - account: a/b\n    unt|il: x",
      path: "allow.serviceAccounts.until",
    },
    { text: "podTemplates:\n  - gr|oup: argoproj.io\n", path: "podTemplates.group" },
    {
      text: "podTemplates:\n- group: ray.io\n  pat|h: spec.headGroupSpec.template",
      path: "podTemplates.path",
    },
    { text: "nothing: |", path: null },
    { text: "allow:\n  act|ion: x", path: null },
  ];
  for (const { text, path } of texts) {
    test(JSON.stringify(text), () => {
      const { state, place } = at(text);
      const found = pathsAt(state, place)
        .map(settingAt)
        .find((setting) => setting !== null);
      expect(found?.path ?? null).toBe(path);
    });
  }
});

describe("siblings", () => {
  const texts = [
    { text: "action: warn\n|\nhelp: x", keys: ["action", "help"] },
    {
      text: "allow:\n  podAuthor: any\n  |\n  tokenSecrets: true\nhelp: x",
      keys: ["podAuthor", "tokenSecrets"],
    },
    { text: "action: warn\nallow:\n  podAuthor: any\n|", keys: ["allow", "action"] },
    { text: "# action: x\n\n|", keys: [] },
  ];
  for (const { text, keys } of texts) {
    test(JSON.stringify(text), () => {
      const { state, line } = at(text);
      const indent = line.text.length;
      expect([...siblings(state, line.number, indent)].sort()).toEqual([...keys].sort());
    });
  }
});

describe("the schema", () => {
  test("gives choices, defaults and lists", () => {
    expect(settingAt(["action"])).toMatchObject({
      values: ["reject", "warn", "mutate"],
      fallback: "reject",
      isList: false,
    });
    expect(settingAt(["allow", "serviceAccountOwner"])).toMatchObject({
      values: ["true", "false"],
      fallback: "false",
    });
    expect(settingAt(["allow", "serviceAccounts"])).toMatchObject({
      values: [],
      fallback: "[]",
      isList: true,
    });
    expect(settingAt(["allow", "rolesThatNeedNoToken"])).toMatchObject({
      fallback: '["system:image-puller","system:openshift:scc:*"]',
      isList: true,
    });
    expect(settingAt(["apiCertificateSigners"])).toMatchObject({
      fallback: '["kubernetes.io/kube-apiserver-client-pod"]',
      isList: true,
    });
    expect(settingAt(["help"])).toMatchObject({ key: "help", values: [] });
  });

  test("gives ranges of numbers", () => {
    expect(settingAt(["projectedTokenMaxSeconds"])).toMatchObject({ values: [], range: "≥ 600" });
    expect(settingAt(["extendedTokenSeconds"])).toMatchObject({
      values: [],
      range: "3607 – 31536000",
      fallback: "31536000",
    });
  });

  test("finds every setting by its path, and no other", () => {
    for (const setting of SETTINGS) {
      expect(settingAt([setting.path])).toBe(setting);
      for (const child of setting.children) expect(settingAt([setting.key, child.key])).toBe(child);
    }
    expect(settingAt(["podAuthor"])).toBeNull();
    expect(settingAt([])).toBeNull();
  });

  test("describes each of them", () => {
    const all = SETTINGS.flatMap((setting) => [setting, ...setting.children]);
    expect(all.filter(({ description }) => !description)).toEqual([]);
    expect(all.length).toBeGreaterThan(15);
  });
});

describe("complete", () => {
  const completions = (text: string, explicit = true): CompletionResult | null => {
    const { state, place } = at(text);
    return complete(new CompletionContext(state, place, explicit), WORDS);
  };
  const labels = (text: string, explicit?: boolean) =>
    completions(text, explicit)?.options.map(({ label }) => label);

  test("offers every setting in an empty text", () => {
    expect(labels("|")).toEqual(SETTINGS.map(({ key }) => key));
  });

  test("offers nothing before the first letter, unless asked", () => {
    expect(labels("|", false)).toBeUndefined();
    expect(labels("a|", false)).toContain("action");
  });

  test("omits settings that are there already", () => {
    expect(labels("action: warn\n|")).not.toContain("action");
    expect(labels("action: warn\n|")).toContain("allow");
  });

  test("offers the keys of the mapping that the cursor is in", () => {
    expect(labels("allow:\n  podAuthor: any\n  |")).toEqual([
      "rolesThatNeedNoToken",
      "serviceAccountOwner",
      "serviceAccounts",
      "serviceAccountsWithRoleBindings",
      "tokenSecrets",
    ]);
    expect(labels("help:\n  |")).toBeUndefined();
    const entry = "allow:\n  serviceAccounts:\n    - account: a/b\n";
    expect(labels(`${entry}      |`)).toEqual(["containers", "owner", "reason", "until"]);
    expect(labels(`${entry}    - |`)).toContain("account");
  });

  test("offers the values of a key, and says which is the default", () => {
    const found = completions("action: wa|");
    expect(found?.from).toBe("action: ".length);
    expect(found?.options.map(({ label, detail }) => [label, detail])).toEqual([
      ["reject", "Default"],
      ["warn", undefined],
      ["mutate", undefined],
    ]);
    expect(labels("allow:\n  tokenSecrets: |")).toEqual(["true", "false"]);
    for (const text of ["help: |", "nothing: |", "action:|", "action: warn now|"])
      expect(labels(text)).toBeUndefined();
  });

  test("continues in the way the setting is written", () => {
    const applied = (text: string, key: string) =>
      completions(text)?.options.find(({ label }) => label === key)?.apply;
    expect(applied("|", "action")).toBe("action: ");
    expect(applied("|", "allow")).toBe("allow:\n  ");
    expect(applied("|", "otherAudiences")).toBe("otherAudiences:\n  - ");
    expect(applied("|", "apiCertificateSigners")).toBe("apiCertificateSigners:\n  - ");
    expect(applied("|", "extendedTokenSeconds")).toBe("extendedTokenSeconds: ");
    expect(applied("allow:\n  |", "serviceAccounts")).toBe("serviceAccounts:\n    - ");
  });

  test("replaces what was typed of a key", () =>
    expect(completions("allow:\n  pod|")?.from).toBe("allow:\n  ".length));
});
