// The colour theme, which the reader can choose and the page remembers.

import { effect, signal } from "@preact/signals";
import { recall, remember } from "./remembered";

export type Theme = "system" | "light" | "dark";
export const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** The chosen theme; the styles read it from the root element. */
export const theme = signal<Theme>(recall("theme", THEMES) ?? "system");

effect(() => {
  const { dataset } = document.documentElement;
  if (theme.value === "system") delete dataset.theme;
  else dataset.theme = theme.value;
});

export function setTheme(next: Theme): void {
  remember("theme", next === "system" ? null : next);
  theme.value = next;
}
