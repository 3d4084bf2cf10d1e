"use strict";
/* The core of every page: data, words, viewpoint, the state in the address. No text from outside
   is ever made into markup here: nodes are created, and text is set as text. */
const site = (function () {
  const root = document.documentElement.dataset.root;
  const texts = new Map();
  const values = new Map();
  const waiting = new Map();
  const listeners = { view: [], lang: [], state: [] };
  const LANGS = ["en", "hy", "az", "ru"];
  const VIEWS = ["all", "document", "hy", "az", "ru", "en"];
  const HOME_VIEW = document.documentElement.dataset.view;

  function put(key, json) {
    texts.set(key, json);
    for (const resolve of waiting.get(key) || []) resolve();
    waiting.delete(key);
  }
  function get(key) {
    if (!values.has(key) && texts.has(key)) {
      values.set(key, JSON.parse(texts.get(key)));
      texts.delete(key);
    }
    return values.get(key);
  }
  /* Load a data file once, as a script, since a page from the file system may fetch nothing. */
  const loads = new Map();
  function need(key) {
    if (get(key) !== undefined) return Promise.resolve(get(key));
    if (!loads.has(key)) {
      loads.set(key, new Promise(function (resolve) {
        waiting.set(key, [...(waiting.get(key) || []), () => resolve(get(key))]);
        const script = document.createElement("script");
        script.src = root + "data/" + key + ".js";
        script.onerror = () => resolve(undefined);
        document.body.appendChild(script);
      }));
    }
    return loads.get(key);
  }

  /* Make an element: attributes that could run or lead somewhere unexpected are refused. */
  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (name === "on") {
        for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
      } else if (name === "href") {
        if (isSafe(value)) node.setAttribute("href", value);
      } else if (/^(class|id|lang|dir|title|type|hidden|tabindex|role|aria-.+|data-.+|rel|for|value|name|download|start|colspan|scope)$/.test(name)) {
        node.setAttribute(name, value === true ? "" : value);
      }
    }
    node.append(...children.flat().filter((c) => c !== undefined && c !== null && c !== ""));
    return node;
  }
  function isSafe(href) {
    return /^(https?:\/\/|#|\.\.\/|[a-z]+\/|[a-z0-9-]+\.html)/.test(href) && !/[\u0000-\u001f]/.test(href);
  }

  /* Words. */
  let lang = "en";
  function word(key, fallback) {
    const words = get("words") || {};
    return (words[lang] || {})[key] || (words.en || {})[key] || fallback || key;
  }
  function w(key, fallback) {
    return el("span", { "data-w": key }, word(key, fallback));
  }
  function feature(name) {
    return el("span", { "data-feature": name }, word("feature_" + name, name));
  }
  function langTag(code) {
    return el("span", { "data-lang": code }, langName(code));
  }
  function langName(code) {
    const own = word("lang_" + code, "");
    if (own && own !== "lang_" + code) return own;
    try { return new Intl.DisplayNames([lang], { type: "language" }).of(code) || code; } catch (error) { return code; }
  }
  function translate(within) {
    const top = within || document;
    for (const node of top.querySelectorAll("[data-w]")) node.textContent = word(node.dataset.w, node.textContent);
    for (const node of top.querySelectorAll("[data-feature]")) {
      node.textContent = word("feature_" + node.dataset.feature, node.dataset.feature);
    }
    for (const node of top.querySelectorAll("[data-lang]")) node.textContent = langName(node.dataset.lang);
    for (const node of top.querySelectorAll("[data-wa]")) {
      const [attribute, key] = node.dataset.wa.split(":");
      node.setAttribute(attribute, word(key));
    }
  }
  function setLang(code) {
    if (!LANGS.includes(code)) return;
    lang = code;
    document.documentElement.lang = code;
    document.getElementById("lang").value = code;
    translate();
    for (const listener of listeners.lang) listener(code);
    carry();
  }

  /* Viewpoint: which names label the places; never which places there are. */
  let view = HOME_VIEW;
  const labels = new Map();
  function know(id, names) { if (names) labels.set(id, { ...names, ...(labels.get(id) || {}) }); }
  /* Labels come in the order of the viewpoints, empty where the first one stands. */
  const ORDER = ["all", "hy", "az", "ru", "en"];
  const views = (texts) => Object.fromEntries(ORDER.map((view, i) => [view, texts[i] || texts[0]]));
  function label(id, fallback) {
    const names = labels.get(id) || {};
    return names[view] || names.all || fallback || id;
  }
  function relabel(within) {
    for (const node of (within || document).querySelectorAll("[data-label]")) {
      node.textContent = label(node.dataset.label, node.textContent);
    }
  }
  function setView(code) {
    if (!VIEWS.includes(code)) return;
    view = code;
    document.getElementById("view").value = code;
    relabel();
    for (const listener of listeners.view) listener(code);
    carry();
  }

  /* The address: #target&map=zoom/lat/lon&view=hy&lang=ru and what a page adds. */
  function read() {
    const state = {};
    for (const part of location.hash.slice(1).split("&")) {
      const at = part.indexOf("=");
      try {
        if (at < 0) { if (part) state.target = decodeURIComponent(part); }
        else state[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1));
      } catch (error) { /* a broken address is read as far as it goes */ }
    }
    return state;
  }
  function write(state, replace) {
    const parts = [];
    if (state.target) parts.push(encodeURIComponent(state.target));
    for (const key of Object.keys(state).filter((k) => k !== "target" && state[k] && /^[a-z]+$/.test(k)).sort()) {
      parts.push(key + "=" + encodeURIComponent(state[key]).replace(/%2F/g, "/"));
    }
    const hash = parts.length ? "#" + parts.join("&") : location.pathname.split("/").pop() || "#";
    if (hash === location.hash) return;
    if (replace) history.replaceState(null, "", hash); else history.pushState(null, "", hash);
  }
  function go(changes, replace) {
    const state = { ...read(), ...changes };
    for (const key of Object.keys(state)) if (state[key] === null || state[key] === "") delete state[key];
    write(state, replace);
    return state;
  }
  function apply(first) {
    const state = read();
    const wanted = VIEWS.includes(state.view) ? state.view : HOME_VIEW;
    if (wanted !== view || first) setView(wanted);
    const tongue = LANGS.includes(state.lang) ? state.lang : preferred();
    if (tongue !== lang || first) setLang(tongue);
    for (const listener of listeners.state) listener(state, first);
  }
  function preferred() {
    let kept = null;
    try { kept = localStorage.getItem("gazetteer-lang"); } catch (error) { /* storage is shut off */ }
    if (LANGS.includes(kept)) return kept;
    for (const tongue of navigator.languages || []) {
      const code = tongue.slice(0, 2).toLowerCase();
      if (LANGS.includes(code)) return code;
    }
    return "en";
  }
  /* Links to other pages take the viewpoint and the language along. */
  function carry() {
    const state = read();
    for (const link of document.querySelectorAll("a[data-nav]")) {
      const [path, hash] = link.getAttribute("href").split("#");
      const target = (hash || "").split("&").filter((part) => part && !/^(view|lang)=/.test(part));
      if (state.view) target.push("view=" + state.view);
      if (state.lang) target.push("lang=" + state.lang);
      link.setAttribute("href", path + (target.length ? "#" + target.join("&") : ""));
    }
  }

  function start() {
    document.getElementById("view").addEventListener("change", function (event) {
      go({ view: event.target.value === HOME_VIEW ? null : event.target.value });
      setView(event.target.value);
    });
    document.getElementById("lang").addEventListener("change", function (event) {
      try { localStorage.setItem("gazetteer-lang", event.target.value); } catch (error) { /* shut off */ }
      go({ lang: event.target.value }, true);
      setLang(event.target.value);
    });
    window.addEventListener("popstate", () => apply(false));
    apply(true);
    document.documentElement.dataset.ready = "yes";
  }
  return {
    put, get, need, el, word, w, feature, langTag, langName, translate, relabel, label, know, go,
    read, start, root, carry, views,
    labelsOf: (id) => labels.get(id), view: () => view, lang: () => lang,
    on: (event, listener) => listeners[event].push(listener),
    calm: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
    onPhone: () => matchMedia("(max-width: 899px)").matches,
  };
})();
