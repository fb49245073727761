// Which settings are compared, and which answer is shown.

import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ClusterFile, Pair } from "../../web/engine/compare";
import type { SettingsAnswer } from "../../web/engine/compare-types";
import { EngineFailure } from "../../web/engine/failure";
import { fakeBrowser } from "../browser";

interface Asked {
  readonly texts: Pair;
  /** Null for the settings alone. */
  readonly file: ClusterFile | null;
  readonly onProgress: (done: number, total: number) => boolean;
  readonly resolve: (answer: SettingsAnswer | null) => void;
  readonly reject: (error: unknown) => void;
}

const engine = vi.hoisted(() => {
  const asked: Asked[] = [];
  const comparers: { alive: boolean }[] = [];
  const ask = (texts: Pair, file: ClusterFile | null, onProgress: Asked["onProgress"]) =>
    new Promise((resolve, reject) => asked.push({ texts, file, onProgress, resolve, reject }));
  class Comparer {
    alive = true;
    constructor() {
      comparers.push(this);
    }
    settings = (texts: Pair) => ask(texts, null, () => true);
    verdicts = ask;
    end = () => (this.alive = false);
  }
  return { asked, comparers, Comparer };
});

vi.mock("../../web/engine/compare", () => ({ Comparer: engine.Comparer }));
// The tests say what became of the file.
vi.mock("../../web/engine/survey", () => ({
  startSurvey: () => ({ report: new Promise(() => undefined), cancel: () => undefined }),
}));

// Longer than the pause after a keystroke.
const settled = () => new Promise((resolve) => setTimeout(resolve, 200));
const refused = { problems: [{ which: "new" }], compared: null } as unknown as SettingsAnswer;
const compared = (said: string) => ({ problems: [], compared: { said } }) as unknown as SettingsAnswer;

async function compare(hash = "") {
  fakeBrowser({ hash });
  const survey = await import("../../web/views/cluster/survey");
  const { judgeState } = await import("../../web/state");
  return {
    survey,
    judgeState,
    ...(await import("../../web/views/cluster/compare/state")),
    ...(await import("../../web/views/cluster/compare/run")),
  };
}

beforeEach(() => {
  engine.asked.length = 0;
  engine.comparers.length = 0;
});

