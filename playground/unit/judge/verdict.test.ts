// The verdict and the name of an object.

import { describe, expect, test } from "vitest";
import { nameOf, tally, verdictOf } from "../../web/views/judge/verdict";
import { judged } from "./judged";

const REPLACE = { op: "replace", path: "/a", value: 1 };

describe("verdictOf", () => {
  const objects = [
    { name: "a kind that is not judged", parts: { accepted: null, warnings: ["w"] }, verdict: "unjudged" },
    {
      name: "a rejection, whatever else there is",
      parts: { accepted: false, warnings: ["w"], patch: [REPLACE] },
      verdict: "rejected",
    },
    {
      name: "a change, even with a warning",
      parts: { warnings: ["w"], patch: [REPLACE] },
      verdict: "changed",
    },
    { name: "an empty patch changes nothing", parts: { patch: [] }, verdict: "accepted" },
    { name: "a warning", parts: { warnings: ["w"] }, verdict: "warned" },
    { name: "nothing else", parts: {}, verdict: "accepted" },
  ];
  for (const { name, parts, verdict } of objects) {
    test(name, () => expect(verdictOf(judged(parts))).toBe(verdict));
  }
});

test("tally counts each verdict that occurs", () => {
  const objects = [judged(), judged({ accepted: false }), judged(), judged({ accepted: null })];
  expect(Object.fromEntries(tally({ objects, problems: [], settingsRefused: null }))).toEqual({
    accepted: 2,
    rejected: 1,
    unjudged: 1,
  });
});

describe("nameOf", () => {
  const webhook = "apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: web-7f9c-\n";
  const objects = [
    { name: "kind and name", parts: { kind: "Deployment", name: "web" }, called: "Deployment web" },
    { name: "a kind alone", parts: { kind: "Deployment", name: null }, called: "Deployment" },
    { name: "a name alone", parts: { kind: null, name: "web" }, called: "? web" },
    { name: "nothing", parts: { kind: null, name: null }, called: "?" },
    { name: "the start of a Pod's name", parts: { name: null, webhook }, called: "Pod web-7f9c-…" },
    {
      name: "the start of a name in quotes",
      parts: { name: null, webhook: '  generateName: "web-"\n' },
      called: "Pod web-…",
    },
    { name: "its own name instead, if it has one", parts: { name: "web", webhook }, called: "Pod web" },
    {
      name: "not one from deeper in the Pod",
      parts: { name: null, webhook: "    generateName: web-\n" },
      called: "Pod",
    },
    { name: "not for other kinds", parts: { kind: "Job", name: null, webhook }, called: "Job" },
  ];
  for (const { name, parts, called } of objects) {
    test(name, () => expect(nameOf(judged(parts))).toBe(called));
  }
});
