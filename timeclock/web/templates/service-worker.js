// Keeps what the pages look like, and one page that names nobody, for the time without a connection. Of whatever is
// personal nothing is kept: it comes from the server or not at all.
const VERSION = {{ version | tojson }};
const SHELL = {{ addresses | tojson }};
const OFFLINE = {{ offline | tojson }};
const STARTS = {{ starts | tojson }};
const PATIENCE = 6000;

importScripts({{ queue | tojson }} + "?v=" + VERSION);

self.addEventListener("install", (event) => {
  const fresh = [...SHELL, OFFLINE].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(VERSION).then((kept) => kept.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const drop = (names) => Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(drop).then(() => self.clients.claim()));
});

const kept = (address) => caches.open(VERSION).then((shell) => shell.match(address));
const later = (time) => new Promise((done) => { setTimeout(done, time); });

// Elsewhere a page may take its time, such as a year on paper; where one stamps nobody waits for a server that is silent.
const page = async (request, address) => {
  try {
    const answer = fetch(request);
    if (!STARTS.includes(address)) return await answer;
    const found = await Promise.race([answer, later(PATIENCE)]);
    return !found || [502, 503, 504].includes(found.status) ? kept(OFFLINE) : found;
  } catch {
    return kept(OFFLINE);
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, address.pathname));
  else if (SHELL.includes(address.pathname)) event.respondWith(fetch(request).catch(() => kept(address.pathname)));
});

self.addEventListener("sync", (event) => {
  event.waitUntil(self.waiting.send().then((became) => {
    if (became === "offline") throw new Error("not sent yet");
  }));
});
