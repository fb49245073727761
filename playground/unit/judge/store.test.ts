// Which answer is shown, and which of its objects.

import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Answer, Judged, Question } from "../../web/engine";
import { fakeBrowser } from "../browser";
import { judged } from "./judged";

const answers = vi.hoisted(() => ({ judge: vi.fn<(question: Question) => Promise<Answer>>() }));

vi.mock("../../web/engine/judge", async (original) => ({
  ...(await original<typeof import("../../web/engine/judge")>()),
  judge: answers.judge,
}));

const settled = () => new Promise((resolve) => setTimeout(resolve));

async function store() {
  fakeBrowser();
  const { EngineFailure } = await import("../../web/engine");
  const { judgeState, EMPTY } = await import("../../web/state");
  const module = await import("../../web/views/judge/store");
  const show = async (objects: string, answer: Partial<Answer>) => {
    answers.judge.mockResolvedValueOnce({ problems: [], settingsRefused: null, objects: [], ...answer });
    judgeState.value = { ...EMPTY, objects };
    await settled();
  };
  return { ...module, EngineFailure, judgeState, EMPTY, show };
}

beforeEach(() => {
  answers.judge.mockReset();
  answers.judge.mockResolvedValue({ problems: [], settingsRefused: null, objects: [] });
});

const PROBLEM = {
  editor: "objects",
  from: 0,
  to: 1,
  severity: "error",
  kind: "unreadable",
  message: "m",
} as const;

describe("what is shown", () => {
  test("nothing before the first answer, then the latest one", async () => {
    const { shown, follow, show } = await store();
    expect(shown.value).toBeNull();
    const stop = follow();
    await show("a", { objects: [judged({ name: "a" })] });
    await show("b", { objects: [judged({ name: "b" })] });
    expect(shown.value).toMatchObject({
      isStale: false,
      question: { objects: "b" },
      answer: { objects: [{ name: "b" }] },
    });
    stop();
  });

  test("the latest readable answer, marked as stale", async () => {
    const { shown, outcome, follow, show } = await store();
    follow();
    await show("a", { objects: [judged({ name: "a" })] });
    await show("a: [", { problems: [PROBLEM] });
    expect(shown.value).toMatchObject({ isStale: true, question: { objects: "a" } });
    expect(outcome.value?.answer.problems).toEqual([PROBLEM]);
  });

  test("also the answers to an empty text and to refused settings", async () => {
    const { shown, follow, show } = await store();
    follow();
    await show("a", { objects: [judged()] });
    await show("", {});
    expect(shown.value).toMatchObject({ isStale: false, question: { objects: "" } });
    await show("b", { settingsRefused: "no", problems: [PROBLEM] });
    expect(shown.value).toMatchObject({ isStale: false, answer: { settingsRefused: "no" } });
  });

  test("nothing new after following has ended", async () => {
    const { follow, judgeState, EMPTY } = await store();
    follow()();
    await settled();
    answers.judge.mockClear();
    judgeState.value = { ...EMPTY, objects: "x" };
    expect(answers.judge).not.toHaveBeenCalled();
  });
});

describe("a failure", () => {
  test("is shown until the next answer", async () => {
    const { failure, follow, judgeState, EMPTY, EngineFailure, show } = await store();
    follow();
    await settled();
    const slow = new EngineFailure("slow", "too long");
    answers.judge.mockRejectedValueOnce(slow);
    judgeState.value = { ...EMPTY, objects: "x" };
    await settled();
    expect(failure.value).toBe(slow);
    await show("y", {});
    expect(failure.value).toBeNull();
  });

  test("of an unknown kind counts as a crash", async () => {
    const { failure, follow } = await store();
    answers.judge.mockRejectedValueOnce(new Error("odd"));
    follow();
    await settled();
    expect(failure.value).toMatchObject({ kind: "crash", message: "Error: odd" });
  });
});

describe("the selected object", () => {
  const TEXT = "kind: A\nx: 1\n---\nkind: B\nx: 2\n";
  const DOCUMENTS = [judged({ name: "a", line: 1, from: 0 }), judged({ name: "b", line: 4, from: 17 })];

  async function at(text: string, objects: Judged[], cursors: readonly number[]) {
    const { selected, cursor, follow, show } = await store();
    follow();
    await show(text, { objects });
    return cursors.map((place) => {
      cursor.value = place;
      return selected.value;
    });
  }

  test("is the document with the cursor", async () => {
    expect(await at(TEXT, DOCUMENTS, [0, 12, 17, 30])).toEqual([0, 0, 1, 1]);
  });

  test("starts with its document, even if comments come before its first key", async () => {
    const text = "kind: A\n---\n# about B\nkind: B\n";
    const objects = [judged({ line: 1, from: 0 }), judged({ line: 4, from: 12 })];
    expect(await at(text, objects, [8, 12, 15])).toEqual([0, 1, 1]);
  });

  test("is the item at the cursor's line in a List", async () => {
    const text = "kind: List\nitems:\n- kind: A\n- kind: B\n";
    const objects = [judged({ line: 3, from: 0 }), judged({ line: 4, from: 0 })];
    expect(await at(text, objects, [0, 20, 30])).toEqual([0, 0, 1]);
  });

  test("is the first one by default", async () => {
    expect((await store()).selected.value).toBe(0);
    expect(await at("", [], [0])).toEqual([0]);
  });

  test("is the chosen one until the cursor moves, if it exists", async () => {
    const { selected, choose, cursor, follow, show } = await store();
    follow();
    await show(TEXT, { objects: DOCUMENTS });
    choose(1, 0);
    expect(selected.value).toBe(1);
    await show("kind: A\n", { objects: DOCUMENTS.slice(0, 1) });
    expect(selected.value).toBe(0);
    await show(TEXT, { objects: DOCUMENTS });
    expect(selected.value).toBe(1);
    cursor.value = 3;
    expect(selected.value).toBe(0);
  });
});

describe("startOf", () => {
  const TEXT = "a\nbc\n\nd";
  const lines = [
    { line: 1, start: 0 },
    { line: 2, start: 2 },
    { line: 3, start: 5 },
    { line: 4, start: 6 },
    { line: 9, start: 6 },
  ];
  for (const { line, start } of lines) {
    test(`line ${line}`, async () => expect((await store()).startOf(judged({ line }), TEXT)).toBe(start));
  }
});
