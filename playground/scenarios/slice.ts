// Cuts the parts of a scenario out of its file, exactly as their author wrote them.

import { isDeepStrictEqual } from "node:util";
import type { Document, Node } from "yaml";
import { isMap, isSeq, parseDocument } from "yaml";

/** The policy reads YAML 1.1. */
const DIALECT = { version: "1.1", merge: true } as const;

/** A YAML file, whose parts keep their quotes, comments and flow style. */
export class Source {
  private readonly document: Document;

  constructor(private readonly text: string) {
    this.document = parseDocument(text, DIALECT);
    const [error] = this.document.errors;
    if (error) throw error;
  }

  value(key: string): unknown {
    const node = this.document.get(key, true) as Node | undefined;
    return node?.toJS(this.document);
  }

  /** The text of a part; empty if the file has no such key. */
  part(key: string): string {
    const node = this.document.get(key, true) as Node | undefined;
    return node ? this.slice(node) : "";
  }

  /** The items of a list as separate documents. */
  documents(key: string): string {
    const node = this.document.get(key, true) as Node | undefined;
    if (!node) return "";
    if (!isSeq(node)) throw new Error(`${key} is not a list`);
    return node.items.map((item) => this.slice(item as Node)).join("---\n");
  }

  /** A mapping with one line for each key, even if it is in flow style. */
  lines(key: string): string {
    const node = this.document.get(key, true) as Node | undefined;
    if (!isMap(node) || !node.flow) return this.part(key);
    const lines = node.items.map(
      (pair) => `${this.slice(pair.key as Node).trimEnd()}: ${this.slice(pair.value as Node)}`,
    );
    return this.checked(lines.join(""), node);
  }

  private slice(node: Node): string {
    if (!node.range) throw new Error("a part has no place in the file");
    const [from, to] = node.range;
    const indent = from - (this.text.lastIndexOf("\n", from - 1) + 1);
    const lines = this.text.slice(from, to).trimEnd().split("\n");
    const outdent = (line: string) => {
      const spaces = line.length - line.trimStart().length;
      return line.slice(Math.min(spaces, indent));
    };
    return this.checked(`${lines.map((line, at) => (at ? outdent(line) : line)).join("\n")}\n`, node);
  }

  /** Returns the text, after checking that it means the same on its own as in the file. */
  private checked(text: string, node: Node): string {
    const alone = parseDocument(text, DIALECT);
    const same = isDeepStrictEqual(alone.toJS() ?? {}, node.toJS(this.document) ?? {});
    if (alone.errors.length || !same) throw new Error(`this means something else on its own:\n${text}`);
    return text;
  }
}
