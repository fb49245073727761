// Each kind of failure is distinguished, and the next question after it works.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EMPTY } from "../../web/state";
import { fakeWorkers } from "./worker";

vi.mock("../../web/routes", () => ({ go: () => undefined }));

const ANSWER = { problems: [], settingsRefused: null, objects: [] };

function thrown(name: string, message: string) {
  return () => {
    throw Object.assign(new Error(message), { name });
  };
}

async function engine(fake: Parameters<typeof fakeWorkers>[0]) {
  const workers = fakeWorkers(fake);
  vi.resetModules();
  return { workers, ...(await import("../../web/engine")) };
}

test("one worker answers all questions", async () => {
  const questions: unknown[] = [];
  const { workers, judge, warmUp } = await engine({
    judge(question) {
      questions.push(question);
      return ANSWER;
    },
  });
  warmUp();
  expect(await judge(EMPTY)).toEqual(ANSWER);
  expect(await judge({ ...EMPTY, objects: "kind: Pod\n" })).toEqual(ANSWER);
  expect(questions).toEqual([EMPTY, { ...EMPTY, objects: "kind: Pod\n" }]);
  expect(workers).toHaveLength(1);
});

describe("what the engine throws", () => {
  const failures = [
    { name: "Error", kind: "input", survives: true },
    { name: "TypeError", kind: "input", survives: true },
    { name: "RuntimeError", kind: "crash", survives: false },
    { name: "RangeError", kind: "crash", survives: false },
    { name: "CompileError", kind: "crash", survives: false },
    { name: "LinkError", kind: "crash", survives: false },
    { name: "LoadError", kind: "load", survives: false },
  ];
  for (const { name, kind, survives } of failures) {
    test(`${name} is of kind ${kind}`, async () => {
      const { workers, judge, EngineFailure } = await engine({ judge: thrown(name, "why") });
      const failure = await judge(EMPTY).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(EngineFailure);
      expect(failure).toMatchObject({ kind, message: "why" });
      expect(workers[0]?.terminated).toBe(!survives);
      await judge(EMPTY).catch(() => undefined);
      expect(workers).toHaveLength(survives ? 1 : 2);
    });
  }
});

describe("what happens to the worker", () => {
  test("a script that cannot be loaded fails all waiting questions", async () => {
    const { workers, judge } = await engine({});
    const waiting = [judge(EMPTY), judge(EMPTY)];
    workers[0]?.break("");
    for (const each of waiting) await expect(each).rejects.toMatchObject({ kind: "load" });
    expect(workers[0]?.terminated).toBe(true);
  });

  test("an uncaught error is a crash", async () => {
    const { workers, judge } = await engine({});
    const waiting = judge(EMPTY);
    workers[0]?.break("out of memory");
    await expect(waiting).rejects.toMatchObject({ kind: "crash", message: "out of memory" });
  });

  test("an answer that cannot be read is a crash", async () => {
    const { workers, judge } = await engine({});
    const waiting = judge(EMPTY);
    workers[0]?.dispatchEvent(new Event("messageerror"));
    await expect(waiting).rejects.toMatchObject({ kind: "crash" });
  });

  test("a second failure changes nothing", async () => {
    const { workers, judge } = await engine({});
    const waiting = judge(EMPTY);
    workers[0]?.break("first");
    workers[0]?.break("second");
    await expect(waiting).rejects.toMatchObject({ message: "first" });
  });
});

describe("an engine that does not answer", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  test("is stopped after 20 seconds", async () => {
    const { workers, judge } = await engine({});
    const failure = judge(EMPTY).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(19_999);
    expect(workers[0]?.terminated).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await failure).toMatchObject({ kind: "slow", message: "no answer within 20 seconds" });
    expect(workers[0]?.terminated).toBe(true);
  });

  test("is not stopped once it has answered", async () => {
    const { workers, judge } = await engine({ judge: () => ANSWER });
    await judge(EMPTY);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(workers[0]?.terminated).toBe(false);
  });
});
