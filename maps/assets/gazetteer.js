"use strict";
/* The gazetteer page: every name of every place, searched level by level as one types. */
(function () {
  const el = site.el, w = site.w;
  const VIEWS = ["all", "hy", "az", "ru", "en"];
  const MOST = 60, MOST_LISTED = 300;
  const LEVELS = { exact: 5, folded: 4, romanized: 3, prefix: 2, phonetic: 1, fuzzy: 0 };
  const NEAR = 25; // a place of the neighbourhood comes before one of the world that is met alike
  const input = document.getElementById("query"), list = document.getElementById("places"), status = document.getElementById("status");
  const typeBox = document.getElementById("type"), districtBox = document.getElementById("district");
  const facts = site.get("site");
  const far = new Set(facts.far), named = new Set(facts.named);
  const parts = [];
  const where = new Map(); // id -> [part, number]
  let total = 0;

  /* A part of the names, as columns; what is searched is made ready once. */
  function add(data, near) {
    const split = (text) => (text ? text.split("\n") : []);
    const part = { near, ids: split(data.ids), types: split(data.types), features: split(data.features), parents: data.parents.split("\n"), outlines: data.outlines.split("\n"),
      labels: data.labels.split("\n"), forms: split(data.forms), lat: data.lat, lon: data.lon, weight: data.weight, of: data.of, langs: data.langs, languages: data.languages };
    const folded = data.folded.split("\n");
    part.folded = part.forms.map((form, n) => folded[n] || form.toLowerCase());
    part.keyText = data.keys.split("\n");
    part.ids.forEach((id, n) => where.set(id, [part, n]));
    parts.push(part);
    total += part.forms.length;
  }
  /* Keys to places, made when a query first needs them. */
  function keyIndex(part) {
    if (!part.keys) {
      part.keys = new Map();
      part.keyText.forEach(function (text, n) {
        for (const key of text.split(" ")) {
          if (!key) continue;
          if (!part.keys.has(key)) part.keys.set(key, []);
          part.keys.get(key).push(n);
        }
      });
    }
    return part.keys;
  }
  function skeletons(part) {
    if (!part.skeletons) {
      part.skeletons = new Map();
      for (const key of keyIndex(part).keys()) {
        const bones = keys.skeleton(key);
        if (!part.skeletons.has(bones)) part.skeletons.set(bones, []);
        part.skeletons.get(bones).push(key);
      }
    }
    return part.skeletons;
  }
  function labelsOf(part, n) {
    const texts = part.labels[n].split("\t");
    const found = {};
    VIEWS.forEach((view, i) => { found[view] = texts[i] || texts[0]; });
    return found;
  }

  /* Distance of two keys (optimal string alignment), given up beyond `most`. */
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [], last = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= b.length; j += 1) {
        const cost = a[i - 1] === b[j - 1] ? 0 : 1;
        let d = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, before[j - 2] + 1);
        row.push(d);
        if (d < least) least = d;
      }
      if (least > most) return most + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  }

  function passes(part, n, type, district) {
    return (!type || part.types[n] === type) && (!district || part.ids[n] === district || (" " + part.parents[n] + " ").includes(" " + district + " "));
  }
  function search(text, type, district) {
    const best = new Map();
    const folded = keys.fold(text);
    if (!folded) return [];
    /* Few letters are the start of a name rather than a name that reads like them. */
    const HOW = folded.length < 5 ? { ...LEVELS, prefix: 3, romanized: 2 } : LEVELS;
    const take = function (part, n, how, score, form) {
      if (!passes(part, n, type, district)) return;
      const id = part.ids[n], known = best.get(id);
      const value = HOW[how] * 1000 + score + part.weight[n] / 2 + (part.near ? NEAR : 0);
      if (!known || value > known.value) best.set(id, { id, part, n, how, value, form });
    };
    for (const part of parts) {
      const { folded: all, of, forms } = part;
      for (let i = 0; i < all.length; i += 1) {
        const one = all[i];
        if (one === folded) take(part, of[i], forms[i] === text ? "exact" : "folded", 100, i);
        else if (one.startsWith(folded)) take(part, of[i], "prefix", 60 - Math.min(40, one.length - folded.length), i);
        else if (folded.length > 3 && one.includes(" " + folded)) take(part, of[i], "prefix", 10, i);
      }
    }
    const wanted = keys.romanized(text);
    for (const part of parts) {
      const index = keyIndex(part);
      wanted.forEach((key, order) => { for (const n of index.get(key) || []) take(part, n, "romanized", 90 - 4 * order); });
    }
    const close = [...best.values()].some((hit) => HOW[hit.how] >= 2);
    if (!close && folded.length > 2) {
      /* The world is asked only where the neighbourhood has nothing alike. */
      for (const part of parts) {
        if (!part.near && best.size) break;
        for (const bones of new Set(wanted.map(keys.skeleton))) {
          for (const key of skeletons(part).get(bones) || []) {
            const d = Math.min(...wanted.map((k) => distance(k, key, 4)));
            if (d <= 4) for (const n of part.keys.get(key)) take(part, n, "phonetic", 80 - 15 * d);
          }
        }
        const most = folded.length > 6 ? 2 : 1;
        const tried = wanted.slice(0, 4);
        for (const [key, places] of part.keys) {
          let d = most + 1;
          for (const k of tried) if (Math.abs(k.length - key.length) <= most) d = Math.min(d, distance(k, key, most));
          if (d <= most) for (const n of places) take(part, n, "fuzzy", 90 - 30 * d);
        }
      }
    }
    return [...best.values()].sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1)).slice(0, MOST);
  }
  function everyOne(type, district) {
    const found = [];
    for (const part of parts) {
      part.ids.forEach((id, n) => { if (passes(part, n, type, district)) found.push({ id, part, n, how: "", value: part.weight[n] }); });
    }
    return found.sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1)).slice(0, MOST_LISTED);
  }

  let hits = [];
  let wanted = null; // a place of the address that is not loaded yet
  function row(hit) {
    const { part, n, id } = hit;
    const form = hit.form === undefined ? "" : part.forms[hit.form];
    const lang = hit.form === undefined ? "" : part.languages[part.langs[hit.form]];
    return el("li", { class: "place", id: id },
      el("a", { class: "name", href: "#" + id, "data-place": id }, el("bdi", { "data-label": id }, site.label(id))),
      hit.how ? el("span", { class: "how", "data-w": "how_" + hit.how }, site.word("how_" + hit.how)) : null,
      el("span", { class: "sort" }, site.feature(part.features[n] || part.types[n]), parentsOf(part, n)),
      form ? el("p", { class: "forms" }, el("q", { lang: lang }, form), " ", el("span", { class: "tag" }, site.langTag(lang))) : null);
  }
  function parentsOf(part, n) {
    const known = part.parents[n].split(" ").filter((id) => where.has(id)).slice(0, 3);
    return known.flatMap((id) => { teach(id); return [" · ", el("bdi", { "data-label": id }, site.label(id))]; });
  }
  function teach(id) {
    const at = where.get(id);
    if (at && !site.labelsOf(id)) site.know(id, labelsOf(...at));
  }
  function item(hit) {
    const { part, n, id } = hit;
    const at = part.lat[n] === null ? {} : { lat: part.lat[n], lon: part.lon[n] };
    return { id, ...at, count: 1, radius: 6, role: "literal", certainty: "sure", type: part.types[n], feature: part.features[n] };
  }
  function show(found, move) {
    hits = found;
    for (const hit of hits) teach(hit.id);
    list.replaceChildren(...hits.map(row));
    const asked = input.value.trim() || typeBox.value || districtBox.value;
    status.replaceChildren(...(asked ? (hits.length ? [w("found"), " " + hits.length + (hits.length >= (input.value.trim() ? MOST : MOST_LISTED) ? "+" : "")] : [w("nothing_found")])
      : [w("names_loaded"), " " + total.toLocaleString(site.lang())]));
    atlas.show(hits.map(item));
    if (move && hits.length) atlas.quietly(() => atlas.fit(hits.slice(0, 12).map(item)));
  }
  function run(move) {
    const text = input.value.trim();
    const began = performance.now();
    show(text ? search(text, typeBox.value, districtBox.value) : typeBox.value || districtBox.value ? everyOne(typeBox.value, districtBox.value) : [], move);
    document.documentElement.dataset.searched = String(Math.round(10 * (performance.now() - began)) / 10);
  }

  function choose(id, focus) {
    const at = where.get(id);
    if (!at) return false;
    const [part, n] = at;
    teach(id);
    const chosen = { ...item({ part, n, id }), outline: part.near ? part.outlines[n] : "" };
    atlas.show([...hits.filter((hit) => hit.id !== id).map(item), chosen]);
    atlas.mark(id);
    atlas.quietly(() => atlas.fly(id));
    const file = part.near ? String(Math.floor(parseInt(id.slice(1), 10) / 50)) : far.has(id) ? id : "";
    card.open(id, [], { file: file, known: brief(part, n), focus: focus, page: named.has(id), inGazetteer: true, onClose: () => { site.go({ target: null }); shut(); } });
    return true;
  }
  /* What the search knows of a place that has no card here: its names. */
  function brief(part, n) {
    const names = [];
    part.of.forEach((place, i) => { if (place === n) names.push([part.forms[i], part.languages[part.langs[i]], "", "", []]); });
    return { type: part.types[n], feature: part.features[n], lat: part.lat[n] === null ? undefined : part.lat[n], lon: part.lon[n] === null ? undefined : part.lon[n], labels: labelsOf(part, n), names };
  }
  function shut() { atlas.mark(null); card.close(); }

  /* Districts of the neighbourhood, for the filter, in the order of their labels. */
  function fillDistricts() {
    const part = parts[0];
    const kept = districtBox.value;
    const rows = [];
    part.types.forEach(function (type, n) {
      if ((type === "district" && part.features[n] !== "municipality") || type === "region") rows.push([part.ids[n], labelsOf(part, n)]);
    });
    for (const [id, names] of rows) site.know(id, names);
    rows.sort((a, b) => site.label(a[0]).localeCompare(site.label(b[0])));
    districtBox.replaceChildren(el("option", { value: "", "data-w": "any" }, site.word("any")), ...rows.map(([id]) => el("option", { value: id, "data-label": id }, site.label(id))));
    districtBox.value = kept;
  }

  let timer = null;
  let known = "";
  function typed() {
    clearTimeout(timer);
    timer = setTimeout(function () {
      if (card.isOpen()) shut();
      const state = { q: input.value.trim() || null, type: typeBox.value || null, in: districtBox.value || null, target: null, map: null };
      site.go(state, true);
      known = [state.q || "", state.type || "", state.in || ""].join("|");
      run(true);
    }, 60);
  }
  input.addEventListener("input", typed);
  typeBox.addEventListener("change", typed);
  districtBox.addEventListener("change", typed);
  document.getElementById("query-form").addEventListener("submit", function (event) {
    event.preventDefault();
    if (hits.length) { site.go({ target: hits[0].id, map: null }); choose(hits[0].id, true); }
  });
  list.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-place]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    site.go({ target: link.dataset.place, map: null });
    card.from(link);
    choose(link.dataset.place, event.detail === 0);
  });
  document.addEventListener("click", function (event) {
    const link = event.target.closest('#card a[href*="gazetteer.html#p"]');
    if (!link) return;
    event.preventDefault();
    const id = link.getAttribute("href").split("#")[1].split("&")[0];
    site.go({ target: id, map: null });
    choose(id, event.detail === 0);
  });
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" && list.firstElementChild) { event.preventDefault(); list.querySelector("a").focus(); }
  });
  list.addEventListener("keydown", function (event) {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const row = event.target.closest("li");
    if (!step || !row) return;
    event.preventDefault();
    if (row[step]) row[step].querySelector("a").focus(); else if (event.key === "ArrowUp") input.focus();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && card.isOpen()) { site.go({ target: null }); shut(); } });
  atlas.onPick((id) => { site.go({ target: id, map: null }); choose(id, false); });
  atlas.onHome(() => (hits.length ? atlas.fit(hits.map(item)) : map.setView([40.1, 46.6], 7, { animate: false })));

  add(site.get("gazetteer"), true);
  setTimeout(() => skeletons(parts[0]), 30);
  fillDistricts();
  site.on("view", fillDistricts);
  site.on("state", function (state, first) {
    if (first) atlas.quietly(() => { if (!atlas.place(state.map)) map.setView([40.1, 46.6], 7, { animate: false }); });
    const asked = [state.q || "", state.type || "", state.in || ""].join("|");
    if (asked !== known || first) {
      known = asked;
      input.value = state.q || "";
      typeBox.value = [...typeBox.options].some((o) => o.value === state.type) ? state.type : "";
      districtBox.value = [...districtBox.options].some((o) => o.value === state.in) ? state.in : "";
      run(!state.map);
    }
    if (state.target && !choose(state.target, false)) wanted = state.target;
    if (!state.target && card.isOpen()) shut();
  });
  site.start();
  /* The rest of the world follows when the page is usable. */
  (async function () {
    for (const name of site.get("gazetteer").parts) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      const data = await site.need(name);
      if (data) add(data, false);
      await new Promise((resolve) => setTimeout(resolve, 20));
      keyIndex(parts[parts.length - 1]);
      if (wanted && choose(wanted, false)) wanted = null;
    }
    if (input.value.trim()) { if (!card.isOpen()) run(false); } else if (!typeBox.value && !districtBox.value) status.replaceChildren(w("names_loaded"), " " + total.toLocaleString(site.lang()));
    document.documentElement.dataset.complete = "yes";
  })();
})();
