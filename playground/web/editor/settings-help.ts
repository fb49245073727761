// Completion and hover text for the settings, both from their schema.

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { autocompletion } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import type { EditorView, Tooltip } from "@codemirror/view";
import { hoverTooltip } from "@codemirror/view";
import { keysAbove, pathsAt, siblings } from "./settings-place";
import type { Setting } from "./settings-schema";
import { SETTINGS, settingAt } from "./settings-schema";

/** What to say about settings, in the current language. */
export interface Words {
  describe(setting: Setting): string;
  labels(): { readonly values: string; readonly fallback: string };
}

/** The extension for the editor of the settings. */
export function settingsHelp(words: Words): Extension {
  return [
    autocompletion({ override: [(context) => complete(context, words)], icons: false }),
    hoverTooltip((view, at) => hover(view, at, words)),
  ];
}

export function complete(context: CompletionContext, words: Words): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const key = /^(\s*(?:-\s+)?)([A-Za-z]*)$/.exec(before);
  if (key)
    return context.explicit || key[2] ? keys(context, line.number, key[1] ?? "", key[2] ?? "", words) : null;
  const value = /^(\s*(?:-\s+)?)([A-Za-z]+):\s+([A-Za-z]*)$/.exec(before);
  if (!value) return null;
  const setting = settingAt([
    ...keysAbove(context.state, line.number, value[1]?.length ?? 0),
    value[2] ?? "",
  ]);
  if (!setting?.values.length) return null;
  return {
    from: context.pos - (value[3]?.length ?? 0),
    options: setting.values.map((label) => ({
      label,
      type: "enum",
      ...(label === setting.fallback ? { detail: words.labels().fallback } : {}),
    })),
    validFor: /^[A-Za-z]*$/,
  };
}

function keys(
  context: CompletionContext,
  line: number,
  indent: string,
  typed: string,
  words: Words,
): CompletionResult | null {
  const above = keysAbove(context.state, line, indent.length);
  const known = above.length ? settingAt(above)?.children : SETTINGS;
  if (!known?.length) return null;
  const taken = siblings(context.state, line, indent.length);
  const options = known
    .filter((setting) => !taken.has(setting.key))
    .map(
      (setting): Completion => ({
        label: setting.key,
        type: "property",
        apply: `${setting.key}:${opening(setting, indent)}`,
        info: () => card(setting, words),
      }),
    );
  return { from: context.pos - typed.length, options, validFor: /^[A-Za-z]*$/ };
}

/** The text to insert after a completed key. */
function opening(setting: Setting, indent: string): string {
  // A key after a dash is indented as far as those below it.
  const inner = indent.replace("-", " ");
  if (setting.isList) return `\n${inner}  - `;
  return setting.children.length ? `\n${inner}  ` : " ";
}

function hover(view: EditorView, at: number, words: Words): Tooltip | null {
  const word = view.state.wordAt(at);
  const setting = pathsAt(view.state, at)
    .map(settingAt)
    .find((found) => found !== null);
  if (!setting || !word) return null;
  return { pos: word.from, end: word.to, above: true, create: () => ({ dom: card(setting, words) }) };
}

function card(setting: Setting, words: Words): HTMLElement {
  const dom = document.createElement("div");
  dom.className = "cm-setting";
  const description = document.createElement("p");
  description.append(...marked(words.describe(setting)));
  const facts = document.createElement("dl");
  const fact = (name: string, value: string) => {
    const [term, text] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    text.textContent = value;
    facts.append(term, text);
  };
  const labels = words.labels();
  const values = setting.range ?? setting.values.join(" | ");
  if (values) fact(labels.values, values);
  if (setting.fallback !== undefined) fact(labels.fallback, setting.fallback);
  dom.append(description, facts);
  return dom;
}

/** A text in which backquotes mark code. */
function marked(text: string): (string | HTMLElement)[] {
  return text.split("`").map((part, at) => {
    if (at % 2 === 0) return part;
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
}
