// Starts the page: the engine, the app and the service worker.

import { render } from "preact";
import { App } from "./app";
import { warmUp } from "./engine";
import { ready } from "./i18n";
import "./styles/index.css";

warmUp();

const root = document.getElementById("app");
if (root) void ready.then(() => render(<App />, root));

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  // Without it, the page still works as long as there is a network.
  navigator.serviceWorker.register(new URL("sw.js", document.baseURI)).catch(() => undefined);
}
