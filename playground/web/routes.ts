// Reads the current view and its parameters from the address, and changes the view.

import { signal } from "@preact/signals";

export type View = "judge" | "learn" | "cluster";
export const VIEWS: readonly View[] = ["judge", "learn", "cluster"];

/** What a fragment such as `#/judge?s=…` means. */
export interface Route {
  readonly view: View;
  readonly query: URLSearchParams;
}

export const route = signal<Route>(read());

addEventListener("hashchange", () => (route.value = read()));

export function go(view: View): void {
  location.hash = `#/${view}`;
}

function read(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  return { view: VIEWS.find((view) => view === path) ?? "judge", query: new URLSearchParams(query) };
}
