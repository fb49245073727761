// Announces the verdict to screen readers.

import { useEffect, useState } from "preact/hooks";
import { selected, shown } from "./store";
import { useJudge } from "./texts";
import { nameOf, tally, VERDICTS, verdictOf } from "./verdict";

/** How long the verdict must stay the same before it is announced, so that not every keystroke speaks. */
const PAUSE_MS = 700;

/** A status message that only screen readers get. */
export function Announcement() {
  const [said, setSaid] = useState("");
  const text = useSentence();
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p class="visually-hidden" role="status">
      {said}
    </p>
  );
}

function useSentence(): string {
  const t = useJudge();
  const now = shown.value;
  if (!now) return "";
  const { answer, isStale } = now;
  if (isStale) return t.verdicts.stale;
  if (answer.settingsRefused !== null) return `${t.verdicts.refused}: ${answer.settingsRefused}`;
  const object = answer.objects[selected.value];
  if (!object) return "";
  const one = t.announce(t.verdicts.names[verdictOf(object)], nameOf(object));
  if (answer.objects.length === 1) return one;
  const counts = tally(answer);
  const all = VERDICTS.filter((verdict) => counts.has(verdict)).map(
    (verdict) => `${counts.get(verdict)} ${t.verdicts.short[verdict]}`,
  );
  return `${one} ${t.verdicts.objects(answer.objects.length)}: ${all.join(", ")}`;
}
