// A second click while the first is on its way is not a second stamp.
(() => {
  let sending = false;
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-once]")) return;
    if (sending) event.preventDefault();
    sending = true;
  });
  window.addEventListener("pageshow", () => { sending = false; });
})();

// In a grid of cells the arrow keys go on to the next one, as people know it from tables.
document.addEventListener("keydown", (event) => {
  const cell = event.target;
  if (!cell.matches?.("[data-grid] input") || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const row = cell.closest("tr");
  const column = [...row.children].indexOf(cell.closest("td"));
  const all = [...cell.closest("[data-grid]").querySelectorAll("td input")];
  const stands = cell.selectionStart === cell.selectionEnd;
  const beside = (target, way) => target?.children[column]?.querySelector("input") ?? (target && beside(target[way], way));
  const next = {
    ArrowUp: () => beside(row.previousElementSibling, "previousElementSibling"),
    ArrowDown: () => beside(row.nextElementSibling, "nextElementSibling"),
    ArrowLeft: () => (stands && cell.selectionStart > 0 ? null : all[all.indexOf(cell) - 1]),
    ArrowRight: () => (stands && cell.selectionEnd < cell.value.length ? null : all[all.indexOf(cell) + 1]),
  }[event.key]?.();
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
});

// A code that has ended is worth nothing: while somebody looks, a fresh one takes its place, a few times.
(() => {
  let times = 4;
  const shown = () => document.querySelector("[data-lasts]");
  const wait = () => setTimeout(renew, 1000 * Number(shown().dataset.lasts));
  const renew = async () => {
    if (document.hidden) return document.addEventListener("visibilitychange", renew, { once: true });
    if (!times) return shown().querySelector("svg").remove();
    times -= 1;
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-lasts]");
    if (!fresh) return location.reload();
    shown().replaceWith(fresh);
    wait();
  };
  if (shown()) wait();
})();

// A list that is worked through has keys while the focus is in it, or on the word of what was last done there; who
// speaks to the computer turns them off.
(() => {
  const list = document.querySelector("[data-keys]");
  const help = list?.querySelector("[data-keys-help]");
  if (!help) return;
  const rows = [...list.querySelectorAll("[data-row]")];
  const wanted = help.querySelector("input");
  const place = `row of ${location.pathname}`;
  const around = (target) => rows.find((row) => row.contains(target));
  const writes = (target) => target.matches("input:not([type=checkbox]), textarea, select");
  const use = () => rows.forEach((row, no) => {
    if (wanted.checked) row.tabIndex = no ? -1 : 0;
    else row.removeAttribute("tabindex");
  });
  const go = (target, way) => {
    const from = rows.indexOf(around(target));
    const last = Math.min(Number(sessionStorage.getItem(place)), rows.length - 1);
    (from < 0 ? rows[last] : rows[from + way])?.focus();
  };
  const open = (row) => {
    const way = row.querySelector("[data-enter] :is(button, a, input:not([type=hidden]))");
    if (way) way.focus();
    else row.querySelector("a[href]")?.click();
  };
  const told = () => {
    help.open = true;
    help.querySelector("summary").focus();
  };
  help.hidden = false;
  wanted.checked = localStorage.getItem("keys of lists") !== "off";
  use();
  wanted.addEventListener("change", () => {
    localStorage.setItem("keys of lists", wanted.checked ? "on" : "off");
    use();
  });
  list.addEventListener("focusin", (event) => {
    const row = around(event.target);
    if (!row) return;
    sessionStorage.setItem(place, rows.indexOf(row));
    if (wanted.checked) rows.forEach((each) => { each.tabIndex = each === row ? 0 : -1; });
  });
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    const here = list.contains(at) || at.matches(".tc-done");
    if (!here || !wanted.checked || event.ctrlKey || event.altKey || event.metaKey) return;
    const row = around(at);
    const act = {
      j: () => go(at, 1),
      k: () => go(at, -1),
      "?": told,
      Enter: row === at && (() => open(row)),
      Escape: row && (() => row.focus()),
    }[event.key];
    if (!act || (writes(at) && event.key !== "Escape")) return;
    event.preventDefault();
    act();
  });
})();

// Who does not trust her fingers looks at what she typed.
document.querySelectorAll("[data-reveals]").forEach((button) => {
  const field = document.getElementById(button.dataset.reveals);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  });
  field.form.addEventListener("submit", () => { field.type = "password"; });
});

// What a form would do is worked out anew beside it once somebody pauses in writing; without script by its button.
(() => {
  const form = document.querySelector("form[data-preview]");
  if (!form) return;
  const shown = () => document.getElementById(form.dataset.preview);
  let waits, asked = 0;
  const renew = async () => {
    const turn = asked += 1;
    const body = new FormData(form);
    body.set("step", "preview");
    shown().setAttribute("aria-busy", "true");
    const answer = await fetch(form.action, { method: "POST", body });
    if (turn !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = answer.ok && page.getElementById(form.dataset.preview);
    if (fresh) shown().replaceWith(fresh);
    else shown().setAttribute("aria-busy", "false");
  };
  const lacksADay = () => [...form.querySelectorAll("[type=date]")].some((each) => !each.value);
  form.addEventListener("input", (event) => {
    if (event.target.matches("#why, #title, #code")) return;
    clearTimeout(waits);
    if (lacksADay()) return;
    waits = setTimeout(renew, 700);
  });
})();
