// The button without a connection: what is pressed waits on this device, is shown as waiting, and goes out by itself.
(() => {
  const RETRY = 15000;
  const PATIENCE = 5000;
  const LOOKING = 8000;
  const ASKING = 20000; // so long somebody may think about it
  // Nobody is signed in any more, or somebody else is: what waits here waits for her to come back.
  const AWAY = ["signed_out", "others"];
  const page = document.documentElement;
  const panel = document.querySelector("[data-waiting]");
  const standsIn = panel?.matches("[data-offline]");
  const onToday = Boolean(panel && (standsIn || page.dataset.owner));
  let owner = page.dataset.owner, busy = false, place, retry;

  const later = (said) => new Promise((done) => { setTimeout(done, PATIENCE, said); });
  const counted = (of, count) => { of.textContent = count === 1 ? of.dataset.one : of.dataset.many.replace("#", count); };
  const show = (name, shown) => panel.querySelectorAll(`[data-${name}]`).forEach((each) => { each.hidden = !shown; });

  const list = (mine) => {
    const items = panel.querySelector("[data-list]"), pattern = items.querySelector("template");
    const names = JSON.parse(panel.dataset.acts);
    items.replaceChildren(pattern, ...mine.map((stamp) => {
      const item = pattern.content.cloneNode(true);
      const time = { hour: "2-digit", minute: "2-digit" };
      const day = new Date(stamp.device_at).toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "numeric" };
      item.querySelector("[data-act]").textContent = names[stamp.kind];
      item.querySelector("[data-clock]").textContent = new Date(stamp.device_at).toLocaleString(page.lang, { ...day, ...time });
      return item;
    }));
  };

  const render = async (became) => {
    if (!panel) return;
    const stamps = await waiting.all();
    const mine = stamps.filter((stamp) => onToday && stamp.owner === owner);
    const others = stamps.length - mine.length;
    if (onToday) {
      show("mine", mine.length || standsIn);
      panel.querySelectorAll("h2, [role=status], [data-list], p[data-mine]").forEach((each) => { each.hidden = !mine.length; });
      if (mine.length) { counted(panel.querySelector("[role=status]"), mine.length); list(mine); }
      if (became) show("signed-out", AWAY.includes(became) && mine.length);
      show("unreadable", mine.some((stamp) => stamp.unreadable));
      show("nobody", standsIn && !owner);
      if (!owner) show("stamp", false);
      // What the page offers besides follows from what the server knew.
      page.toggleAttribute("data-waits", mine.length > 0);
    }
    const told = panel.querySelector("[data-others]");
    told.hidden = !others;
    if (others) counted(told, others);
    panel.hidden = !stamps.length && !standsIn;
    clearTimeout(retry);
    if (mine.length && !AWAY.includes(became)) retry = setTimeout(flush, RETRY);
  };

  const flush = async () => {
    const became = await waiting.send();
    if (became === "sent" && onToday) return location.reload();
    return render(became);
  };

  const wake = async () => {
    const worker = await navigator.serviceWorker?.getRegistration();
    await worker?.sync?.register("waiting").catch(() => {});
  };

  // The grid of the server: nothing finer leaves the device.
  const coarse = ({ latitude, longitude, accuracy }) => {
    const step = (place.metres * 100000) / 111320;
    const north = Math.round(Math.round((latitude * 100000) / step) * step);
    const along = step / Math.max(Math.cos((north / 100000) * Math.PI / 180), 0.01);
    const east = Math.round(Math.round((longitude * 100000) / along) * along);
    return { latitude: north, longitude: east, accuracy: Math.ceil(accuracy) };
  };
  // Asked at the press and never else; no is an answer like any other, and so is none.
  const whereabouts = () => new Promise((done) => {
    const options = { enableHighAccuracy: false, maximumAge: 60000, timeout: LOOKING };
    navigator.geolocation.getCurrentPosition(({ coords }) => done(coarse(coords)), () => done(), options);
    setTimeout(done, ASKING);
  });
  const told = () => {
    const note = document.querySelector("[data-place]");
    if (!note || !navigator.geolocation) return undefined;
    note.hidden = false;
    return { metres: Number(note.dataset.place), told: note.innerText };
  };

  const press = async (form, kind) => {
    const field = form.elements.request_uid, token = form.elements.csrf_token;
    const uid = field?.value ?? waiting.newUid();
    const looked = place && whereabouts();
    let became;
    try {
      // It lies on the device; who waits for a server that is silent is told so before that is certain.
      became = await Promise.race([waiting.give(owner, kind, uid, token?.value), later("offline")]);
    } catch {
      // This browser keeps nothing: then as without a script.
      if (!field) return;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "kind", value: kind }));
      return form.submit();
    }
    if (became !== "sent") await shown(field, became);
    if (looked) await keepPlace(uid, became, looked).catch(() => {});
    if (became === "sent") location.reload();
  };
  // The stamp is safe; the place follows when it is known.
  const keepPlace = async (uid, became, looked) => {
    const asked = document.querySelector("[data-place-asked]");
    if (asked) asked.hidden = became !== "sent";
    const found = await looked;
    if (!found) return;
    await waiting.keepPlace(owner, uid, found);
    if (became === "sent") await waiting.send();
  };
  const shown = async (field, became) => {
    // The next press is another stamp.
    if (field) field.value = waiting.newUid();
    if (became === "offline") wake();
    await render(became);
    panel.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("submit", async (event) => {
    const kind = event.submitter?.value || event.submitter?.dataset.kind;
    if (!event.target.matches("form[data-stamp]") || !owner || !kind) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    event.submitter.setAttribute("aria-busy", "true");
    await press(event.target, kind).finally(() => { busy = false; });
    event.submitter.removeAttribute("aria-busy");
  });

  const begin = async () => {
    if (onToday && !standsIn) place = told();
    const name = document.querySelector(".tc-account__name")?.textContent ?? "";
    if (owner) await waiting.remember(owner, name, onToday ? place ?? null : undefined);
    if (document.querySelector("[data-ended]")) await waiting.forget();
    if (standsIn) {
      const known = await waiting.owner();
      owner = known?.owner;
      const named = panel.querySelector("[data-name]"), note = panel.querySelector("[data-place-told]");
      if (named && known) { named.hidden = false; named.textContent = named.dataset.name.replace("#", known.name); }
      place = navigator.geolocation ? known?.place : undefined;
      if (note && place) { note.hidden = false; note.textContent = place.told; }
    }
    await render();
    if (owner || standsIn) await flush();
    if (owner && onToday && !standsIn) {
      await navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
      await waiting.contact();
    }
  };
  // Where nothing can be kept, in a private window say, the pages work as without a script.
  const start = () => begin().catch(() => { owner = undefined; });
  window.addEventListener("online", () => flush().catch(() => {}));
  document.addEventListener("visibilitychange", () => document.hidden || flush().catch(() => {}));
  start();
})();
