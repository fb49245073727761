// A share link restores the state of Judge; damaged and malicious links are rejected.

import { deflateRawSync, inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { fakeBrowser } from "./browser";

const share = async () => {
  fakeBrowser({ hash: "#/learn?s=old" });
  const { EMPTY } = await import("../web/state");
  return { EMPTY, ...(await import("../web/share")) };
};

const pack = (text: string | Buffer) => deflateRawSync(text).toString("base64url");
const held = (link: string) =>
  JSON.parse(inflateRawSync(Buffer.from(link.split("s=")[1] ?? "", "base64url")).toString());

describe("a link", () => {
  test("replaces the fragment of the page's own address", async () => {
    const { shareLink, EMPTY } = await share();
    expect(await shareLink(EMPTY)).toMatch(/^https:\/\/example\.com\/pages\/#\/judge\?s=[\w-]+$/);
  });

  test("contains only what differs from the defaults", async () => {
    const { shareLink, EMPTY } = await share();
    expect(held(await shareLink(EMPTY))).toEqual({});
    expect(held(await shareLink({ ...EMPTY, objects: "kind: Pod\n", server: "legacy" }))).toEqual({
      objects: "kind: Pod\n",
      server: "legacy",
    });
  });

  test("restores any text and option", async () => {
    const { shareLink, readShared, EMPTY } = await share();
    const states = [
      EMPTY,
      { ...EMPTY, objects: '# 日本語 & <b>"quotes"</b> #?%\n', settings: "help: 🙂\n" },
      { ...EMPTY, seen: "webhook", server: "legacy", absent: "notFound" },
      { ...EMPTY, namespace: "", lookupError: "forbidden", lookupAnswer: "null" },
      // Long enough for every character of base64.
      {
        ...EMPTY,
        context: Array.from({ length: 3000 }, (_, at) =>
          String.fromCodePoint(32 + ((at * 7919) % 9000)),
        ).join(""),
      },
    ] as const;
    for (const state of states) {
      const packed = (await shareLink(state)).split("s=")[1] ?? "";
      expect(packed).toMatch(/^[\w-]+$/);
      expect(await readShared(packed)).toEqual(state);
    }
  });
});

describe("what does not belong in a link is ignored", () => {
  const parts = [
    { name: "an unknown key", text: '{"other": "x"}' },
    { name: "keys that every object has", text: '{"toString": "x", "constructor": "x"}' },
    { name: "a prototype", text: '{"__proto__": {"objects": "x"}}' },
    { name: "a number for a text", text: '{"objects": 7}' },
    { name: "null for a text", text: '{"namespace": null}' },
    { name: "a list for a text", text: '{"settings": ["x"]}' },
    { name: "unknown choices", text: '{"server": "1.5", "seen": "", "absent": "NotFound"}' },
  ];
  for (const { name, text } of parts) {
    test(name, async () => {
      const { readShared, EMPTY } = await share();
      const state = await readShared(pack(text));
      expect(state).toEqual(EMPTY);
      expect(Object.getPrototypeOf(state)).toBe(Object.prototype);
    });
  }
});

describe("a damaged link is rejected", () => {
  const whole = pack(JSON.stringify({ objects: "kind: Pod\n" }));
  const links = [
    { name: "empty", packed: "" },
    { name: "cut off", packed: whole.slice(0, -6) },
    { name: "not base64", packed: "👋" },
    { name: "not compressed", packed: Buffer.from("objects").toString("base64url") },
    { name: "not JSON", packed: pack("objects: text") },
    { name: "null", packed: pack("null") },
    { name: "a text", packed: pack('"objects"') },
    { name: "not UTF-8", packed: pack(Buffer.from('{"objects": "\xff"}', "latin1")) },
    { name: "UTF-8 that breaks off", packed: pack(Buffer.from('{"objects": "x"}\xe6\x97', "latin1")) },
    { name: "huge when unpacked", packed: pack(JSON.stringify({ objects: " ".repeat(5 * 1024 * 1024) })) },
  ];
  for (const { name, packed } of links) {
    test(name, async () => {
      const { readShared } = await share();
      const outcome = await readShared(packed).then(
        () => "opened",
        () => "rejected",
      );
      expect(outcome).toBe("rejected");
    });
  }

  test("4 MB are accepted", async () => {
    const { readShared } = await share();
    const objects = " ".repeat(4 * 1024 * 1024 - 100);
    expect((await readShared(pack(JSON.stringify({ objects })))).objects).toBe(objects);
  });
});
