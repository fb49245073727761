// Finds the files in what is dropped: files, and folders with all that is in them.

import type { Chosen } from "./logs";

/** The files of a drop. It has to be called while the event is handled; later its items are gone. */
export async function dropped(transfer: DataTransfer): Promise<Chosen[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...transfer.files];
  // Without entries, such as for files that a script made, there are no folders.
  if (!entries.some((entry) => entry?.isDirectory)) return plain.map((file) => ({ name: file.name, file }));
  const found = await Promise.all(entries.map((entry) => (entry ? filesOf(entry) : [])));
  return found.flat();
}

/** The chosen files of an input; those of a folder with their path. */
export function chosenOf(files: FileList): Chosen[] {
  return [...files].map((file) => ({ name: file.webkitRelativePath || file.name, file })).sort(byName);
}

/** The files of an entry. What cannot be read, and a folder without files, is named too. */
async function filesOf(entry: FileSystemEntry): Promise<Chosen[]> {
  const name = entry.fullPath.replace(/^\//, "");
  try {
    if (entry.isFile) return [{ name, file: await fileOf(entry as FileSystemFileEntry) }];
    const inside = await entriesOf(entry as FileSystemDirectoryEntry);
    if (!inside.length) return [{ name, file: { broken: "emptyFolder", message: "" } }];
    return (await Promise.all(inside.map(filesOf))).flat().sort(byName);
  } catch (error) {
    return [{ name, file: { broken: "browser", message: error instanceof Error ? error.message : "" } }];
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A folder gives its entries in parts, and an empty one at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (!part.length) return all;
    all.push(...part);
  }
}

function byName(a: Chosen, b: Chosen): number {
  return a.name.localeCompare(b.name, "en", { numeric: true });
}
