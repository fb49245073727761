// Files may be in UTF-8 or UTF-16, with or without a byte order mark.

import { describe, expect, test } from "vitest";
import { utf8 } from "../../web/views/cluster/encoding";

const TEXT = '{"kind": "リスト 🙂"}';
const littleEndian = Buffer.from(TEXT, "utf16le");
const bigEndian = Buffer.from(littleEndian).swap16();

const files = [
  { name: "UTF-8", bytes: Buffer.from(TEXT), text: TEXT },
  { name: "UTF-8 with a mark", bytes: Buffer.from(`\ufeff${TEXT}`), text: TEXT },
  {
    name: "UTF-16, little-endian",
    bytes: Buffer.concat([Buffer.from([0xff, 0xfe]), littleEndian]),
    text: TEXT,
  },
  { name: "UTF-16, big-endian", bytes: Buffer.concat([Buffer.from([0xfe, 0xff]), bigEndian]), text: TEXT },
  { name: "nothing", bytes: Buffer.alloc(0), text: "" },
  { name: "half a mark", bytes: Buffer.from([0xef, 0xbb]), text: "\ufffd" },
];

describe("utf8", () => {
  for (const { name, bytes, text } of files) {
    test(name, async () => expect(await (await utf8(new Blob([bytes]))).text()).toBe(text));
  }

  test("returns a plain UTF-8 file as it is", async () => {
    const file = new Blob([TEXT]);
    expect(await utf8(file)).toBe(file);
  });
});
