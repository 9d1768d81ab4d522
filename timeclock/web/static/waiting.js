// Stamps that wait on this device for a connection: written down first, sent in order, forgotten once they are answered.
// The pages and the service worker share this; it touches no page.
self.waiting = (() => {
  const PATIENCE = 4000; // so long somebody waits at the button
  const STILL_NOW = 1000; // later than that, a press is no click any more but has a time of its own
  const SENDING = 20000;
  const AT_ONCE = 20;
  const PLACE_WAITS = 24 * 3600 * 1000;
  const ADDRESS = "/me/stamps/waiting";

  const newUid = () => {
    const chance = [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const time = Date.now().toString(16).padStart(12, "0");
    const variant = "89ab"[parseInt(chance[3], 16) % 4];
    return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-${variant}${chance.slice(4, 7)}-${chance.slice(7, 19)}`;
  };
  // A page counts how long it has lived, whatever becomes of the device's clock; the next page counts anew.
  const page = newUid();
  const clocks = () => ({ device_at: new Date().toISOString(), page, lived_ms: Math.round(performance.now()) });

  let opened;
  const open = () => opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open("timeclock", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("stamps", { keyPath: "uid" });
      asked.result.createObjectStore("known");
    };
    asked.onsuccess = () => {
      asked.result.onclose = () => { opened = undefined; };
      asked.result.onversionchange = () => { asked.result.close(); opened = undefined; };
      done(asked.result);
    };
    asked.onerror = () => { opened = undefined; failed(asked.error); };
  });
  // Done is what lies on the disk, not what the browser has heard of.
  const change = async (work) => {
    const database = await open();
    return new Promise((done, failed) => {
      const transaction = database.transaction(["stamps", "known"], "readwrite", { durability: "strict" });
      transaction.oncomplete = () => done();
      transaction.onabort = () => failed(transaction.error);
      work(transaction.objectStore("stamps"), transaction.objectStore("known"));
    });
  };
  const read = async (store, ask) => {
    const database = await open();
    return new Promise((done, failed) => {
      const asked = ask(database.transaction(store).objectStore(store));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  };

  const all = async () => (await read("stamps", (store) => store.getAll())).sort((one, other) => one.seq - other.seq);
  const ofOwner = async (owner) => (await all()).filter((stamp) => stamp.owner === owner);
  const owner = () => read("known", (store) => store.get("owner"));
  // Whether she is asked where she is, and what she was told of it, is known where one stamps alone.
  const remember = async (of, name, place) => {
    const last = await owner();
    const fresh = { owner: of, name, place: place === undefined && last?.owner === of ? last.place : place };
    if (JSON.stringify(last) !== JSON.stringify(fresh)) await change((_, known) => known.put(fresh, "owner"));
  };
  const forget = () => change((_, known) => known.delete("owner"));

  const keep = (of, kind, uid) => {
    const shown = clocks();
    return change((stamps, known) => {
      known.get("offset").onsuccess = ({ target: { result: offset } }) => {
        known.get(of).onsuccess = ({ target: { result: last } }) => {
          const next = { epoch: last?.epoch ?? newUid(), seq: (last?.seq ?? 0) + 1 };
          known.put(next, of);
          stamps.add({ uid, owner: of, ...next, kind, ...shown, offset_ms: offset ?? null });
        };
      };
    });
  };
  // Where she was lies apart from the stamp, and is sent after it.
  const places = async () => (await read("known", (store) => store.get("places"))) ?? [];
  const keepPlaces = (change_) => change((_, known) => {
    known.get("places").onsuccess = ({ target: { result } }) => known.put(change_(result ?? []), "places");
  });
  const keepPlace = (of, stamp, place) => keepPlaces((kept) => [
    ...kept.filter(({ at }) => Date.now() - at < PLACE_WAITS),
    { owner: of, stamp, at: Date.now(), ...place },
  ]);
  const settle = (answers) => change((stamps) => {
    for (const { uid, status } of answers) {
      if (status !== "unreadable") stamps.delete(uid);
      else stamps.get(uid).onsuccess = ({ target: { result } }) => result && stamps.put({ ...result, unreadable: true });
    }
  });

  // Nothing but a whole answer of ours counts: not a proxy's page, not half a text, not the way to a sign-in page.
  const ask = async (address, options, patience) => {
    try {
      const answer = await fetch(address, {
        ...options,
        headers: { Accept: "application/json", ...options?.headers },
        redirect: "manual",
        cache: "no-store",
        signal: AbortSignal.timeout?.(patience),
      });
      if (answer.status === 401) return { status: 401 };
      return answer.ok ? { status: answer.status, said: await answer.json() } : { status: answer.status };
    } catch {
      return { status: 0 };
    }
  };
  // Who is signed in, a fresh token, and by how much the clock of this device is off.
  const contact = async () => {
    const before = Date.now();
    const { status, said } = await ask(ADDRESS, {}, PATIENCE);
    if (!said?.owner) return { status };
    const offset = Math.round(Date.parse(said.now) - (before + Date.now()) / 2);
    await change((_, known) => known.put(offset, "offset"));
    return { status, ...said };
  };
  const locked = (work) => (navigator.locks ? navigator.locks.request("timeclock.waiting", work) : work());

  // One that is answered is forgotten, whatever was made of it; of those whose stamps still wait the turn is not yet.
  const sendPlaces = async (of, token) => {
    const waits = new Set((await all()).map(({ uid }) => uid));
    for (const place of (await places()).filter((each) => each.owner === of && !waits.has(each.stamp))) {
      const { at: _, ...sent } = place;
      const { status } = await ask("/me/stamps/place", { method: "POST", body: new URLSearchParams({ csrf_token: token, ...sent }) }, PATIENCE);
      if (![200, 422].includes(status)) return;
      await keepPlaces((kept) => kept.filter(({ stamp }) => stamp !== place.stamp));
    }
  };

  const sendAll = async () => {
    const some = (await all()).some((stamp) => !stamp.unreadable);
    if (!some && !(await places()).length) return "nothing";
    const { status, owner: mine, token } = await contact();
    if (!mine) return status === 401 ? "signed_out" : "offline";
    let due = (await ofOwner(mine)).filter((stamp) => !stamp.unreadable);
    if (some && !due.length) return "others";
    for (; due.length; due = due.slice(AT_ONCE)) {
      const stamps = due.slice(0, AT_ONCE).map(({ owner: _, ...stamp }) => stamp);
      const body = JSON.stringify({ owner: mine, ...clocks(), stamps });
      const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
      const answer = await ask(ADDRESS, { method: "POST", body, headers }, SENDING);
      if (!answer.said?.answers) return answer.status === 401 ? "signed_out" : "offline";
      await settle(answer.said.answers.filter(({ uid }) => stamps.some((stamp) => stamp.uid === uid)));
    }
    await sendPlaces(mine, token);
    return some ? "sent" : "nothing";
  };
  const send = () => locked(sendAll);

  // The button was pressed: what is written down here goes out as an ordinary stamp; without an answer it waits.
  const give = async (of, kind, uid, token) => {
    const began = performance.now();
    await keep(of, kind, uid);
    return locked(() => sendNow(of, kind, uid, performance.now() - began < STILL_NOW && token));
  };
  const sendNow = async (of, kind, uid, token) => {
    const due = await ofOwner(of);
    if (!due.some((stamp) => stamp.uid === uid)) return "sent";
    if (due.length > 1 || !token) return sendAll();
    const body = new URLSearchParams({ csrf_token: token, request_uid: uid, kind, owner: of });
    const { status, said } = await ask("/me/stamps", { method: "POST", body }, PATIENCE);
    // A token of yesterday, for which there is a fresh one; or somebody else is signed in by now.
    if (status === 400 || status === 409) return sendAll();
    if (said?.uid !== uid) return status === 401 ? "signed_out" : "offline";
    await settle([said]);
    return "sent";
  };

  return { all, contact, forget, give, keepPlace, newUid, owner, remember, send };
})();
