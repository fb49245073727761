// Which sentences explain a verdict; each sentence is represented by its name.

import { describe, expect, test } from "vitest";
import { judge } from "../../web/i18n/judge/en";
import { explain } from "../../web/views/judge/explain";
import { exposure, judged, trail } from "./judged";

/** Replaces each text by its name, and each function by one that returns its name and arguments. */
function named<T>(texts: T, path = ""): T {
  const entries = Object.entries(texts as object).map(([key, value]) => {
    const name = path ? `${path}.${key}` : key;
    if (typeof value === "function") return [key, (...args: unknown[]) => `${name}(${args.join("; ")})`];
    return [key, typeof value === "string" ? name : named(value, name)];
  });
  return Object.fromEntries(entries) as T;
}

const words = named(judge.explain);
const texts = (parts: Parameters<typeof judged>[0]) => explain(judged(parts), words).map(({ text }) => text);

const rejected = { accepted: false, code: 403 };
const app = "reads(containers(app); false; default/web)";

describe("a rejected object", () => {
  const cases = [
    { name: "nobody asked", exposure: {}, said: `${app} automount.nobody todo.nobody`, asked: "nobody" },
    {
      name: "the account's owner asked",
      exposure: { askedBy: "serviceAccount" },
      said: `${app} automount.serviceAccount todo.serviceAccount`,
      asked: "serviceAccount",
    },
    {
      name: "the Pod's author asked",
      exposure: { askedBy: "pod" },
      said: `${app} automount.pod todo.pod`,
      asked: "pod",
    },
    {
      name: "not looked up",
      exposure: { askedBy: null },
      said: `${app} automount.unknown todo.unknown`,
      asked: "unknown",
    },
    {
      name: "a projected token",
      exposure: { how: "projected", askedBy: "pod" },
      said: `${app} projected todo.projected`,
      asked: "pod",
    },
    {
      name: "a token Secret",
      exposure: { how: "secret", askedBy: "pod", secret: "s" },
      said: `${app} secret(s) todo.secret`,
      asked: "pod",
    },
    {
      name: "an unnamed one",
      exposure: { how: "secret", askedBy: "pod" },
      said: `${app} secretUnnamed todo.secret`,
      asked: "pod",
    },
    {
      name: "a certificate",
      exposure: { how: "certificate", askedBy: "pod", signer: "example.com/pod" },
      said: "readsCertificate(containers(app); false; default/web; example.com/pod) certificate todo.certificate",
      asked: "pod",
    },
    {
      name: "a token that a setting allows",
      exposure: { allowedBy: "allow.x" },
      said: `${app} automount.nobody allowedBy(allow.x)`,
      asked: "nobody",
    },
  ] as const;
  for (const { name, exposure: parts, said, asked } of cases) {
    test(name, () => {
      expect(explain(judged({ ...rejected, exposures: [exposure(parts)] }), words)).toEqual([
        { text: said, asked },
      ]);
    });
  }

  test("containers with the same token share a paragraph, in the order of the first", () => {
    const exposures = [
      exposure({ container: "a" }),
      exposure({ container: "b", how: "projected", askedBy: "pod" }),
      exposure({ container: "c" }),
      exposure({ container: "d", account: null }),
    ];
    expect(texts({ ...rejected, exposures })).toEqual([
      "reads(containers(a,c); true; default/web) automount.nobody todo.nobody",
      "reads(containers(b); false; default/web) projected todo.projected",
      "reads(containers(d); false; ) automount.nobody todo.nobody",
    ]);
  });

  test("a failed lookup comes first", () => {
    expect(texts({ accepted: false, code: 500, exposures: [exposure({ askedBy: null })] })).toEqual([
      "lookupFailed",
      `${app} automount.failed todo.unknown`,
    ]);
  });

  test("a bad request is not explained by tokens", () => {
    expect(texts({ accepted: false, code: 400, exposures: [exposure()] })).toEqual(["badRequest"]);
  });
});

describe("an accepted object", () => {
  test("with a warning: what to do, and that it passes", () => {
    expect(texts({ warnings: ["w"], exposures: [exposure()] })).toEqual([
      `${app} automount.nobody todo.nobody`,
      "warned",
    ]);
  });

  test("with a change: no advice, but that it is changed", () => {
    expect(texts({ patch: [{}], exposures: [exposure()] })).toEqual([`${app} automount.nobody`, "changed"]);
  });

  test("with a token that no setting allows: why it passes", () => {
    expect(texts({ exposures: [exposure()] })).toEqual([`${app} automount.nobody`, "passes"]);
    expect(texts({ exposures: [exposure({ allowedBy: "x" })] })).toEqual([
      `${app} automount.nobody allowedBy(x)`,
    ]);
  });

  const reasons = [
    { name: "the Pod decides", trail: { automount: false, decidedBy: "pod" }, said: "none because.pod" },
    {
      name: "the account decides",
      trail: { automount: false, decidedBy: "serviceAccount" },
      said: "none because.serviceAccount",
    },
    { name: "a mirror Pod", trail: { automount: false, decidedBy: "mirror" }, said: "none because.mirror" },
    { name: "mounts of its own", trail: { automount: true, decidedBy: "default" }, said: "none ownMounts" },
  ] as const;
  for (const { name, trail: parts, said } of reasons) {
    test(`without a token: ${name}`, () => expect(texts({ trail: trail(parts) })).toEqual([said]));
  }
});

describe("an object without a Pod", () => {
  const objects = [
    { name: "a kind that is not judged", parts: { kind: "ConfigMap", accepted: null }, said: ["unjudged"] },
    { name: "an account that passes", parts: { kind: "ServiceAccount" }, said: ["accountPasses"] },
    {
      name: "an account that is rejected",
      parts: { kind: "ServiceAccount", ...rejected },
      said: ["account"],
    },
    {
      name: "an account with a warning",
      parts: { kind: "ServiceAccount", warnings: ["w"] },
      said: ["account", "warned"],
    },
    {
      name: "an account that is changed",
      parts: { kind: "ServiceAccount", patch: [{}] },
      said: ["account", "changed"],
    },
    { name: "an ordinary Secret", parts: { kind: "Secret" }, said: ["otherSecret"] },
    { name: "a token Secret", parts: { kind: "Secret", ...rejected }, said: ["tokenSecret"] },
    { name: "a workload that creates no Pods", parts: { kind: "Deployment" }, said: ["none"] },
  ];
  for (const { name, parts, said } of objects) {
    test(name, () => expect(texts({ trail: null, ...parts })).toEqual(said));
  }
});
