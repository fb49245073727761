/** A choice that the reader made on an earlier visit. */
export function recall<T extends string>(name: string, values: readonly T[]): T | null {
  try {
    const found = localStorage.getItem(name);
    return values.find((value) => value === found) ?? null;
  } catch {
    // Storage can be forbidden; the page works without it.
    return null;
  }
}

/** Null forgets the choice. */
export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // As above.
  }
}
