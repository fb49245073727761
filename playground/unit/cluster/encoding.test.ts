// Files may be in UTF-8 or UTF-16, with or without a byte order mark.

import { describe, expect, test } from "vitest";
import { utf8 } from "../../web/views/cluster/encoding";

const TEXT = '{"kind": "リスト 🙂"}';
const plain = Buffer.from(TEXT);
const littleEndian = Buffer.from(TEXT, "utf16le");
const bigEndian = Buffer.from(littleEndian).swap16();
const half = Buffer.from([0xef, 0xbb]);

const files = [
  { name: "UTF-8", bytes: plain, read: plain },
  { name: "UTF-8 with a mark", bytes: Buffer.from(`\ufeff${TEXT}`), read: plain },
  {
    name: "UTF-16, little-endian",
    bytes: Buffer.concat([Buffer.from([0xff, 0xfe]), littleEndian]),
    read: plain,
  },
  { name: "UTF-16, big-endian", bytes: Buffer.concat([Buffer.from([0xfe, 0xff]), bigEndian]), read: plain },
  { name: "nothing", bytes: Buffer.alloc(0), read: Buffer.alloc(0) },
  { name: "half a mark", bytes: half, read: half },
];

describe("utf8", () => {
  for (const { name, bytes, read } of files) {
    test(name, async () => {
      // Not as text, from which a Blob itself would remove a mark.
      const found = await (await utf8(new Blob([bytes]))).arrayBuffer();
      expect(Buffer.from(found)).toEqual(read);
    });
  }

  test("returns a plain UTF-8 file as it is", async () => {
    const file = new Blob([TEXT]);
    expect(await utf8(file)).toBe(file);
  });
});
