// Why a file cannot be judged: the engine, the settings, or its contents.

import { beforeEach, describe, expect, test, vi } from "vitest";
import { EngineFailure } from "../../web/engine";
import { causeOf } from "../../web/views/cluster/cause";

const answers = vi.hoisted(() => ({ judge: vi.fn() }));

vi.mock("../../web/routes", () => ({ go: () => undefined }));
vi.mock("../../web/engine/judge", async (original) => ({
  ...(await original<typeof import("../../web/engine/judge")>()),
  judge: answers.judge,
}));

const ACCEPTED = { problems: [], settingsRefused: null, objects: [] };
const refused = new EngineFailure("input", "refused");

beforeEach(() => {
  answers.judge.mockReset();
  answers.judge.mockResolvedValue(ACCEPTED);
});

describe("the engine", () => {
  const kinds = [
    { kind: "load", cause: "load" },
    { kind: "crash", cause: "crash" },
    { kind: "slow", cause: "crash" },
  ] as const;
  for (const { kind, cause } of kinds) {
    test(`failed as ${kind}`, async () => {
      expect(await causeOf(new EngineFailure(kind, "m"), new Blob(["{"]), "")).toBe(cause);
      expect(answers.judge).not.toHaveBeenCalled();
    });
  }
});

describe("the settings", () => {
  test("are refused", async () => {
    answers.judge.mockResolvedValue({ ...ACCEPTED, settingsRefused: "no" });
    expect(await causeOf(refused, new Blob(["{"]), "action: forbid\n")).toBe("settings");
    expect(answers.judge).toHaveBeenCalledWith(
      expect.objectContaining({ settings: "action: forbid\n", objects: "" }),
    );
  });

  test("cannot be read", async () => {
    answers.judge.mockResolvedValue({ ...ACCEPTED, problems: [{ editor: "settings" }] });
    expect(await causeOf(refused, new Blob(["{"]), "a: [")).toBe("settings");
  });

  test("are not the cause if the problem is elsewhere", async () => {
    answers.judge.mockResolvedValue({ ...ACCEPTED, problems: [{ editor: "objects" }] });
    expect(await causeOf(refused, new Blob([" "]), "")).toBe("empty");
  });
});

describe("the file", () => {
  const files = [
    { text: " \n", cause: "empty" },
    { text: "error: You must be logged in", cause: "notJson" },
    { text: "kind: List\n", cause: "notJson" },
    { text: '{"items": [', cause: "broken" },
    { text: " [1, 2", cause: "broken" },
    { text: "7", cause: "wrong" },
    { text: "null", cause: "wrong" },
    { text: "[]", cause: "wrong" },
    { text: '{"words": []}', cause: "wrong" },
    { text: '{"items": []}', cause: "none" },
    { text: '{"items": {}}', cause: "other" },
    { text: '{"items": [7]}', cause: "other" },
  ];
  for (const { text, cause } of files) {
    test(JSON.stringify(text), async () => expect(await causeOf(refused, new Blob([text]), "")).toBe(cause));
  }

  test("is read in UTF-16 too", async () => {
    const file = new Blob([Buffer.from([0xff, 0xfe]), Buffer.from('{"items": []}', "utf16le")]);
    expect(await causeOf(refused, file, "")).toBe("none");
  });

  test("is not read again if it is very large", async () => {
    expect(await causeOf(refused, new Blob([" ".repeat(20_000_001)]), "")).toBe("other");
  });
});
