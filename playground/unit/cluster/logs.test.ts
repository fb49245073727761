// What happens to audit logs that are added, cannot be read, or are removed.

import { beforeEach, describe, expect, test, vi } from "vitest";
import type { FileRead } from "../../web/engine/usage-types";
import { fakeBrowser } from "../browser";

interface Reading {
  readonly text: Promise<string>;
  readonly onProgress: (bytes: number) => void;
  readonly resolve: (read: FileRead) => void;
  readonly reject: (error: unknown) => void;
}

const engine = vi.hoisted(() => ({ readings: [] as Reading[], readers: [] as { alive: boolean }[] }));

vi.mock("../../web/engine/usage", () => ({
  LogReader: class {
    alive = true;
    constructor() {
      engine.readers.push(this);
    }
    read(file: Blob, onProgress: Reading["onProgress"]) {
      return new Promise<FileRead>((resolve, reject) =>
        engine.readings.push({ text: file.text(), onProgress, resolve, reject }),
      );
    }
    end() {
      this.alive = false;
    }
  },
}));

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const file = (name: string, text = "{}") => ({ name, file: new File([text], name) });
const GOOD: FileRead = { recognised: true, events: 3, unread: 0, line: null, problem: null, message: null };
const OTHER: FileRead = { ...GOOD, recognised: false, events: 0, line: 1, problem: "unknown", message: "no" };

async function logs() {
  fakeBrowser();
  const { EngineFailure } = await import("../../web/engine");
  return { EngineFailure, ...(await import("../../web/views/cluster/logs")) };
}

beforeEach(() => {
  engine.readings.length = 0;
  engine.readers.length = 0;
});

test("files are read one after another, with progress over all of them", async () => {
  const { addLogs, evidence, logs: state } = await logs();
  addLogs([file("a.log", "12345"), file("b.log", "123")]);
  await settled();
  expect(engine.readings).toHaveLength(1);
  expect(state.value).toMatchObject({ current: "a.log", done: 0, total: 8 });
  engine.readings[0]?.onProgress(4);
  expect(state.value.done).toBe(4);
  engine.readings[0]?.resolve(GOOD);
  await settled();
  expect(state.value).toMatchObject({ current: "b.log", done: 5, total: 8 });
  expect(evidence.value).toBeNull();
  engine.readings[1]?.resolve(GOOD);
  await settled();
  expect(state.value.files.map(({ name, size }) => [name, size])).toEqual([
    ["a.log", 5],
    ["b.log", 3],
  ]);
  expect(state.value).toMatchObject({ current: null, lost: null });
  expect(evidence.value).not.toBeNull();
  expect(engine.readers).toHaveLength(1);
});

test("more files are added to what is known, and say so", async () => {
  const { addLogs, evidence } = await logs();
  addLogs([file("a.log")]);
  await settled();
  engine.readings[0]?.resolve(GOOD);
  await settled();
  const first = evidence.value;
  addLogs([file("b.log")]);
  await settled();
  engine.readings[1]?.resolve(GOOD);
  await settled();
  expect(evidence.value).not.toBe(first);
  expect(evidence.value?.reader).toBe(first?.reader);
});

test("files that are added while others are read wait for them", async () => {
  const { addLogs, logs: state } = await logs();
  addLogs([file("a.log", "12345")]);
  await settled();
  addLogs([file("b.log", "123")]);
  await settled();
  expect(engine.readings).toHaveLength(1);
  expect(state.value.total).toBe(8);
  engine.readings[0]?.resolve(GOOD);
  await settled();
  expect(state.value.current).toBe("b.log");
});

describe("a file that cannot be read", () => {
  test("is named, and the others count", async () => {
    const { addLogs, evidence, logs: state, EngineFailure } = await logs();
    addLogs([
      { name: "old", file: { broken: "emptyFolder", message: "" } },
      file("empty.log", ""),
      file("gone.log"),
      file("other.txt"),
      file("good.log"),
    ]);
    await settled();
    engine.readings[0]?.reject(new EngineFailure("input", "it was moved"));
    await settled();
    engine.readings[1]?.resolve(OTHER);
    await settled();
    engine.readings[2]?.resolve(GOOD);
    await settled();
    expect(state.value.files.map(({ outcome }) => outcome)).toEqual([
      { broken: "emptyFolder", message: "" },
      { broken: "empty", message: "" },
      { broken: "browser", message: "it was moved" },
      OTHER,
      GOOD,
    ]);
    expect(evidence.value).not.toBeNull();
  });

  test("alone is no evidence", async () => {
    const { addLogs, evidence } = await logs();
    addLogs([file("other.txt")]);
    await settled();
    engine.readings[0]?.resolve(OTHER);
    await settled();
    expect(evidence.value).toBeNull();
    expect(engine.readers.map(({ alive }) => alive)).toEqual([false]);
  });
});

test("removing ends the worker, and what it still says is dropped", async () => {
  const { addLogs, evidence, logs: state, removeLogs } = await logs();
  addLogs([file("a.log"), file("b.log")]);
  await settled();
  removeLogs();
  engine.readings[0]?.onProgress(1);
  engine.readings[0]?.resolve(GOOD);
  await settled();
  expect(state.value).toMatchObject({ files: [], current: null, total: 0 });
  expect(evidence.value).toBeNull();
  expect(engine.readers.map(({ alive }) => alive)).toEqual([false]);
  expect(engine.readings).toHaveLength(1);
  // The next ones are read by a new worker.
  addLogs([file("c.log")]);
  await settled();
  engine.readings[1]?.resolve(GOOD);
  await settled();
  expect(state.value.files.map(({ name }) => name)).toEqual(["c.log"]);
  expect(engine.readers.map(({ alive }) => alive)).toEqual([false, true]);
});

describe("a crash", () => {
  for (const kind of ["crash", "load"] as const) {
    test(`of kind ${kind} loses what was read, and says so`, async () => {
      const { addLogs, evidence, logs: state, EngineFailure } = await logs();
      addLogs([file("a.log")]);
      await settled();
      engine.readings[0]?.reject(new EngineFailure(kind, "out of memory"));
      await settled();
      expect(state.value).toMatchObject({
        files: [],
        current: null,
        lost: { cause: kind, message: "out of memory" },
      });
      expect(evidence.value).toBeNull();
      addLogs([file("b.log")]);
      expect(state.value.lost).toBeNull();
    });
  }
});
