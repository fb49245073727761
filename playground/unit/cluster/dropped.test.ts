// Dropped folders are read with all that is in them.

import { expect, test } from "vitest";
import { chosenOf, dropped } from "../../web/views/cluster/dropped";

type Tree = { readonly [name: string]: Tree | string };

function entry(path: string, content: Tree | string): FileSystemEntry {
  if (typeof content === "string") {
    const file = (resolve: (file: File) => void) =>
      resolve(new File([content], path.split("/").at(-1) ?? ""));
    return { isFile: true, isDirectory: false, fullPath: path, file } as unknown as FileSystemEntry;
  }
  // A browser gives at most a hundred entries at a time; this one gives two.
  const createReader = () => {
    const left = Object.entries(content).map(([name, inside]) => entry(`${path}/${name}`, inside));
    return { readEntries: (resolve: (part: FileSystemEntry[]) => void) => resolve(left.splice(0, 2)) };
  };
  return { isFile: false, isDirectory: true, fullPath: path, createReader } as unknown as FileSystemEntry;
}

function transfer(entries: readonly FileSystemEntry[], files: readonly File[] = []): DataTransfer {
  const items = entries.map((each) => ({ webkitGetAsEntry: () => each }));
  return { items, files } as unknown as DataTransfer;
}

test("files keep their names", async () => {
  const files = [new File(["a"], "b.log"), new File(["b"], "a.log")];
  const found = await dropped(transfer([entry("/b.log", "a"), entry("/a.log", "b")], files));
  expect(found.map(({ name, file }) => [name, file])).toEqual([
    ["b.log", files[0]],
    ["a.log", files[1]],
  ]);
});

test("folders are read whole, in the order of names", async () => {
  const folder = {
    "audit-10.log": "x",
    "audit-9.log": "y",
    "audit.log": "z",
    old: { "a.gz": "1", b: "2", c: "3" },
  };
  const found = await dropped(transfer([entry("/audit", folder), entry("/more.log", "m")]));
  expect(found.map(({ name }) => name)).toEqual([
    "audit/audit-9.log",
    "audit/audit-10.log",
    "audit/audit.log",
    "audit/old/a.gz",
    "audit/old/b",
    "audit/old/c",
    "more.log",
  ]);
  expect(found[1]?.file).toMatchObject({ name: "audit-10.log", size: 1 });
});

test("a folder without files, and a file that cannot be read, are named", async () => {
  const gone = {
    isFile: true,
    isDirectory: false,
    fullPath: "/audit/gone.log",
    file: (_: unknown, reject: (error: Error) => void) => reject(new Error("it was moved")),
  } as unknown as FileSystemEntry;
  expect(await dropped(transfer([entry("/audit", { old: {} }), gone]))).toEqual([
    { name: "audit/old", file: { broken: "emptyFolder", message: "" } },
    { name: "audit/gone.log", file: { broken: "browser", message: "it was moved" } },
  ]);
});

test("the files of a chosen folder have their path", () => {
  const file = (path: string) => Object.assign(new File([], path), { webkitRelativePath: path });
  const files = [file("audit/10.log"), file("audit/9.log"), new File([], "plain.log")];
  expect(chosenOf(files as unknown as FileList).map(({ name }) => name)).toEqual([
    "audit/9.log",
    "audit/10.log",
    "plain.log",
  ]);
});
