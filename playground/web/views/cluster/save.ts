/** Saves a text as a file on the reader's computer. */
export function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob only after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
