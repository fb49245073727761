// The policy's settings, read from their JSON Schema.

import schema from "../../../settings.schema.json";

/** What the schema says about a setting. */
export interface Setting {
  /** Its path, such as `allow.podAuthor`. */
  readonly path: string;
  readonly key: string;
  readonly description: string;
  /** Its allowed values, if they can be listed. */
  readonly values: readonly string[];
  /** The range of its allowed values, if it is a number. */
  readonly range?: string;
  /** Its default as YAML, if there is one to show. */
  readonly fallback?: string;
  readonly isList: boolean;
  readonly children: readonly Setting[];
}

/** The subset of JSON Schema that the settings use. */
interface Node {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

export const SETTINGS: readonly Setting[] = children(schema as Node, "");

const byPath = new Map<string, Setting>();
for (const setting of SETTINGS) add(setting);

function add(setting: Setting): void {
  byPath.set(setting.path, setting);
  setting.children.forEach(add);
}

/** The setting with this path of keys. */
export function settingAt(path: readonly string[]): Setting | null {
  return byPath.get(path.join(".")) ?? null;
}

/** The properties of an object, or of those in a list. */
function properties(node: Node): Readonly<Record<string, Node>> {
  const choices = node.items ? (node.items.anyOf ?? [node.items]) : [];
  return node.properties ?? choices.find((choice) => choice.properties)?.properties ?? {};
}

function children(node: Node, parent: string): Setting[] {
  return Object.entries(properties(node)).map(([key, child]) => {
    const path = parent ? `${parent}.${key}` : key;
    const types = [child.type ?? []].flat();
    const values = types.includes("boolean")
      ? ["true", "false"]
      : (child.enum ?? []).filter((value) => value !== null).map(String);
    return {
      path,
      key,
      description: child.description ?? "",
      values,
      ...(child.minimum === undefined ? {} : { range: range(child.minimum, child.maximum) }),
      ...(child.default === undefined ? {} : { fallback: yaml(child.default) }),
      isList: types.includes("array"),
      children: children(child, path),
    };
  });
}

function range(minimum: number, maximum?: number): string {
  return maximum === undefined ? `≥ ${minimum}` : `${minimum} – ${maximum}`;
}

function yaml(value: unknown): string {
  return typeof value === "string" && value !== "" ? value : JSON.stringify(value);
}
