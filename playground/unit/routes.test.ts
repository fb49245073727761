// The fragment of the address determines the view and its parameters.

import { describe, expect, test } from "vitest";
import { fakeBrowser } from "./browser";

const routes = async (hash: string) => {
  const browser = fakeBrowser({ hash });
  return { ...browser, ...(await import("../web/routes")) };
};

describe("the first route", () => {
  const addresses = [
    { hash: "", view: "judge", query: {} },
    { hash: "#", view: "judge", query: {} },
    { hash: "#/", view: "judge", query: {} },
    { hash: "#/learn", view: "learn", query: {} },
    { hash: "#learn", view: "learn", query: {} },
    { hash: "#/cluster?x=1", view: "cluster", query: { x: "1" } },
    { hash: "#/judge?s=a-_b", view: "judge", query: { s: "a-_b" } },
    { hash: "#/judge?s=a?b", view: "judge", query: { s: "a" } },
    { hash: "#/nowhere?s=1", view: "judge", query: { s: "1" } },
    { hash: "#/Learn", view: "judge", query: {} },
  ];
  for (const { hash, view, query } of addresses) {
    test(`of ${hash || "no fragment"}`, async () => {
      const { route } = await routes(hash);
      expect(route.value.view).toBe(view);
      expect(Object.fromEntries(route.value.query)).toEqual(query);
    });
  }
});

test("follows the address", async () => {
  const { route, location } = await routes("#/judge");
  location.hash = "#/cluster";
  expect(route.value.view).toBe("cluster");
});

test("go changes the address", async () => {
  const { route, go, location } = await routes("#/judge?s=abc");
  go("learn");
  expect(location.hash).toBe("#/learn");
  expect(route.value.view).toBe("learn");
  expect(route.value.query.get("s")).toBeNull();
});
