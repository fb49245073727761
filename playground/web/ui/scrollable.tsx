import type { HTMLAttributes } from "preact";

type Attributes = "class" | "lang" | "role" | "aria-label" | "aria-labelledby" | "children";

interface Props extends Pick<HTMLAttributes, Attributes> {
  readonly as: "pre" | "section" | "ul";
}

/** An element that scrolls on its own, and takes the focus so that the keyboard can scroll it in Safari too. */
export function Scrollable({ as: Element, ...attributes }: Props) {
  return <Element tabIndex={0} {...attributes} />;
}
