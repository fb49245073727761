// The page's icons, drawn as lines in the colour of the text, on a grid of 16 units.
const PATHS = {
  accepted: "m3 8.5 3.2 3.2L13 4.8",
  rejected: "m4 4 8 8M12 4l-8 8",
  warned: "M8 2.5 14.5 13.5h-13zM8 6.6v3.2M8 11.7v.1",
  changed: "M10.6 3 13 5.4 5.6 12.8l-3 .6.6-3zM9 4.6 11.4 7",
  unjudged: "M3.5 8h9",
  refused: "m4 4 8 8M12 4l-8 8",
  key: "M5.3 13.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2M7.2 8.8l6-6M11 5l1.9 1.9",
  noKey: "M5.3 13.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2M7.2 8.8l6-6M11 5l1.9 1.9M2 2l12 12",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1.2v1.3M8 13.5v1.3M1.2 8h1.3M13.5 8h1.3M3.2 3.2l.9.9M11.9 11.9l.9.9M3.2 12.8l.9-.9M11.9 4.1l.9-.9",
  moon: "M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1",
  system: "M2 3h12v8H2zM6 13.5h4M8 11v2.5",
  link: "M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.4 8.9a2.6 2.6 0 0 0 3.7 3.7l.9-.9",
  examples:
    "M2.5 3.5h3.8c1 0 1.7.7 1.7 1.6v8c0-.8-.7-1.4-1.7-1.4H2.5zM13.5 3.5H9.7C8.7 3.5 8 4.2 8 5.1v8c0-.8.7-1.4 1.7-1.4h3.8z",
  arrow: "M3 8h10M9 4l4 4-4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  plus: "M8 3v10M3 8h10",
  close: "m4 4 8 8M12 4l-8 8",
  copy: "M5.5 5.5V3h7.5v7.5h-2.5M3 5.5h7.5V13H3z",
  info: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 7.3v3.6M8 5v.1",
} as const;

export type IconName = keyof typeof PATHS;

/** An icon that accompanies a text with the same meaning, and is therefore hidden from screen readers. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
