/** Today in UTC, such as `2027-03-31`. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
