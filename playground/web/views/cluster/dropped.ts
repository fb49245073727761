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
  return [...files]
    .map((file) => ({ name: file.webkitRelativePath || file.name, file }))
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}

async function filesOf(entry: FileSystemEntry): Promise<Chosen[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ name: entry.fullPath.replace(/^\//, ""), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Chosen[] = [];
  for (;;) {
    // A folder gives its entries in parts, and an empty one at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (!part.length) break;
    found.push(...(await Promise.all(part.map(filesOf))).flat());
  }
  return found.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}
