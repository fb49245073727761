// A choice between a few options, shown side by side.

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Props<T extends string> {
  readonly legend: string;
  /** Whether to show the legend to screen readers only. */
  readonly hideLegend?: boolean;
  readonly value: T;
  readonly options: readonly (readonly [NoInfer<T>, ComponentChildren])[];
  onChange(value: T): void;
}

/** A group of radio buttons that looks like one segmented control. */
export function Segments<T extends string>({
  legend,
  hideLegend = false,
  value,
  options,
  onChange,
}: Props<T>) {
  const name = useId();
  return (
    <fieldset class="segments">
      <legend class={hideLegend ? "visually-hidden" : ""}>{legend}</legend>
      {options.map(([option, label]) => (
        <label key={option}>
          <input type="radio" name={name} checked={option === value} onChange={() => onChange(option)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
