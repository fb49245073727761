// The two settings that are compared, and whether the view shows them.

import { batch, signal } from "@preact/signals";
import type { Pair } from "../../../engine/compare";
import { linkTo, readLink } from "../../../share";
import { chosenSettings } from "../survey";

/** Whether the editors are open. */
export const isOpen = signal(false);

/** The texts in the editors, updated with every keystroke. They outlive the editors. */
export const pair = signal<Pair>({ old: "", new: "" });

/** Counts how often the texts were replaced from outside the editors, which then load the new ones. */
export const replaced = signal(0);

let isUsed = false;

/** Opens or closes the editors. At first, both hold the settings that the report is about. */
export function toggle(): void {
  if (!isOpen.value && !isUsed) put({ old: chosenSettings(), new: chosenSettings() });
  isOpen.value = !isOpen.value;
}

/** Replaces texts from outside the editors. */
export function put(texts: Partial<Pair>): void {
  isUsed = true;
  batch(() => {
    pair.value = { ...pair.value, ...texts };
    replaced.value += 1;
  });
}

/** Opens the editors with these as the new settings. */
export function compareWith(settings: string): void {
  put(isUsed ? { new: settings } : { old: chosenSettings(), new: settings });
  isOpen.value = true;
}

/** A link that opens these settings. What is in the cluster stays here. */
export function pairLink(texts: Pair): Promise<string> {
  return linkTo("cluster", texts);
}

/** Opens such a link; rejects if it is damaged. */
export async function openLink(packed: string): Promise<void> {
  const parts = new Map(await readLink(packed));
  const text = (key: keyof Pair) => {
    const part = parts.get(key);
    return typeof part === "string" ? part : "";
  };
  put({ old: text("old"), new: text("new") });
  isOpen.value = true;
}
