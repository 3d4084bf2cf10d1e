"use strict";
/* A document's page: text and map linked both ways. */
(function () {
  const el = site.el, w = site.w;
  const key = document.querySelector("main").dataset.key;
  const data = site.get(key);
  const places = new Map(data.places.map((p) => [p.id, p]));
  const owner = new Map(); // m-0001 -> place id
  const anchorOf = (n) => "m-" + String(n).padStart(4, "0");
  const items = data.places.map(function (p) {
    site.know(p.id, p.labels);
    for (const row of p.mentions) owner.set(anchorOf(row[0]), p.id);
    const at = p.at ? { lat: p.at[1], lon: p.at[0] } : {};
    return { id: p.id, ...at, count: p.count, role: p.role, certainty: p.certainty, outline: p.type === "country" ? null : p.outline, type: p.type, feature: p.feature };
  });
  let lit = [];
  /* A mention from its row; see `_for_page` in maps/documentpages.py. */
  function mention(row) {
    const one = Object.fromEntries(data.columns.map((name, i) => [name, row[i] === null ? undefined : row[i]]));
    if (one.evidence) one.evidence = one.evidence.map((n) => data.reasons[n]);
    if (one.source) one.source = data.source + one.source;
    if (one.form === undefined) one.form = one.text;
    return one;
  }
  /* The GeoJSON that lies beside the page: `data/<key>.geojson`, made again of what the page holds. */
  function geojson() {
    const feature = (id, geometry, properties) => ({ type: "Feature", ...id, geometry, properties });
    const located = data.places.map(function ({ at, mentions, ...shown }) {
      return feature({ id: shown.id }, at && { type: "Point", coordinates: at }, { ...shown, mentions: mentions.map(mention) });
    });
    const untold = data.untold.map((row) => feature({}, null, { mentions: [mention(row)], count: 1 }));
    return { type: "FeatureCollection", document: data.document, features: [...located, ...untold] };
  }
  /* A browser shows a file of the file system where it would save one of the web; what it is handed it saves. */
  function save(event) {
    if (location.protocol !== "file:") return;
    event.preventDefault();
    const address = URL.createObjectURL(new Blob([JSON.stringify(geojson()) + "\n"], { type: "application/geo+json" }));
    const link = el("a", { download: key + ".geojson" });
    link.href = address;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  function light(id) {
    for (const node of lit) node.classList.remove("lit", "current");
    lit = id ? [...document.querySelectorAll('.reader a.m[href="#' + id + '"]')] : [];
    for (const node of lit) node.classList.add("lit");
  }
  function forms(p) {
    const used = Object.entries(p.forms);
    return el("p", { class: "as-written" }, w("in_text_as"), ": ", used.flatMap(([form, count], i) => [i ? " · " : "", el("q", {}, form), " ", el("span", { class: "num" }, String(count))]));
  }
  function choose(id, focus) {
    const p = places.get(id);
    if (!p) return;
    light(id);
    atlas.mark(id);
    atlas.quietly(() => atlas.fly(id));
    card.open(id, [forms(p), card.passages(p.mentions, "passages", mention)], { page: true, file: p.card, focus: focus, onClose: leave });
  }
  function leave() {
    site.go({ target: null });
    shut();
  }
  function shut() {
    light(null);
    atlas.mark(null);
    card.close();
  }
  function reach(anchor) {
    const node = document.getElementById(anchor);
    if (!node) return;
    for (const other of document.querySelectorAll(".reader .current")) other.classList.remove("current");
    node.classList.add("current");
    node.scrollIntoView({ block: site.onPhone() ? "center" : "center", behavior: site.calm() ? "auto" : "smooth" });
  }
  function follow(state, first) {
    const target = state.target || "";
    const place = owner.get(target) || (places.has(target) ? target : null);
    if (first) atlas.quietly(() => { if (!atlas.place(state.map)) atlas.fit(items); });
    if (place) {
      choose(place, false);
      if (target !== place) reach(target);
      if (first && state.map) atlas.quietly(() => atlas.place(state.map));
    } else {
      if (card.isOpen()) shut();
      if (/^m-\d+$/.test(target)) reach(target);
      if (!first && state.map) atlas.place(state.map);
    }
  }

  atlas.show(items);
  atlas.onHome(() => atlas.fit(items));
  atlas.onPick(function (id) { site.go({ target: id, map: null }); choose(id, false); });
  site.on("state", follow);

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const byKey = event.detail === 0;
    const href = link.getAttribute("href") || "";
    if (link.classList.contains("m")) {
      event.preventDefault();
      site.go({ target: link.id, map: null });
      const id = owner.get(link.id);
      if (id) { card.from(link); choose(id, byKey); link.classList.add("current"); } else { shut(); link.classList.add("current"); }
    } else if (link.dataset.place) {
      event.preventDefault();
      site.go({ target: link.dataset.place, map: null });
      card.from(link);
      choose(link.dataset.place, byKey);
    } else if (/^#m-\d+$/.test(href)) {
      event.preventDefault();
      const anchor = href.slice(1);
      site.go({ target: anchor, map: null });
      if (owner.has(anchor) && card.current() !== owner.get(anchor)) choose(owner.get(anchor), false);
      reach(anchor);
      const node = document.getElementById(anchor);
      if (byKey && node) node.focus({ preventScroll: true });
    }
  });
  document.querySelector("a[download]").addEventListener("click", save);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && card.isOpen()) leave();
  });
  /* Focusing a mention shows where it is without opening anything. */
  document.querySelector(".reader").addEventListener("focusin", function (event) {
    const id = owner.get(event.target.id);
    if (id && !card.isOpen()) { atlas.mark(id); }
    if (id && event.target.matches(":focus-visible")) atlas.quietly(() => atlas.fly(id));
  });
  site.start();
})();
