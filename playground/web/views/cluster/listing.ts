/** The length of a list from the engine, which truncates long ones and ends them with `and 7 more`. */
export function howMany(lines: readonly string[]): number {
  const more = /^and (\d+) more$/.exec(lines.at(-1) ?? "")?.[1];
  return more === undefined ? lines.length : lines.length - 1 + Number(more);
}
