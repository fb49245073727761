import { useEffect, useRef } from "preact/hooks";
import { Header } from "./header";
import { useTexts } from "./i18n";
import { shell } from "./i18n/shell/en";
import { route } from "./routes";
import { Boundary } from "./ui/boundary";
import { VIEW } from "./views";

/** The frame around the views: header, the view of the address, footer. */
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
    // Who follows a link with the keyboard goes on in what it leads to.
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [view, t]);
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: a skip link leads to a place, and screen readers list it as a link */}
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

/** The fragment of the address names the view, so the link must not change it. */
function skip(event: MouseEvent, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}
