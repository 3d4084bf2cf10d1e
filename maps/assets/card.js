"use strict";
/* The card of a place: everything known of it, made of nodes and text alone. */
const card = (function () {
  const el = site.el, w = site.w;
  const box = document.getElementById("card");
  const panel = document.getElementById("panel");
  const FORM = 0, LANG = 1, KIND = 3, SOURCES = 4, SINCE = 5, UNTIL = 6, USED_BY = 7, RELATION = 8, DERIVED = 9;
  const OWN = ["hy", "az"];
  const SCHEMES = {
    wof: ["Who's On First", "https://spelunker.whosonfirst.org/id/"],
    geonames: ["GeoNames", "https://www.geonames.org/"],
    wikidata: ["Wikidata", "https://www.wikidata.org/wiki/"],
    cldr: ["Unicode CLDR", ""], iso: ["ISO 3166", ""],
    naturalearth: ["Natural Earth", ""], wikipedia: ["Wikipedia", "https://en.wikipedia.org/wiki/"],
  };
  const TABLES = ["attested", "districts", "features", "regions", "renames"]; // tables kept by hand
  let opener = null;
  let current = null;

  /* `file` is where the card lies: a file of neighbours, or one of its own for a place far away. */
  function load(id, file) {
    if (!file || !/^p?\d+$/.test(file)) return Promise.resolve(undefined);
    return site.need("cards/" + file).then(function (found) {
      if (!found || !found.cards[id]) return undefined;
      for (const [target, names] of Object.entries(found.labels)) site.know(target, site.views(names));
      return unpacked(found, found.cards[id]);
    });
  }
  /* What a file of cards repeats stands in its tables; see `pack` in maps/cards.py. */
  function unpacked(file, packed) {
    const links = (numbers) => numbers && numbers.map((n) => file.links[n]);
    return { ...packed, labels: site.views(packed.labels), parents: links(packed.parents), related: links(packed.related),
      names: packed.names.map(([form, lang, sources, manner]) => {
        const [kind, ...more] = file.manners[manner];
        return [form, file.langs[lang], "", kind, sources, ...more];
      }) };
  }

  function years(since, until) {
    if (!since && !until) return "";
    return (since || "…") + "–" + (until || "");
  }
  function source(text) {
    const at = text.indexOf(":");
    const scheme = text.slice(0, at), id = text.slice(at + 1);
    const known = SCHEMES[scheme];
    if (TABLES.includes(scheme)) return el("span", {}, w("source_" + scheme), " " + id);
    const shown = known ? known[0] + " " + id.replace(/_/g, " ") : text;
    if (known && known[1] && id) return el("a", { href: known[1] + encodeURIComponent(id), rel: "noreferrer noopener", class: "outside" }, shown);
    return el("span", {}, shown.trim());
  }
  function list(nodes, mark) { return nodes.flatMap((node, i) => (i ? [mark || ", ", node] : [node])); }
  /* Who uses a name, in the language of the page where the table of words has it. */
  const user = (text) => site.w("used_" + text.toLowerCase().replace(/[^a-z]+/g, "_").replace(/_$/, ""), text);

  function nameRow(name, all) {
    const facts = [
      years(name[SINCE], name[UNTIL]) ? el("span", { class: "years" }, years(name[SINCE], name[UNTIL])) : null,
      name[USED_BY] ? user(name[USED_BY]) : null,
      name[RELATION] && "kind_" + name[KIND] !== "kind_romanization" ? w("relation_" + name[RELATION], name[RELATION]) : null,
      name[DERIVED] ? el("span", {}, name[DERIVED]) : null,
    ].filter(Boolean);
    const sources = (name[SOURCES] || []).map((n) => all[n]);
    return el("li", {}, el("bdi", { class: "form", lang: name[LANG] }, name[FORM]), " ",
      name[KIND] ? el("span", { class: "tag" }, w("kind_" + name[KIND], name[KIND])) : null, " ",
      facts.length ? el("span", { class: "used" }, list(facts)) : null,
      sources.length ? el("small", { class: "src" }, list(sources.slice(0, 4).map(source), " · "), sources.length > 4 ? " +" + (sources.length - 4) : "") : null);
  }
  /* Languages in the order in which the names come: a rule that knows no side. */
  function byLanguage(names) {
    const groups = new Map();
    for (const name of names) {
      if (!groups.has(name[LANG])) groups.set(name[LANG], []);
      groups.get(name[LANG]).push(name);
    }
    const main = ["hy", "hyw", "az", "az-Cyrl", "ru", "en"];
    const near = [...groups].filter(([lang]) => main.includes(lang) || main.includes(lang.split("-")[0]));
    return [...near, ...[...groups].filter((g) => !near.includes(g))];
  }
  function namesSection(place) {
    const attested = place.names.filter((n) => !n[DERIVED]), derived = place.names.filter((n) => n[DERIVED]);
    const groups = byLanguage(attested);
    const shown = groups.slice(0, 8), rest = groups.slice(8);
    const group = ([lang, names]) => el("div", { class: "tongue" }, el("dt", {}, site.langTag(lang)),
      el("dd", {}, el("ul", { class: "forms-list" }, names.slice(0, 24).map((n) => nameRow(n, place.sources || [])))));
    return el("section", {}, el("h3", {}, w("all_names"), " ", el("small", {}, String(attested.length))),
      el("dl", { class: "names" }, shown.map(group)),
      rest.length ? el("details", {}, el("summary", {}, w("more"), " (" + rest.length + ")"), el("dl", { class: "names" }, rest.map(group))) : null,
      derived.length ? el("details", {}, el("summary", {}, w("derived_names"), " (" + derived.length + ")"),
        el("dl", { class: "names" }, byLanguage(derived).map(group))) : null);
  }
  function linkRow(link) {
    const [relation, target, system, since, until, from, note] = link;
    return el("li", {},
      relation === "parent" ? null : [w("relation_" + relation, relation), " "],
      el("a", { href: site.root + "gazetteer.html#" + target, "data-nav": "" }, el("bdi", { "data-label": target }, site.label(target))), " ",
      system ? el("span", { class: "tag" }, site.word("system_" + system, system)) : null, " ",
      years(since, until) ? el("span", { class: "years" }, years(since, until)) : null, " ",
      note ? el("span", { class: "used" }, note) : null, " ",
      from ? el("small", { class: "src" }, list(from.split("|").map(source), " · ")) : null);
  }
  function links(title, rows) {
    return rows && rows.length ? el("section", {}, el("h3", {}, w(title)), el("ul", { class: "links" }, rows.map(linkRow))) : null;
  }
  function metres(value) {
    return value >= 1000 ? "± " + Math.round(value / 100) / 10 + " km" : "± " + value + " m";
  }
  const degrees = (value, plus, minus) => Math.abs(value).toFixed(4) + "° " + (value < 0 ? minus : plus);
  function positionSection(place) {
    const rows = [];
    if (place.lat === undefined) rows.push(el("p", { class: "note" }, w("no_geometry")));
    else rows.push(el("p", {}, degrees(place.lat, "N", "S") + ", " + degrees(place.lon, "E", "W"), place.accuracy ? " (" + metres(place.accuracy) + ")" : ""));
    if (place.outline) {
      rows.push(el("p", { class: place.outline.quality === "low" ? "warning" : "" }, w("outline_" + place.outline.quality), place.outline.accuracy ? " (" + metres(place.outline.accuracy) + ")" : "",
        place.outline.derivation ? [": ", place.outline.derivation] : "", place.outline.source ? el("small", { class: "src" }, " ", place.outline.source) : null));
    }
    if (place.since || place.until) rows.push(el("p", {}, w("existed"), " ", years(place.since, place.until)));
    if (place.population) rows.push(el("p", {}, w("population"), " ", place.population.toLocaleString(site.lang())));
    return el("section", {}, el("h3", {}, w("position")), rows);
  }
  function endonyms(place) {
    const found = new Map();
    for (const name of place.names) {
      if (OWN.includes(name[LANG]) && !name[DERIVED] && !found.has(name[LANG])) found.set(name[LANG], name);
    }
    return el("p", { class: "endonyms" }, [...found].map(([lang, name]) =>
      el("span", {}, el("span", { class: "tag" }, site.langTag(lang)), " ", el("b", { lang: lang }, name[FORM]), " ")));
  }

  /* The passages of a document, each a link to its place in the text; `read` makes one of a row. */
  const STEP = 40;
  function passages(rows, labelled, read) {
    const holder = el("ol", { class: "passages" });
    let next = 0;
    const button = el("button", { type: "button", class: "plain", on: { click: more } }, w("more"));
    function more() {
      for (const row of rows.slice(next, next + STEP)) holder.append(passage(read(row)));
      next += STEP;
      button.hidden = next >= rows.length;
      site.carry();
    }
    more();
    return el("section", {}, el("h3", {}, w(labelled), " ", el("small", {}, String(rows.length))), holder, button);
  }
  function passage(one) {
    const anchor = "m-" + String(one.n).padStart(4, "0");
    const reasons = one.evidence || [];
    return el("li", {},
      el("a", { href: "#" + anchor, class: "passage " + one.role + " " + one.certainty, dir: "auto", "data-mention": anchor }, one.before || "", el("mark", {}, one.text), one.after || ""),
      el("p", { class: "meta" }, one.page ? [w("page"), " " + one.page + " · "] : "", w("role_" + one.role), " · ", w(one.certainty), " ", el("span", { class: "num" }, Math.round(100 * (one.confidence || 0)) + " %"),
        one.source ? [" · ", el("a", { href: one.source, rel: "noreferrer noopener", class: "outside" }, w("at_the_source"))] : ""),
      reasons.length ? el("details", { class: "why" }, el("summary", {}, w("why")), el("ul", {}, reasons.map((r) => el("li", {}, r)))) : null);
  }

  /* On a phone the card is a sheet over the lower half: one of the two, card or legend, is read. */
  const legend = document.getElementById("legend");
  legend.addEventListener("toggle", function () {
    if (legend.open && isSheet()) scrollBy({ top: document.getElementById("map-box").getBoundingClientRect().top });
  });
  const isSheet = () => !box.hidden && site.onPhone() && getComputedStyle(box).position === "fixed";

  /* Open the card of a place. `extra` are nodes of the page (passages, forms), shown first. */
  function open(id, extra, options) {
    const settings = options || {};
    current = id;
    return load(id, settings.file).then(function (found) {
      const place = found || settings.known;
      if (current !== id) return undefined;
      if (place) site.know(id, place.labels);
      const heading = el("h2", { tabindex: "-1", id: "card-title" }, el("bdi", { "data-label": id }, site.label(id)));
      const close = settings.fixed ? null : el("button", { type: "button", class: "close", "aria-label": site.word("close"), "data-wa": "aria-label:close", on: { click: () => settings.onClose() } }, el("span", { "aria-hidden": "true" }, "×"));
      const share = el("a", { href: site.root + "gazetteer.html#" + id, "data-nav": "", class: "button" }, w("in_gazetteer"));
      const page = settings.page ? el("a", { href: site.root + "places/" + id + ".html", "data-nav": "", class: "button" }, w("place_page")) : null;
      box.replaceChildren(...[close,
        el("header", {}, el("p", { class: "kicker" }, place ? site.feature(place.feature || place.type) : "", " · " + id + (place && place.cc ? " · " + place.cc : "")), heading,
          place ? endonyms(place) : null),
        ...(extra || []),
        ...(place ? [namesSection(place), links("within", place.parents), links("related", place.related), positionSection(place),
          place.ids ? el("section", {}, el("h3", {}, w("identifiers")), el("p", { class: "ids" }, list(place.ids.map(source), " · "))) : null] : []),
        el("p", { class: "actions" }, settings.inGazetteer ? null : share, " ", page),
      ].filter(Boolean));
      box.hidden = false;
      box.scrollTop = 0;
      panel.classList.add("has-card");
      if (isSheet()) legend.open = false;
      site.carry();
      if (settings.focus) heading.focus({ preventScroll: true });
      return place;
    });
  }
  function close() {
    current = null;
    box.hidden = true;
    box.replaceChildren();
    panel.classList.remove("has-card");
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
    opener = null;
  }
  site.on("lang", () => site.translate(box));
  /* The links of a list open places here, unless a key asks for another tab or window. */
  function opensFrom(links, choose) {
    links.addEventListener("click", function (event) {
      const link = event.target.closest("a[data-place]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      site.go({ target: link.dataset.place, map: null });
      opener = link;
      choose(link.dataset.place, event.detail === 0);
    });
  }

  return { open, close, load, passages, opensFrom, isOpen: () => !box.hidden, current: () => current, from: (node) => { opener = node; } };
})();
