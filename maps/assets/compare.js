"use strict";
/* Two documents side by side. */
(function () {
  const el = site.el, w = site.w;
  const first = document.getElementById("first"), second = document.getElementById("second");
  const list = document.getElementById("list");
  let shown = new Map();
  let items = [];

  function forms(p) {
    return p ? Object.entries(p.forms).flatMap(([form, count], i) => [i ? " · " : "", el("q", {}, form), " ", el("span", { class: "num" }, String(count))]) : [el("span", { class: "none" }, "–")];
  }
  function row(id, a, b) {
    return el("tr", {}, el("th", { scope: "row" }, el("a", { href: "#" + id, "data-place": id }, el("bdi", { "data-label": id }, site.label(id)))),
      el("td", { class: "tone-first" }, forms(a)), el("td", { class: "tone-second" }, forms(b)));
  }
  function table(title, rows, tone) {
    if (!rows.length) return null;
    return el("section", { class: "comparison" }, el("h2", {}, el("span", { class: "dot " + tone, "aria-hidden": "true" }), w(title), " ", el("small", {}, String(rows.length))),
      el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, w("place")), el("th", { scope: "col" }, w("first_document")), el("th", { scope: "col" }, w("second_document")))),
        el("tbody", {}, rows.map(([id, a, b]) => row(id, a, b)))));
  }
  /* Two documents name a place alike where every form of the one reads like a form of the other,
     whatever script it is written in: the keys are those of the search. */
  const reads = new Map();
  function keysOf(form) {
    if (!reads.has(form)) reads.set(form, [keys.fold(form), ...keys.romanized(form)]);
    return reads.get(form);
  }
  function alike(a, b) {
    const one = Object.keys(a.forms).map(keysOf), two = Object.keys(b.forms).map(keysOf);
    const met = (form, others) => others.some((other) => form.some((key) => other.includes(key)));
    return one.every((form) => met(form, two)) && two.every((form) => met(form, one));
  }
  async function compare() {
    const [a, b] = await Promise.all([site.need(first.value), site.need(second.value)]);
    if (!a || !b) { list.replaceChildren(); return; }
    const one = new Map(a.places.map((place) => [place.id, place])), two = new Map(b.places.map((place) => [place.id, place]));
    const groups = { same_place_other_name: [], in_both: [], only_first: [], only_second: [] };
    const tones = { same_place_other_name: "differs", in_both: "shared", only_first: "first", only_second: "second" };
    items = [];
    shown = new Map();
    for (const id of [...new Set([...one.keys(), ...two.keys()])]) {
      const p = one.get(id) || null, q = two.get(id) || null, known = p || q;
      const key = p && q ? (alike(p, q) ? "in_both" : "same_place_other_name") : p ? "only_first" : "only_second";
      site.know(id, known.labels);
      groups[key].push([id, p, q]);
      const at = known.at ? { lat: known.at[1], lon: known.at[0] } : {};
      const count = (p ? p.count : 0) + (q ? q.count : 0);
      items.push({ id, ...at, count, tone: tones[key], certainty: "sure", type: known.type, feature: known.feature, outline: known.type === "country" ? null : known.outline });
      shown.set(id, [p, q]);
    }
    const total = ([, p, q]) => (p ? p.count : 0) + (q ? q.count : 0);
    for (const key of Object.keys(groups)) groups[key].sort((x, y) => total(y) - total(x) || (x[0] < y[0] ? -1 : 1));
    list.replaceChildren(...Object.keys(groups).map((key) => table(key, groups[key], tones[key])).filter(Boolean));
    if (!items.length) list.replaceChildren(el("p", { class: "empty" }, w("no_places")));
    atlas.show(items);
    atlas.quietly(() => atlas.fit(items));
  }
  function choose(id, focus) {
    if (!shown.has(id)) return;
    const [p, q] = shown.get(id);
    atlas.mark(id);
    atlas.quietly(() => atlas.fly(id));
    card.open(id, [el("p", { class: "as-written" }, w("first_document"), ": ", forms(p)), el("p", { class: "as-written" }, w("second_document"), ": ", forms(q))],
      { page: true, file: (p || q).card, focus: focus, onClose: () => { site.go({ target: null }); shut(); } });
  }
  function shut() { atlas.mark(null); card.close(); }
  const options = new Set([...first.options].map((o) => o.value));
  let pair = "";
  async function follow(state, isFirst) {
    if (options.has(state.a)) first.value = state.a;
    if (options.has(state.b)) second.value = state.b;
    if (pair !== first.value + "&" + second.value && first.value) {
      pair = first.value + "&" + second.value;
      await compare();
    }
    if (isFirst && state.map) atlas.place(state.map);
    if (shown.has(state.target)) choose(state.target, false); else if (card.isOpen()) shut();
  }
  for (const select of [first, second]) {
    select.addEventListener("change", function () {
      follow(site.go({ a: first.value, b: second.value, target: null, map: null }), false);
    });
  }
  list.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-place]");
    if (!link) return;
    event.preventDefault();
    site.go({ target: link.dataset.place, map: null });
    card.from(link);
    choose(link.dataset.place, event.detail === 0);
  });
  atlas.onPick((id) => { site.go({ target: id, map: null }); choose(id, false); });
  atlas.onHome(() => atlas.fit(items));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && card.isOpen()) { site.go({ target: null }); shut(); } });
  site.on("state", follow);
  site.start();
})();
