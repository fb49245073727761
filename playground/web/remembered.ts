// Keeps the reader's choices, such as the language, in localStorage.

/** The choice made on an earlier visit; null if there is none, or if it is not one of the values. */
export function recall<T extends string>(name: string, values: readonly T[]): T | null {
  try {
    const found = localStorage.getItem(name);
    return values.find((value) => value === found) ?? null;
  } catch {
    // The browser may block storage; the page works without it.
    return null;
  }
}

/** Stores a choice; null removes it. */
export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // See above.
  }
}
