"use strict";
/* The index: all documents on one map, a list to filter, a timeline. */
(function () {
  const el = site.el, w = site.w;
  const features = site.get("places").features;
  const places = new Map(features.map((f) => [f.id, f.properties]));
  const items = features.map(function (f) {
    const p = f.properties;
    site.know(p.id, p.labels);
    const at = f.geometry ? { lat: f.geometry.coordinates[1], lon: f.geometry.coordinates[0] } : {};
    return { id: p.id, ...at, count: p.count, role: "literal", certainty: "sure", soft: true, outline: p.outline && p.type !== "country" ? p.outline : null, type: p.type, feature: p.feature };
  });
  const highest = Math.max(1, ...items.map((i) => i.count));
  const sized = (list) => list.map((i) => ({ ...i, radius: 3.5 + 11 * Math.sqrt(i.count / highest) }));

  function facts(p) {
    return [el("p", { class: "as-written" }, w("documents"), " ", el("b", {}, String(p.documents)), " · ", w("mentions"), " ", el("b", {}, String(p.count))),
      el("p", { class: "as-written" }, Object.entries(p.forms).slice(0, 12).flatMap(([form, count], i) => [i ? " · " : "", el("q", {}, form), " ", el("span", { class: "num" }, String(count))])),
      el("p", { class: "actions" }, el("a", { class: "button strong", href: "places/" + p.id + ".html", "data-nav": "" }, w("who_calls")))];
  }
  function choose(id, focus) {
    if (!places.has(id)) return;
    atlas.mark(id);
    atlas.quietly(() => atlas.fly(id));
    card.open(id, facts(places.get(id)), { page: true, file: places.get(id).card, focus: focus, onClose: leave });
  }
  function leave() { site.go({ target: null }); shut(); }
  function shut() { atlas.mark(null); card.close(); }

  atlas.show(sized(items));
  atlas.onHome(() => atlas.fit(items));
  atlas.onPick((id) => { site.go({ target: id, map: null }); choose(id, false); });
  card.opensFrom(document.getElementById("places"), choose);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && card.isOpen()) leave(); });

  /* The filter looks at the names that the list shows. */
  const filter = document.getElementById("filter");
  filter.addEventListener("input", function () {
    const wanted = filter.value.trim().toLocaleLowerCase();
    for (const li of document.querySelectorAll("#places > li")) {
      li.hidden = wanted !== "" && !li.textContent.toLocaleLowerCase().includes(wanted) &&
        !Object.values(site.labelsOf(li.id) || {}).some((label) => label.toLocaleLowerCase().includes(wanted));
    }
  });

  /* The timeline: choosing a period leaves its documents and counts only its mentions. */
  const buttons = [...document.querySelectorAll("[data-period].h1, button[data-period]")];
  function period(chosen) {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.period === chosen));
    const rows = [...document.querySelectorAll("#documents tbody tr")];
    rows.forEach((row) => { row.hidden = Boolean(chosen) && row.dataset.period !== chosen; });
    if (!chosen) { count(null); return; }
    site.need("matrix").then(function (matrix) {
      const inside = new Set(rows.map((row, n) => (row.hidden ? -1 : n)));
      const sums = new Map();
      for (const [id, pairs] of Object.entries(matrix.places)) {
        let sum = 0;
        for (let i = 0; i < pairs.length; i += 2) if (inside.has(pairs[i])) sum += pairs[i + 1];
        if (sum) sums.set(id, sum);
      }
      count(sums);
    });
  }
  function count(sums) {
    const left = sums ? items.filter((i) => sums.has(i.id)).map((i) => ({ ...i, count: sums.get(i.id) })) : items;
    atlas.show(sized(left));
    for (const li of document.querySelectorAll("#places > li")) {
      li.hidden = Boolean(sums) && !sums.has(li.id);
      li.querySelector(".count").textContent = sums ? sums.get(li.id) || 0 : places.get(li.id).count;
    }
  }
  for (const button of buttons) {
    button.addEventListener("click", function () {
      const chosen = button.getAttribute("aria-pressed") === "true" ? null : button.dataset.period;
      site.go({ period: chosen });
      period(chosen);
    });
  }
  let shownPeriod = null;
  site.on("state", function (state, first) {
    if (first) atlas.quietly(() => { if (!atlas.place(state.map)) atlas.fit(items); });
    const wanted = buttons.some((b) => b.dataset.period === state.period) ? state.period : null;
    if (wanted !== shownPeriod) { shownPeriod = wanted; period(wanted); }
    if (places.has(state.target)) choose(state.target, false); else if (card.isOpen()) shut();
  });
  site.start();
})();
