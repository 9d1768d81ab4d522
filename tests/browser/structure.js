// Says what of a page was not judged yet, and takes rows away that are like one before them. Texts, values and ids do
// not count. With "page" all that lies in an element counts; with "parts" that it stands below these others; with
// "colours" only the classes that can give it another colour.
([seen, mode]) => {
  const known = new Set(seen.split(" "));
  const found = [];
  const KEPT = /^(class|role|type|aria-(current|expanded|pressed|sort|invalid|hidden))$/;
  const ALSO = mode === "colours" ? /^(disabled|open)$/ : /^(?!id$|value$|name$|href$|d$|data-)/;
  const says = (each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const hash = (text) => {
    let [a, b] = [0xdeadbeef, 0x41c6ce57];
    for (let i = 0; i < text.length; i += 1) {
      a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
      b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
    }
    return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
  };
  const attributes = (each) => [...each.attributes]
    .map((one) => (KEPT.test(one.name) ? `${one.name}=${one.value}` : ALSO.test(one.name) ? one.name : ""))
    .filter(Boolean)
    .sort()
    .join(" ");
  const walk = (each, above) => {
    const shown = each.checkVisibility();
    const kept = attributes(each);
    const own = `${each.localName} ${kept} ${shown ? "" : "-"}${says(each) ? "+" : ""}`;
    const path = mode !== "colours" || kept ? hash(`${above}>${mode === "colours" ? kept : own}`) : above;
    const rows = new Set();
    let open = false;
    const below = [...each.children].map((child) => {
      const one = walk(child, path);
      const again = mode === "page" && child.matches("li, tr, option, article, svg *") && rows.has(one.name);
      rows.add(one.name);
      if (again) child.remove();
      else open ||= one.open;
      return one.name;
    });
    const name = { page: () => hash(`${path}{${[...new Set(below)]}`), parts: () => path, colours: () => hash(path + own) }[mode]();
    const counts = { page: true, parts: shown, colours: shown && (says(each) || each.matches("input, select, textarea")) }[mode];
    if (counts && !known.has(name)) {
      known.add(name);
      found.push(name);
      open = true;
    }
    each.toggleAttribute("data-judged", !open);
    return { name, open };
  };
  const { open } = walk(document.body, "");
  return [open, found.join(" ")];
}
