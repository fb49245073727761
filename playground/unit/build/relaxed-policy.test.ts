// The development server removes the Content-Security-Policy, and nothing else.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { relaxedPolicy } from "../../build/relaxed-policy";

const html = readFileSync(new URL("../../index.html", import.meta.url), "utf8");
const plugin = relaxedPolicy();
const relax = plugin.transformIndexHtml as (html: string) => string;

test("index.html loses its policy", () => {
  expect(html).toContain("Content-Security-Policy");
  const relaxed = relax(html);
  expect(relaxed).not.toContain("Content-Security-Policy");
  expect(relaxed).toContain('<meta name="viewport"');
  expect(html.length - relaxed.length).toBeLessThan(350);
});

test("a page without a policy stays as it is", () => expect(relax("<html></html>")).toBe("<html></html>"));

test("the build keeps the policy", () => expect(plugin.apply).toBe("serve"));
