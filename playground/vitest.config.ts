import { defineConfig } from "vitest/config";

// The tests of the app's own logic, in Node.js; what needs a browser is in `tests/`, for Playwright.
export default defineConfig({
  test: {
    include: ["unit/**/*.test.ts"],
    // Modules keep state, such as the language: each file gets its own, and no test sees another's stubs.
    unstubGlobals: true,
    restoreMocks: true,
  },
});
