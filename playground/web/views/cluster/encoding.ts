// Converts the encodings in which shells write files.

const UTF16 = [
  { mark: [0xff, 0xfe], label: "utf-16le" },
  { mark: [0xfe, 0xff], label: "utf-16be" },
];
const UTF8_MARK = [0xef, 0xbb, 0xbf];

/** The file as UTF-8 without a byte order mark. Windows PowerShell, for example, writes UTF-16. */
export async function utf8(file: Blob): Promise<Blob> {
  const head = new Uint8Array(await file.slice(0, 3).arrayBuffer());
  const starts = (mark: readonly number[]) => mark.every((byte, at) => head[at] === byte);
  if (starts(UTF8_MARK)) return file.slice(UTF8_MARK.length);
  const found = UTF16.find(({ mark }) => starts(mark));
  if (!found) return file;
  return new Blob([new TextDecoder(found.label).decode(await file.arrayBuffer())]);
}
