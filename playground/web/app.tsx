import { useEffect, useRef } from "preact/hooks";
import { Header } from "./header";
import { useTexts } from "./i18n";
import { shell } from "./i18n/shell/en";
import { route } from "./routes";
import { Boundary } from "./ui/boundary";
import { VIEW } from "./views";

/** The frame of the page: the header, the current view and the footer. */
export function App() {
  const t = useTexts("shell", shell);
  const main = useRef<HTMLElement>(null);
  const { view } = route.value;
  const shown = useRef(view);
  const Shown = VIEW[view];
  useEffect(() => {
    document.title = `${t.views[view]} · ${t.brand}`;
    if (shown.current === view) return;
    shown.current = view;
    // Keyboard users who follow a link continue in the view it opens.
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [view, t]);
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place on the page, and screen readers list it as a link */}
      <a class="button skip-link" href="#main" onClick={(event) => skip(event, main.current)}>
        {t.skip}
      </a>
      <Header />
      <main id="main" ref={main} tabIndex={-1}>
        <Boundary key={view}>
          <Shown />
        </Boundary>
      </main>
      <footer class="app-footer">
        <p>{t.footer}</p>
      </footer>
    </>
  );
}

/** Moves the focus without following the link: the fragment names the view and must not change. */
function skip(event: MouseEvent, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}
