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
