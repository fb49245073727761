// What replaces a part of the page that fails.

import type { ComponentChildren } from "preact";
import { Component } from "preact";
import { useTexts } from "../i18n";
import { shell } from "../i18n/shell/en";

interface Props {
  readonly children: ComponentChildren;
}

interface State {
  readonly error: unknown;
}

/** Catches errors of a view and shows a message instead of a blank page. */
export class Boundary extends Component<Props, State> {
  override state: State = { error: null };

  static override getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const message = error instanceof Error ? error.message : String(error);
    return <Failed kind="crash" message={message} onRetry={() => this.setState({ error: null })} />;
  }
}

interface FailedProps {
  readonly kind: "load" | "crash";
  readonly message: string;
  onRetry(): void;
}

/** The message, with a button to try again. */
export function Failed({ kind, message, onRetry }: FailedProps) {
  const t = useTexts("shell", shell);
  return (
    <div class="notice notice-error" role="alert">
      <p>{t.failed[kind]}</p>
      <p class="fine" lang="en">
        {message}
      </p>
      <p class="button-row">
        <button type="button" class="button" onClick={onRetry}>
          {t.failed.retry}
        </button>
      </p>
    </div>
  );
}
