"use strict";
/* The gazetteer page: every name of every place, searched level by level as one types. */
(function () {
  const el = site.el, w = site.w;
  const OWN = ["en", "hy", "az", "ru"]; // the languages of the pages
  const MOST = 60, MOST_LISTED = 300, FOREMOST = 40, OUTLINED = 12;
  const LEVELS = { exact: 5, folded: 4, romanized: 3, prefix: 2, phonetic: 1, fuzzy: 0 };
  const NEAR = 25; // a place of the neighbourhood comes before one of the world that is met alike
  const input = document.getElementById("query"), list = document.getElementById("places"), status = document.getElementById("status");
  const typeBox = document.getElementById("type"), districtBox = document.getElementById("district");
  const facts = site.get("site");
  const far = new Set(facts.far), named = new Set(facts.named);
  const parts = [];
  const chunk = site.get("gazetteer").chunk;
  let total = 0;

  /* A part of the names, as columns; what is searched is made ready once. */
  function add(data, near) {
    const part = columns.part(data, near);
    parts.push(part);
    total += part.total;
    return part;
  }
  const idOf = (part, n) => "p" + String(part.numbers[n]).padStart(6, "0");
  function locate(id) {
    const number = Number(String(id).slice(1));
    for (const part of parts) {
      const n = columns.find(part.numbers, number);
      if (part.size && part.numbers[n] === number && idOf(part, n) === id) return [part, n];
    }
    return undefined;
  }
  function skeletons(part) {
    if (!part.skeletons) {
      part.open();
      part.skeletons = new Map();
      part.keys.forEach(function (key, n) {
        const bones = keys.skeleton(key);
        if (!part.skeletons.has(bones)) part.skeletons.set(bones, []);
        part.skeletons.get(bones).push(n);
      });
    }
    return part.skeletons;
  }

  /* Distance of two keys (optimal string alignment), given up beyond `most`; the three rows are
     made once, since a look for similar names asks it of every key. */
  const ROWS = [new Uint8Array(256), new Uint8Array(256), new Uint8Array(256)];
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most || b.length > 250) return most + 1;
    let [before, last, row] = ROWS;
    for (let j = 0; j <= b.length; j += 1) last[j] = j;
    for (let i = 1; i <= a.length; i += 1) {
      const letter = a.charCodeAt(i - 1);
      let least = row[0] = i;
      for (let j = 1; j <= b.length; j += 1) {
        const other = b.charCodeAt(j - 1);
        let d = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter === other ? 0 : 1));
        if (i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === other) d = Math.min(d, before[j - 2] + 1);
        row[j] = d;
        if (d < least) least = d;
      }
      if (least > most) return most + 1;
      [before, last, row] = [last, row, before];
    }
    return last[b.length];
  }

  /* Rows of a type, and of a district: its own or those that it contains. */
  function filter(type, district) {
    const inside = new Map();
    return function (part, n) {
      if (type && part.type(n) !== type) return false;
      if (!district || idOf(part, n) === district) return true;
      const parents = part.parents.at(n);
      if (!inside.has(parents)) inside.set(parents, parents.split(" ").includes(district));
      return inside.get(parents);
    };
  }
  const weight = (part, n) => Number(part.weights.at(n));
  const byValue = (a, b) => b.value - a.value || (a.id < b.id ? -1 : 1);

  function search(text, type, district) {
    const best = new Map();
    const folded = keys.fold(text);
    if (!folded) return [];
    const passes = filter(type, district), typed = text.normalize("NFC");
    /* Few letters are the start of a name rather than a name that reads like them. */
    const HOW = folded.length < 5 ? { ...LEVELS, prefix: 3, romanized: 2 } : LEVELS;
    const take = function (part, n, how, score, form) {
      if (!passes(part, n)) return;
      const key = part.numbers[n], known = best.get(key);
      const value = HOW[how] * 1000 + score + weight(part, n) / 2 + (part.near ? NEAR : 0);
      if (!known || value > known.value) best.set(key, { id: idOf(part, n), part, n, how, value, form });
    };
    for (const part of parts) {
      starting(part, folded, function (line, rest) {
        const n = part.owner[line];
        if (rest) take(part, n, "prefix", 60 - Math.min(40, rest), line);
        else take(part, n, part.form(line) === typed ? "exact" : "folded", 100, line);
      });
      if (folded.length > 3) within(part, folded, (line) => take(part, part.owner[line], "prefix", 10, line));
    }
    const wanted = keys.romanized(text);
    for (const part of parts) {
      part.open();
      wanted.forEach(function (key, order) {
        const at = position(part.keys, key);
        if (at >= 0) for (const n of part.keyed(at)) take(part, n, "romanized", 90 - 4 * order);
      });
    }
    const close = [...best.values()].some((hit) => HOW[hit.how] >= 2);
    if (!close && folded.length > 2) {
      /* The world is asked only where the neighbourhood has nothing alike. */
      for (const part of parts) {
        if (!part.near && best.size) break;
        similar(part, wanted, folded.length > 6 ? 2 : 1, take);
      }
    }
    putSeatsFirst([...best.values()]);
    return [...best.values()].sort(byValue).slice(0, MOST);
  }
  /* A bare name that a district shares with a town in it or by it means the town, as the look-up of
     the command line has it: the distance and the weights are those of gazetteer/prior.py. */
  const AREAS = ["district", "region"], SEAT_KM = 40, LESS_KNOWN = 30;
  function putSeatsFirst(found) {
    const alike = found.filter((hit) => hit.part.near && (hit.how === "exact" || hit.how === "folded"));
    const towns = alike.filter((hit) => hit.part.type(hit.n) === "settlement");
    for (const area of alike) {
      if (!AREAS.includes(area.part.type(area.n))) continue;
      for (const town of towns) {
        const isKnown = weight(town.part, town.n) > weight(area.part, area.n) - LESS_KNOWN;
        if (isKnown && isBeside(town, area)) area.value = Math.min(area.value, town.value - 1);
      }
    }
  }
  function isBeside(town, area) {
    if (town.part.parents.at(town.n).split(" ").includes(area.id)) return true;
    const [lat, lon, otherLat, otherLon] = [town, area].flatMap(({ part, n }) => [part.latitude(n), part.longitude(n)]);
    const east = (otherLon - lon) * Math.cos(lat * Math.PI / 180);
    return Math.hypot(otherLat - lat, east) * 111.2 <= SEAT_KM;
  }
  /* Lines that begin with the text, and how many letters they have beyond it. */
  function starting(part, text, found) {
    const sought = "\n" + text;
    for (let i = part.folded.indexOf(sought); i >= 0; i = part.folded.indexOf(sought, i + 1)) {
      const line = columns.find(part.foldedStarts, i);
      found(line, part.foldedStarts[line + 1] - part.foldedStarts[line] - 1 - text.length);
    }
  }
  function within(part, text, found) {
    const sought = " " + text;
    for (let i = part.folded.indexOf(sought); i >= 0; i = part.folded.indexOf(sought, i + 1)) {
      found(columns.find(part.foldedStarts, i - 1));
    }
  }
  function position(sorted, text) {
    let low = 0, high = sorted.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] === text) return middle;
      if (sorted[middle] < text) low = middle + 1; else high = middle - 1;
    }
    return -1;
  }
  function similar(part, wanted, most, take) {
    for (const bones of new Set(wanted.map(keys.skeleton))) {
      for (const at of skeletons(part).get(bones) || []) {
        const d = Math.min(...wanted.map((k) => distance(k, part.keys[at], 4)));
        if (d <= 4) for (const n of part.keyed(at)) take(part, n, "phonetic", 80 - 15 * d);
      }
    }
    const tried = wanted.slice(0, 4);
    part.keys.forEach(function (key, at) {
      let d = most + 1;
      for (const k of tried) if (Math.abs(k.length - key.length) <= most) d = Math.min(d, distance(k, key, most));
      if (d <= most) for (const n of part.keyed(at)) take(part, n, "fuzzy", 90 - 30 * d);
    });
  }
  function everyOne(type, district) {
    const found = [], passes = filter(type, district);
    for (const part of parts) {
      for (let n = 0; n < part.size; n += 1) if (passes(part, n)) found.push({ id: idOf(part, n), part, n, how: "", value: weight(part, n) });
    }
    return found.sort(byValue).slice(0, MOST_LISTED);
  }

  /* What stands there before anything is asked: the neighbourhood's foremost settlements. */
  function foremost() {
    const part = parts[0], found = [];
    for (let n = 0; n < part.size; n += 1) if (part.type(n) === "settlement") found.push({ id: idOf(part, n), part, n, how: "", value: weight(part, n) });
    return found.sort(byValue).slice(0, FOREMOST);
  }

  let hits = [];
  let wanted = null; // a place of the address that is not loaded yet
  function row(hit) {
    const { part, n, id } = hit;
    const form = hit.form === undefined ? "" : part.form(hit.form);
    const langs = hit.form === undefined ? [] : part.languages(hit.form);
    return el("li", { class: "place", id: id },
      el("a", { class: "name", href: "#" + id, "data-place": id }, el("bdi", { "data-label": id }, site.label(id))),
      hit.how ? el("span", { class: "how", "data-w": "how_" + hit.how }, site.word("how_" + hit.how)) : null,
      el("span", { class: "sort" }, site.feature(part.feature(n) || part.type(n)), eraOf(part, n), parentsOf(part, n)),
      form ? el("p", { class: "forms" }, el("q", { lang: langs[0] }, form), " ", tongues(langs)) : null);
  }
  /* A form that several languages have is said to be of them, those of the region's pages first. */
  function tongues(langs) {
    const own = langs.filter((lang) => OWN.includes(lang)), shown = (own.length ? own : langs).slice(0, 3);
    const more = langs.length - shown.length;
    return el("span", { class: "tag" }, shown.flatMap((lang, i) => [i ? ", " : "", site.langTag(lang)]), more ? " +" + more : "");
  }
  /* When a place existed, and under which system: what alone tells two units of one name apart. */
  function eraOf(part, n) {
    const [years, system] = part.eras.at(n).split(" ");
    const [since, until] = (years || "-").split("-");
    return [system ? [" · ", w("system_" + system, system)] : null, since || until ? " · " + (since || "…") + "–" + until : null].flat();
  }
  function parentsOf(part, n) {
    const known = part.parents.at(n).split(" ").filter((id) => id && locate(id)).slice(0, 3);
    const shown = new Set();
    return known.flatMap(function (id) {
      teach(id);
      const label = site.label(id);
      if (shown.has(label)) return [];
      shown.add(label);
      return [" · ", el("bdi", { "data-label": id }, label)];
    });
  }
  function teach(id) {
    const at = site.labelsOf(id) ? null : locate(id);
    if (at) site.know(id, site.views(at[0].label(at[1])));
  }
  function item(hit) {
    const { part, n, id } = hit;
    const at = part.lat[n] === null ? {} : { lat: part.latitude(n), lon: part.longitude(n) };
    /* A few results show their outlines, so that a district is seen and not only its middle. */
    const outline = part.near && hits.length <= OUTLINED && part.type(n) !== "country" ? part.outlines.at(n) : "";
    return { id, ...at, outline, soft: true, count: 1, radius: 6, role: "literal", certainty: "sure", type: part.type(n), feature: part.feature(n) };
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
    const filtered = typeBox.value || districtBox.value;
    const examples = document.getElementById("examples");
    if (examples) examples.hidden = Boolean(text || filtered);
    show(text ? search(text, typeBox.value, districtBox.value) : filtered ? everyOne(typeBox.value, districtBox.value) : foremost(), move && Boolean(text || filtered));
    document.documentElement.dataset.searched = String(Math.round(10 * (performance.now() - began)) / 10);
  }

  function choose(id, focus) {
    const at = locate(id);
    if (!at) return false;
    const [part, n] = at;
    teach(id);
    const chosen = { ...item({ part, n, id }), outline: part.near ? part.outlines.at(n) : "", soft: false };
    atlas.show([...hits.filter((hit) => hit.id !== id).map(item), chosen]);
    atlas.mark(id);
    atlas.quietly(() => atlas.fly(id));
    const file = part.near ? String(Math.floor(part.numbers[n] / chunk)) : far.has(id) ? id : "";
    card.open(id, [], { file: file, known: brief(part, n), focus: focus, page: named.has(id), inGazetteer: true, onClose: () => { site.go({ target: null }); shut(); } });
    return true;
  }
  /* What the search knows of a place that has no card here: its names. */
  function brief(part, n) {
    const names = [];
    for (let line = part.begin[n]; line < part.begin[n + 1] - 1; line += 1) {
      for (const lang of part.languages(line)) names.push([part.form(line), lang, "", "", []]);
    }
    return { type: part.type(n), feature: part.feature(n), lat: part.latitude(n), lon: part.longitude(n), labels: site.views(part.label(n)), names };
  }
  function shut() { atlas.mark(null); card.close(); }

  /* Districts of the neighbourhood, for the filter, in the order of their labels. */
  function fillDistricts() {
    const part = parts[0];
    const kept = districtBox.value;
    const rows = [];
    for (let n = 0; n < part.size; n += 1) {
      const type = part.type(n);
      if ((type === "district" && part.feature(n) !== "municipality") || type === "region") rows.push([idOf(part, n), site.views(part.label(n))]);
    }
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
  for (const chip of document.querySelectorAll("#examples button")) {
    chip.addEventListener("click", () => { input.value = chip.dataset.query; input.focus(); typed(); });
  }
  input.addEventListener("input", typed);
  typeBox.addEventListener("change", typed);
  districtBox.addEventListener("change", typed);
  document.getElementById("query-form").addEventListener("submit", function (event) {
    event.preventDefault();
    if (hits.length) { site.go({ target: hits[0].id, map: null }); choose(hits[0].id, true); }
  });
  card.opensFrom(list, choose);
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
  atlas.onHome(() => (hits.length && (input.value.trim() || typeBox.value || districtBox.value) ? atlas.fit(hits.map(item)) : atlas.region()));

  add(site.get("gazetteer"), true).fold();
  fillDistricts();
  site.on("view", fillDistricts);
  site.on("state", function (state, first) {
    if (first) atlas.quietly(() => { if (!atlas.place(state.map)) atlas.region(); });
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
  /* The rest of the world follows when the page is usable, a part at a time, so that typing goes
     on between two parts; what only a look for similar names needs comes last. */
  const pause = () => new Promise((resolve) => setTimeout(resolve, 0));
  (async function () {
    const names = site.get("gazetteer").parts;
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    for (let next = 0; next < names.length; next += 1) {
      const data = await site.need(names[next]);
      await pause();
      if (next + 1 < names.length) site.need(names[next + 1]);
      if (!data) continue;
      add(data, false).fold();
      if (wanted && choose(wanted, false)) wanted = null;
    }
    if (input.value.trim()) { if (!card.isOpen()) run(false); } else if (!typeBox.value && !districtBox.value) status.replaceChildren(w("names_loaded"), " " + total.toLocaleString(site.lang()));
    document.documentElement.dataset.complete = "yes";
    for (const part of parts) { await pause(); skeletons(part); }
  })();
})();
