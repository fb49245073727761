/** How many lines there are: of a long list the engine gives the first, and says in the last how many more. */
export function howMany(lines: readonly string[]): number {
  const more = /^and (\d+) more$/.exec(lines.at(-1) ?? "")?.[1];
  return more === undefined ? lines.length : lines.length - 1 + Number(more);
}
