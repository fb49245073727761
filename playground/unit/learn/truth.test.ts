// Each cell of the truth table asks about manifests that match it.

import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { cell, key, question, SAYS } from "../../web/views/learn/truth";
import { exposure, judged, trail } from "../judge/judged";

const FIELD = { unset: undefined, true: true, false: false };
interface Manifest {
  readonly automountServiceAccountToken?: boolean;
  readonly spec?: { readonly automountServiceAccountToken?: boolean };
}
const read = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as Manifest);

describe("question", () => {
  for (const pod of SAYS) {
    for (const account of SAYS) {
      test(`Pod ${pod}, account ${account}`, () => {
        const { objects, context } = question({ pod, account, server: "current" });
        const [object, ...others] = read(objects);
        const [existing, ...more] = read(context);
        expect([...others, ...more]).toEqual([]);
        expect(object).toMatchObject({ kind: "Pod", spec: { serviceAccountName: "web" } });
        expect(object?.spec?.automountServiceAccountToken).toBe(FIELD[pod]);
        expect(existing).toMatchObject({
          kind: "ServiceAccount",
          metadata: { name: "web", namespace: "default" },
        });
        expect(existing?.automountServiceAccountToken).toBe(FIELD[account]);
        expect(existing).not.toHaveProperty("secrets");
      });
    }
  }

  test("an unset field is a comment", () => {
    const { objects, context } = question({ pod: "unset", account: "unset", server: "current" });
    expect(objects).toContain("\n  # automountServiceAccountToken: unset\n");
    expect(context).toContain("\n# automountServiceAccountToken: unset\n");
  });

  test("with an old Kubernetes, the account has a token Secret", () => {
    const { context, server } = question({ pod: "unset", account: "unset", server: "legacy" });
    expect(read(context)[0]).toMatchObject({ secrets: [{ name: "web-token-5qnst" }] });
    expect(server).toBe("legacy");
  });
});

test("each combination has its own key", () => {
  const all = (["current", "legacy"] as const).flatMap((server) =>
    SAYS.flatMap((pod) => SAYS.map((account) => key({ pod, account, server }))),
  );
  expect(new Set(all).size).toBe(18);
});

describe("cell", () => {
  test("with a token", () => {
    const object = judged({
      accepted: false,
      exposures: [exposure({ askedBy: "pod" })],
      trail: trail({ decidedBy: "pod" }),
    });
    expect(cell(object)).toEqual({ mounted: true, decidedBy: "pod", accepted: false, askedBy: "pod" });
  });

  test("without one", () => {
    const object = judged({ trail: trail({ decidedBy: "serviceAccount" }) });
    expect(cell(object)).toEqual({
      mounted: false,
      decidedBy: "serviceAccount",
      accepted: true,
      askedBy: null,
    });
  });

  test("needs a Pod that was judged", () => {
    expect(() => cell(judged({ accepted: null }))).toThrow();
    expect(() => cell(judged({ trail: null }))).toThrow();
  });
});
