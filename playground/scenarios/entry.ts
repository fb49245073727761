// The scenarios in the form in which the page loads them.

/** What the policy answers in a scenario; without `accepted`, it refuses the settings. */
export interface Expect {
  readonly accepted?: boolean;
  readonly message?: string;
  readonly code?: number;
  readonly warnings?: readonly string[];
  readonly patch?: readonly unknown[];
}

/** A scenario: texts for the editors, and what to show in the gallery. */
export interface Scenario {
  /** Its path below `e2e-tests/scenarios`, without the extension. */
  readonly name: string;
  readonly group: string;
  /** Without a Japanese note, the page shows the English one in both languages. */
  readonly note: { readonly en: string; readonly ja: string | null };
  readonly kind: string;
  readonly objects: string;
  readonly context: string;
  readonly settings: string;
  readonly namespace: string;
  /** The day on which it is judged; empty if the host has no clock, null if the day does not matter. */
  readonly today: string | null;
  readonly lookupError: string | null;
  readonly lookupAnswer: string | null;
  readonly expect: Expect;
}
