// The service worker, which keeps the page's files for use without a network. The build fills in the list of
// files and a version. A new version is downloaded while the old one still serves, and takes over on the next
// load.

declare const __FILES__: readonly string[];
declare const __VERSION__: string;

const worker = self as unknown as ServiceWorkerGlobalScope;

/** The same host may serve other pages with caches of their own. */
const PREFIX = `playground ${worker.registration.scope} `;
const NAME = PREFIX + __VERSION__;

worker.addEventListener("install", (event) => {
  event.waitUntil(keep());
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forget(), worker.clients.claim()]));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(worker.registration.scope)) return;
  event.respondWith(serve(request));
});

async function keep(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll(__FILES__.map((file) => new Request(file, { cache: "no-cache" })));
  await worker.skipWaiting();
}

/** Deletes old versions, except the previous one: an open page may still request its files. */
async function forget(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}

async function serve(request: Request): Promise<Response> {
  const url = new URL(request.url);
  url.search = "";
  url.hash = "";
  if (url.href === `${worker.registration.scope}index.html`) url.href = worker.registration.scope;
  const own = await caches.open(NAME);
  return (await own.match(url)) ?? (await caches.match(url)) ?? fetch(request);
}