describe("the editors", () => {
  test("begin with the settings of the report, and keep what was typed", async () => {
    const { survey, judgeState, isOpen, pair, replaced, toggle } = await compare();
    judgeState.value = { ...judgeState.value, settings: "action: warn\n" };
    survey.ownSettings.value = true;
    toggle();
    expect([isOpen.value, pair.value]).toEqual([true, { old: "action: warn\n", new: "action: warn\n" }]);
    expect(replaced.value).toBe(1);
    pair.value = { ...pair.value, new: "" };
    toggle();
    toggle();
    expect([isOpen.value, pair.value]).toEqual([true, { old: "action: warn\n", new: "" }]);
    expect(replaced.value).toBe(1);
  });

  test("open with settings from elsewhere", async () => {
    const { isOpen, pair, compareWith } = await compare();
    compareWith("action: warn\n");
    expect([isOpen.value, pair.value]).toEqual([true, { old: "", new: "action: warn\n" }]);
    pair.value = { ...pair.value, old: "help: x\n" };
    compareWith("action: mutate\n");
    expect(pair.value).toEqual({ old: "help: x\n", new: "action: mutate\n" });
  });

  test("open with a link, which holds both texts", async () => {
    const { pair, isOpen, pairLink, openLink } = await compare("#/cluster");
    const texts = { old: "# 日本語\n", new: "action: warn\n" };
    const link = await pairLink(texts);
    expect(link).toMatch(/^https:\/\/example\.com\/pages\/#\/cluster\?s=[\w-]+$/);
    await openLink(link.split("s=")[1] ?? "");
    expect([isOpen.value, pair.value]).toEqual([true, texts]);
  });

  test("ignore what does not belong in a link", async () => {
    const { pair, isOpen, openLink } = await compare();
    const { linkTo } = await import("../../web/share");
    const link = await linkTo("cluster", { old: 7, new: "help: x\n", other: "x" });
    await openLink(link.split("s=")[1] ?? "");
    expect(pair.value).toEqual({ old: "", new: "help: x\n" });
    isOpen.value = false;
    await expect(openLink("broken")).rejects.toThrow();
    expect(isOpen.value).toBe(false);
  });
});

describe("without a file", () => {
  test("the latest texts are compared, after a pause", async () => {
    const { pair, follow, answer, isBusy, progress } = await compare();
    const stop = follow();
    pair.value = { old: "a", new: "b" };
    pair.value = { old: "a", new: "bc" };
    expect(isBusy.value).toBe(true);
    await settled();
    expect(engine.asked.map(({ texts, file }) => [texts, file])).toEqual([[{ old: "a", new: "bc" }, null]]);
    engine.asked[0]?.resolve(refused);
    await settled();
    expect([answer.value, isBusy.value, progress.value]).toEqual([refused, false, null]);
    stop();
    expect([answer.value, engine.comparers.map(({ alive }) => alive)]).toEqual([null, [false]]);
  });

  test("an answer to earlier texts is dropped", async () => {
    const { pair, follow, answer, isBusy } = await compare();
    const stop = follow();
    await settled();
    pair.value = { old: "", new: "x" };
    engine.asked[0]?.resolve(compared("early"));
    await settled();
    expect([answer.value, isBusy.value]).toEqual([null, true]);
    engine.asked[1]?.resolve(compared("late"));
    await settled();
    expect([answer.value, isBusy.value]).toEqual([compared("late"), false]);
    stop();
  });

  test("after a failure, the next change is compared by a new engine", async () => {
    const { pair, follow, answer, failure, isBusy } = await compare();
    const stop = follow();
    await settled();
    const [first] = engine.comparers;
    if (first) first.alive = false;
    engine.asked[0]?.reject(new EngineFailure("crash", "out of memory"));
    await settled();
    expect([failure.value?.kind, answer.value, isBusy.value]).toEqual(["crash", null, false]);
    pair.value = { old: "", new: "x" };
    await settled();
    expect(engine.comparers).toHaveLength(2);
    engine.asked[1]?.resolve(compared("again"));
    await settled();
    expect([failure.value, answer.value]).toEqual([null, compared("again")]);
    stop();
  });
});

describe("with a file", () => {
  const report = { step: "done", name: "a.json", report: {}, found: null, turn: 1 } as never;
  const opened = async () => {
    const all = await compare();
    all.survey.open("a.json", new Blob(["\ufeff{}"]));
    all.survey.state.value = report;
    const stop = all.follow();
    await settled();
    engine.asked[0]?.resolve(compared("settings"));
    await settled();
    return { ...all, stop };
  };

  test("the settings come first, then the verdicts", async () => {
    const { answer, progress, isBusy, pair, stop } = await opened();
    expect([answer.value, progress.value, isBusy.value]).toEqual([
      compared("settings"),
      { done: 0, total: 0 },
      true,
    ]);
    const verdicts = engine.asked[1];
    expect(verdicts?.file?.name).toBe("a.json");
    // It is UTF-8 without a byte order mark.
    expect(await verdicts?.file?.data.text()).toBe("{}");
    expect(verdicts?.onProgress(5, 9)).toBe(true);
    expect(progress.value).toEqual({ done: 5, total: 9 });
    verdicts?.resolve(compared("verdicts"));
    await settled();
    expect([answer.value, progress.value, isBusy.value]).toEqual([compared("verdicts"), null, false]);
    pair.value = { old: "", new: "x" };
    // Nobody waits for that any more.
    expect(verdicts?.onProgress(9, 9)).toBe(false);
    await settled();
    engine.asked[2]?.resolve(compared("next"));
    await settled();
    // The worker gets the same file, which it knows.
    expect(engine.asked[3]?.file).toBe(verdicts?.file);
    stop();
  });

  test("settings that cannot be used judge nothing", async () => {
    const { answer, pair, isBusy, stop } = await opened();
    pair.value = { old: "", new: "- x" };
    await settled();
    engine.asked[2]?.resolve(refused);
    await settled();
    expect([engine.asked.length, answer.value, isBusy.value]).toEqual([3, refused, false]);
    stop();
  });

  const states = [
    { name: "is still read", state: { step: "running", name: "a.json", done: 0, total: 0 }, judged: false },
    { name: "is damaged", state: { step: "failed", cause: "broken", message: "" }, judged: false },
    { name: "was left", state: { step: "idle" }, judged: false },
    {
      name: "waits for other settings",
      state: { step: "failed", cause: "settings", message: "" },
      judged: true,
    },
  ];
  for (const { name, state, judged } of states) {
    test(`that ${name} is ${judged ? "judged" : "not judged"}`, async () => {
      const { survey, stop } = await opened();
      engine.asked.length = 0;
      survey.state.value = state as never;
      await settled();
      // The file that counts is the same while only its report changes.
      if (judged) expect(engine.asked).toEqual([]);
      else {
        engine.asked[0]?.resolve(compared("settings"));
        await settled();
        expect(engine.asked.map(({ file }) => file)).toEqual([null]);
      }
      stop();
    });
  }
});
