// The English texts about comparisons of settings. Claims and counts are in the words of `token-check compare`.

import type { Change, Claim, ClaimLimit, Relation } from "../../engine/compare-types";

/** The settings of each relation that a claim names. */
export interface Named {
  readonly stricter: readonly string[];
  readonly looser: readonly string[];
  readonly unproved: readonly string[];
}

/** How many objects got another verdict. */
export type Counts = readonly { readonly change: Change; readonly count: number }[];

const list = (names: readonly string[]) => names.join(", ");

const COUNTED = {
  nowRejected: "now rejected",
  nowAccepted: "now accepted",
  otherPatch: "with another patch",
  otherWarnings: "with other warnings",
} satisfies Record<Change, string>;

export const compare = {
  open: "Compare with other settings",
  with: "Compare",
  title: "Compare settings",
  about:
    "Is NEW at least as strict as OLD? It is if NEW rejects whatever OLD rejects. Change one of the two, and see at once what that means for each setting and for the objects in your file.",
  names: { old: "OLD settings", new: "NEW settings" },
  sides: { old: "Empty means the defaults", new: "Settings, or a policy’s manifest" },
  fromJudge: "From Judge",
  fromJudgeAbout: "Replaces these settings with those in Judge.",
  keys: "Ctrl+Space lists what you can set. Tab indents; press Escape, then Tab, to leave an editor.",
  swap: "Swap OLD and NEW",
  openInJudge: "Open NEW in Judge",
  shareAbout: "The link holds both settings, and nothing of your file.",
  problems: { error: "These settings cannot be used", warning: "Good to know" },
  comparing: "Comparing …",
  refused: "These settings cannot be compared. The problem is marked in its editor.",
  failed: "The settings cannot be compared",
  progress: "Progress of the comparison",
  reading: "Reading the file …",
  judging: (done: string, total: string) => `${done} of ${total} objects judged with both settings`,
  noFile: "Open a file or the sample above to see which verdicts change.",
  download: "Download the comparison as JSON",
  downloadAbout: "As token-check compare --output json prints it.",

  claims: {
    same: () => "NEW means the same as OLD.",
    atLeastAsStrict: ({ stricter }) => `NEW is at least as strict as OLD. Stricter: ${list(stricter)}.`,
    unproved: ({ unproved }) =>
      `It cannot be proved that NEW is at least as strict as OLD. Unproved: ${list(unproved)}.`,
    looser: ({ looser, unproved }) =>
      `NEW is not at least as strict as OLD. Looser: ${list(looser)}.${
        unproved.length ? ` Unproved: ${list(unproved)}.` : ""
      }`,
  } satisfies Record<Claim, (named: Named) => string> as Record<Claim, (named: Named) => string>,
  limits: {
    kept: "With existingViolations: allow, an update may keep what NEW counts as a violation that the object already had, also where OLD rejects the update.",
    warns: "OLD only warns and rejects nothing; its other settings are compared as if it rejected.",
  } satisfies Record<ClaimLimit, string>,

  settings: {
    title: "The settings",
    relations: {
      equal: "equal",
      stricter: "stricter",
      looser: "looser",
      unproved: "unproved",
    } satisfies Record<Relation, string>,
    none: "No setting differs.",
    same: (count: string) => (count === "1" ? "One setting is the same" : `${count} settings are the same`),
  },

  verdicts: {
    title: "The verdicts that change",
    changes: {
      nowRejected: "Now rejected",
      nowAccepted: "Now accepted",
      otherPatch: "Another patch",
      otherWarnings: "Other warnings",
    } satisfies Record<Change, string>,
    totals(counts: Counts, unchanged: number, unread: number): string {
      const parts = [
        ...counts.map(({ change, count }) => ({ count, what: COUNTED[change] })),
        { count: unchanged, what: "with the same verdict" },
        { count: unread, what: "not read" },
      ];
      const said = parts.filter(({ count }) => count > 0).map(({ count, what }) => `${count} ${what}`);
      if (!said.length) return "The policy judges no object in this file.";
      if (counts.some(({ count }) => count > 0)) return `${said.join(", ")}.`;
      return `No verdict changes: ${said.join(", ")}.`;
    },
    objects: (count: number, number: (value: number) => string): string =>
      count === 1 ? "1 object" : `${number(count)} objects`,
    patches: (old: string, next: string) => `Changes: OLD ${old}, NEW ${next}.`,
    warns: (name: "OLD" | "NEW") => `Only ${name} warns:`,
  },
};

export type Compare = typeof compare;
