// What happens to a file that is opened, cancelled or replaced by another one.

import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Report } from "../../web/engine";
import type { LogReader } from "../../web/engine/usage";
import type { Found } from "../../web/engine/usage-types";
import { fakeBrowser } from "../browser";

interface Run {
  readonly text: string;
  readonly settings: string;
  readonly onProgress: (done: number, total: number) => void;
  readonly resolve: (report: Partial<Report> | Partial<Found>) => void;
  readonly reject: (error: unknown) => void;
  cancelled: boolean;
}

const engine = vi.hoisted(() => {
  const runs: Run[] = [];
  const start = (file: Blob, settings: string, onProgress: Run["onProgress"]) => {
    let run: Run | undefined;
    const report = new Promise((resolve, reject) => {
      run = { text: "", settings, onProgress, resolve, reject, cancelled: false };
      runs.push(run);
      void file.text().then((text) => Object.assign(run as Run, { text }));
    });
    const cancel = () => {
      if (!run) return;
      run.cancelled = true;
      run.reject(new Error("cancelled"));
    };
    return { report, cancel };
  };
  return { runs, start };
});

vi.mock("../../web/engine/survey", () => ({ startSurvey: engine.start }));
vi.mock("../../web/views/cluster/cause", () => ({ causeOf: async () => "broken" }));

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const file = (text = "{}") => new Blob([text]);

async function survey() {
  fakeBrowser();
  const { judgeState } = await import("../../web/state");
  return { judgeState, ...(await import("../../web/views/cluster/survey")) };
}

beforeEach(() => {
  engine.runs.length = 0;
});

describe("a file", () => {
  test("is read, judged and reported", async () => {
    const { state, open } = await survey();
    open("cluster.json", file("\ufeff{}"));
    expect(state.value).toEqual({ step: "running", name: "cluster.json", done: 0, total: 0 });
    await settled();
    const [run] = engine.runs;
    expect(run).toMatchObject({ text: "{}", settings: "" });
    run?.onProgress(500, 900);
    expect(state.value).toEqual({ step: "running", name: "cluster.json", done: 500, total: 900 });
    run?.resolve({ objects: 3 });
    await settled();
    expect(state.value).toMatchObject({ step: "done", name: "cluster.json", report: { objects: 3 } });
    run?.onProgress(900, 900);
    expect(state.value.step).toBe("done");
  });

  test("that is empty needs no engine", async () => {
    const { state, open } = await survey();
    open("cluster.json", file(""));
    await settled();
    expect(state.value).toEqual({ step: "failed", cause: "empty", message: "" });
    expect(engine.runs).toEqual([]);
  });

  test("that fails is shown with its cause and the engine's message", async () => {
    const { state, open } = await survey();
    open("cluster.json", file());
    await settled();
    engine.runs[0]?.reject(new Error("line 3"));
    await settled();
    expect(state.value).toEqual({ step: "failed", cause: "broken", message: "line 3" });
  });

  test("without objects is a failure", async () => {
    const { state, open } = await survey();
    open("cluster.json", file());
    await settled();
    engine.runs[0]?.resolve({ objects: 0 });
    await settled();
    expect(state.value).toMatchObject({ step: "failed", message: "no objects found" });
  });
});

test("the next file stops the previous one, whose results are dropped", async () => {
  const { state, open } = await survey();
  open("old.json", file());
  await settled();
  open("new.json", file());
  await settled();
  const [old, next] = engine.runs;
  expect(old?.cancelled).toBe(true);
  old?.onProgress(1, 2);
  expect(state.value).toMatchObject({ name: "new.json", total: 0 });
  next?.resolve({ objects: 1 });
  await settled();
  expect(state.value).toMatchObject({ step: "done", name: "new.json" });
});

test("after cancelling, nothing is shown or judged again", async () => {
  const { state, open, cancel, chooseSettings, refresh } = await survey();
  open("cluster.json", file());
  await settled();
  cancel();
  await settled();
  expect(engine.runs[0]?.cancelled).toBe(true);
  expect(state.value).toEqual({ step: "idle" });
  chooseSettings(true);
  refresh();
  await settled();
  expect(engine.runs).toHaveLength(1);
});

describe("the settings", () => {
  test("are changed: the file is judged again", async () => {
    const { judgeState, open, chooseSettings } = await survey();
    judgeState.value = { ...judgeState.value, settings: "action: warn\n" };
    open("cluster.json", file());
    await settled();
    chooseSettings(true);
    await settled();
    chooseSettings(false);
    await settled();
    expect(engine.runs.map(({ settings }) => settings)).toEqual(["", "action: warn\n", ""]);
  });

  test("were changed in Judge meanwhile: the file is judged again when the view opens", async () => {
    const { judgeState, open, chooseSettings, refresh } = await survey();
    chooseSettings(true);
    expect(engine.runs).toEqual([]);
    open("cluster.json", file());
    await settled();
    refresh();
    await settled();
    expect(engine.runs).toHaveLength(1);
    judgeState.value = { ...judgeState.value, settings: "action: mutate\n" };
    refresh();
    await settled();
    expect(engine.runs[1]?.settings).toBe("action: mutate\n");
  });
});

describe("with audit logs", () => {
  const reader = (alive = true) => ({ alive, survey: engine.start }) as unknown as LogReader;
  const withLogs = async () => ({
    ...(await survey()),
    ...(await import("../../web/views/cluster/logs")),
  });

  test("the open file is judged again, and the report says who uses its token", async () => {
    const { state, open, evidence } = await withLogs();
    open("cluster.json", file());
    await settled();
    engine.runs[0]?.resolve({ objects: 1 });
    await settled();
    expect(state.value).toMatchObject({ step: "done", found: null });
    evidence.value = { reader: reader() };
    await settled();
    expect(engine.runs).toHaveLength(2);
    const found = { report: { objects: 1 } as Report, minutes: 4 } as Found;
    engine.runs[1]?.resolve(found);
    await settled();
    expect(state.value).toMatchObject({ step: "done", report: found.report, found });
    evidence.value = null;
    await settled();
    engine.runs[2]?.resolve({ objects: 1 });
    await settled();
    expect(state.value).toMatchObject({ step: "done", found: null });
  });

  test("without an open file there is nothing to judge", async () => {
    const { evidence } = await withLogs();
    evidence.value = { reader: reader() };
    await settled();
    expect(engine.runs).toEqual([]);
  });

  test("after a crash the logs are lost, and the file is judged without them", async () => {
    const { state, open, evidence, logs } = await withLogs();
    evidence.value = { reader: reader(false) };
    open("cluster.json", file());
    await settled();
    engine.runs[0]?.reject(new Error("out of memory"));
    await settled();
    expect(logs.value.lost).toEqual({ cause: "crash", message: "out of memory" });
    expect(engine.runs).toHaveLength(2);
    engine.runs[1]?.resolve({ objects: 1 });
    await settled();
    expect(state.value).toMatchObject({ step: "done", found: null });
  });
});

test("each report has its own turn", async () => {
  const { state, open } = await survey();
  const turns = new Set<unknown>();
  for (const name of ["a", "b"]) {
    open(name, file());
    await settled();
    engine.runs.at(-1)?.resolve({ objects: 1 });
    await settled();
    if (state.value.step === "done") turns.add(state.value.turn);
  }
  expect(turns.size).toBe(2);
});
