import { defineConfig } from "vitest/config";

// How Vitest runs the unit tests, in Node.js; tests that need a browser are in `tests/`, for Playwright.
export default defineConfig({
  test: {
    include: ["unit/**/*.test.ts"],
    // No test sees the globals or mocks of another.
    unstubGlobals: true,
    restoreMocks: true,
  },
});
