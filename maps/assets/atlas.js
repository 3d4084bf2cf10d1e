"use strict";
/* The map: background, outlines, points and labels, drawn on canvas from data; `map` itself was
   made by the shell. Colours are read from the style sheet, so dark and print follow it. */
const atlas = (function () {
  const el = site.el;
  const AREAS = ["country", "continent", "region", "district"];
  const shown = new Map(); // id -> {marker, outline, item}
  const layers = {};
  let chosen = null;
  let ring = null;
  let pick = () => {};

  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution("Natural Earth");
  map.createPane("ground").style.zIndex = 200;
  map.createPane("names").style.zIndex = 450;
  map.getPane("ground").style.pointerEvents = "none";
  map.getPane("names").style.pointerEvents = "none";
  const ground = L.canvas({ pane: "ground", padding: 0.3 });
  const front = L.canvas({ padding: 0.3, tolerance: 6 });

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  /* Background. */
  const GROUND = {
    land: () => ({ fill: true, fillColor: colour("land"), fillOpacity: 1, weight: 0.8, color: colour("coast") }),
    lake: () => ({ fill: true, fillColor: colour("water"), fillOpacity: 1, weight: 0.8, color: colour("coast") }),
    river: () => ({ fill: false, color: colour("river"), weight: 1.1 }),
    boundary: () => ({ fill: false, color: colour("boundary"), weight: 1, dashArray: "6 3 1.5 3", opacity: map.getZoom() >= 10 ? 0.35 : 0.9 }),
    line: () => ({ fill: false, color: colour("boundary"), weight: 1.4, dashArray: "1.5 4" }),
    district: () => ({ fill: false, color: colour("district"), weight: 1, opacity: 0.9 }),
    districtLow: () => ({ fill: false, color: colour("district"), weight: 1, dashArray: "4 4" }),
  };
  function drawGround(key) {
    const shapes = site.get(key);
    if (!shapes) return;
    for (const kind of ["land", "lake", "river", "boundary"]) {
      const group = layers[kind] || (layers[kind] = L.layerGroup().addTo(map));
      for (const rings of shapes[kind] || []) {
        const style = { ...GROUND[kind](), renderer: ground, interactive: false, smoothFactor: 0.8, kind: kind };
        const closed = kind === "land" || kind === "lake";
        group.addLayer(closed ? L.polygon(rings, style) : L.polyline(rings, style));
      }
    }
    for (const year of ["1991", "1994"]) {
      for (const rings of shapes["line_" + year] || []) {
        const group = layers["line_" + year] || (layers["line_" + year] = L.layerGroup());
        group.addLayer(L.polyline(rings, { ...GROUND.line(), renderer: ground, interactive: false, kind: "line" }));
      }
    }
  }
  let worldWanted = false;
  function wantWorld() {
    const bounds = map.getBounds();
    const inside = bounds.getWest() > 38 && bounds.getEast() < 56 && bounds.getSouth() > 34 && bounds.getNorth() < 48;
    if (worldWanted || inside) return;
    worldWanted = true;
    site.need("world").then(drawWorld);
  }
  function drawWorld() {
    const shapes = site.get("world");
    if (!shapes) return;
    const under = L.layerGroup();
    for (const kind of ["land", "boundary"]) {
      for (const rings of shapes[kind] || []) {
        const style = { ...GROUND[kind](), renderer: ground, interactive: false, kind: kind, smoothFactor: 1.2 };
        under.addLayer(kind === "land" ? L.polygon(rings, style) : L.polyline(rings, style));
      }
    }
    under.addTo(map);
    layers.world = under;
    under.eachLayer((layer) => layer.bringToBack());
    under.eachLayer((layer) => { if (layer.options.kind === "land") layer.bringToBack(); });
  }

  /* Layers that a reader can turn on and off; districts and dated lines are off by default, since
     drawing one system's units unasked would take a side. */
  function layerBox() {
    const box = document.getElementById("layers");
    if (!box) return;
    const rows = [
      ["layer_names", true, (on) => { namesOn = on; drawNames(); }],
      ["layer_rivers", true, (on) => both(["river", "lake"], on)],
      ["layer_boundaries", true, (on) => both(["boundary"], on)],
      ["layer_line_1991", false, (on) => both(["line_1991"], on)],
      ["layer_line_1994", false, (on) => both(["line_1994"], on)],
    ];
    for (const system of ["nkao", "artsakh", "current"]) {
      rows.push(["layer_" + system, false, (on) => districts(system, on)]);
    }
    for (const [key, on, change] of rows) {
      const id = "toggle-" + key.replace("layer_", "");
      const input = el("input", { type: "checkbox", id: id, on: { change: (e) => change(e.target.checked) } });
      input.checked = on;
      box.append(el("label", { for: id }, input, site.w(key)));
    }
  }
  function both(kinds, on) {
    for (const kind of kinds) if (layers[kind]) { if (on) layers[kind].addTo(map); else layers[kind].remove(); }
  }
  function districts(system, on) {
    const key = "districts_" + system;
    if (layers[key]) { both([key], on); return; }
    if (!on) return;
    site.need("districts").then(function (found) {
      layers[key] = L.layerGroup();
      for (const one of (found || {})[system] || []) {
        const style = { ...GROUND[one.quality === "low" ? "districtLow" : "district"](), renderer: ground, interactive: false,
          kind: one.quality === "low" ? "districtLow" : "district" };
        for (const layer of shapeOf(one.geometry, style)) layers[key].addLayer(layer);
      }
      layers[key].addTo(map);
    });
  }

  /* Geometry of RFC 7946 to Leaflet, without L.geoJSON's detours. */
  const flip = (ring) => ring.map((p) => [p[1], p[0]]);
  function shapeOf(geometry, style) {
    const c = geometry.coordinates;
    switch (geometry.type) {
      case "Polygon": return [L.polygon(c.map(flip), style)];
      case "MultiPolygon": return [L.polygon(c.map((p) => p.map(flip)), style)];
      case "LineString": return [L.polyline(flip(c), { ...style, fill: false })];
      case "MultiLineString": return [L.polyline(c.map(flip), { ...style, fill: false })];
      case "GeometryCollection": return geometry.geometries.flatMap((g) => shapeOf(g, style));
      default: return [];
    }
  }

  /* Places. An item: {id, lat, lon, count, role, certainty, outline, dim, tone} */
  function radius(item) { return item.radius || Math.min(22, 4 + 2.6 * Math.sqrt(item.count || 1)); }
  function pointStyle(item) {
    const tone = colour(item.tone || item.role || "literal");
    const faint = item.certainty === "doubtful";
    const open = faint || AREAS.includes(item.type); // an area is no point: its circle stays open
    return {
      renderer: front, radius: radius(item), color: open ? tone : colour("halo"), weight: open ? 1.5 : 1.2, fillColor: tone,
      fillOpacity: open ? 0.12 : 0.8, dashArray: faint ? "2 2" : null, bubblingMouseEvents: false,
    };
  }
  function outlineStyle(item, quality) {
    return {
      renderer: front, color: colour(item.tone || item.role || "literal"), weight: item.line ? 2.2 : item.soft ? 0.9 : 1.5,
      dashArray: quality === "low" ? "5 5" : null, fill: !item.line, fillOpacity: item.soft ? 0.02 : 0.05, opacity: item.soft ? 0.6 : 0.8,
      bubblingMouseEvents: false,
    };
  }
  function tip(item) {
    return () => el("span", { class: "tip" }, el("b", {}, site.label(item.id)), item.count ? " · " + item.count : "");
  }
  function show(items) {
    clear();
    for (const item of [...items].sort((a, b) => (b.count || 0) - (a.count || 0))) {
      const entry = { item: item };
      if (item.lat !== undefined) {
        entry.marker = L.circleMarker([item.lat, item.lon], pointStyle(item))
          .bindTooltip(tip(item), { direction: "top", opacity: 1 })
          .on("click", () => pick(item.id)).addTo(map);
      }
      shown.set(item.id, entry);
      if (item.outline && item.outline !== "none" && items.length <= 400) outline(item);
    }
    drawNames();
  }
  function outline(item) {
    return site.need("outlines/" + item.id).then(function (found) {
      const entry = shown.get(item.id);
      if (!found || !entry || entry.item !== item) return;
      item.line = /Line/.test(found.geometry.type);
      entry.outline = L.featureGroup(shapeOf(found.geometry, outlineStyle(item, found.quality)))
        .on("click", () => pick(item.id)).addTo(map);
      entry.quality = found.quality;
      entry.outline.bringToBack();
      if (item.type !== "country" && entry.marker) entry.marker.bringToFront();
    });
  }
  function clear() {
    for (const entry of shown.values()) {
      if (entry.marker) entry.marker.remove();
      if (entry.outline) entry.outline.remove();
    }
    shown.clear();
    mark(null);
  }
  function mark(id) {
    chosen = id;
    if (ring) { ring.remove(); ring = null; }
    const entry = id && shown.get(id);
    if (entry && entry.marker) {
      ring = L.circleMarker(entry.marker.getLatLng(), {
        renderer: front, radius: radius(entry.item) + 5, fill: false, color: colour("ink"), weight: 2, interactive: false,
      }).addTo(map);
    }
    drawNames();
  }
  function fly(id) {
    const entry = shown.get(id);
    if (!entry) return;
    const box = entry.outline && entry.outline.getLayers().length ? entry.outline.getBounds() : null;
    if (box && box.isValid()) {
      const options = { padding: [30, 30], maxZoom: entry.item.type === "settlement" ? 9.75 : 11, duration: 0.7 };
      if (site.calm()) map.fitBounds(box, { ...options, animate: false }); else map.flyToBounds(box, options);
      return;
    }
    if (!entry.marker) return;
    const near = { country: 5.5, continent: 3, region: 8, district: 9 };
    const zoom = Math.max(entry.item.type === "country" || entry.item.type === "continent" ? 0 : map.getZoom(),
      near[entry.item.type] || 9.5);
    const to = Math.min(zoom, 13);
    if (site.calm()) map.setView(entry.marker.getLatLng(), to, { animate: false });
    else map.flyTo(entry.marker.getLatLng(), to, { duration: 0.7 });
  }
  /* Fit what belongs together: the weight of the mentions, without the far outliers. */
  function fit(items) {
    const points = items.filter((i) => i.lat !== undefined && !["country", "continent"].includes(i.type));
    const all = points.length ? points : items.filter((i) => i.lat !== undefined);
    if (!all.length) return;
    const near = all.filter((i) => i.lon > 42 && i.lon < 52 && i.lat > 37.5 && i.lat < 43.5);
    const some = near.length >= all.length / 2 ? near : all;
    map.fitBounds(L.latLngBounds(some.map((i) => [i.lat, i.lon])), { padding: [36, 36], maxZoom: 9, animate: false });
  }

  /* Labels: the most named first, none over another. */
  let namesOn = true;
  const rulerContext = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  function width(text, font) {
    const key = font + text;
    if (!widths.has(key)) { rulerContext.font = font; widths.set(key, rulerContext.measureText(text).width); }
    return widths.get(key);
  }
  function drawNames() {
    const pane = map.getPane("names");
    pane.replaceChildren();
    if (!namesOn) return;
    const taken = [];
    const bounds = map.getBounds().pad(0.05);
    const order = [...shown.values()].filter((e) => e.marker && bounds.contains(e.marker.getLatLng()));
    order.sort((a, b) => (b.item.id === chosen) - (a.item.id === chosen) || (b.item.count || 0) - (a.item.count || 0));
    const font = getComputedStyle(document.body).getPropertyValue("--label-font") || "12px sans-serif";
    let placed = 0;
    for (const entry of order) {
      if (placed >= 60) break;
      const area = AREAS.includes(entry.item.type);
      const text = site.label(entry.item.id);
      const short = text.length > 44 ? text.slice(0, 43) + "…" : text;
      const point = map.latLngToLayerPoint(entry.marker.getLatLng());
      const wide = width(short, font) + 6;
      const r = radius(entry.item) + 3;
      const spots = [[r, -8], [-r - wide, -8], [-wide / 2, r - 1], [-wide / 2, -r - 15]];
      for (const [dx, dy] of spots) {
        const box = [point.x + dx, point.y + dy, point.x + dx + wide, point.y + dy + 16];
        if (taken.some((t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1])) continue;
        taken.push(box, [point.x - r + 3, point.y - r + 3, point.x + r - 3, point.y + r - 3]);
        const node = el("div", { class: "map-name" + (area ? " area" : "") + (entry.item.id === chosen ? " chosen" : "") }, short);
        L.DomUtil.setPosition(node, L.point(Math.round(box[0]), Math.round(box[1])));
        pane.append(node);
        placed += 1;
        break;
      }
    }
  }

  /* Restyle for dark mode and print. */
  function restyle() {
    map.eachLayer(function (layer) {
      if (layer.options && layer.options.kind && GROUND[layer.options.kind]) layer.setStyle(GROUND[layer.options.kind]());
    });
    for (const entry of shown.values()) {
      if (entry.marker) entry.marker.setStyle(pointStyle(entry.item));
      if (entry.outline) entry.outline.setStyle(outlineStyle(entry.item, entry.quality));
    }
    if (ring) ring.setStyle({ color: colour("ink") });
  }
  let wasClose = map.getZoom() >= 10;
  map.on("zoomend", function () {
    const close = map.getZoom() >= 10;
    if (close !== wasClose && layers.boundary) {
      layers.boundary.eachLayer((layer) => layer.setStyle(GROUND.boundary()));
      wasClose = close;
    }
  });
  map.on("moveend zoomend", function () { drawNames(); wantWorld(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
  matchMedia("print").addEventListener("change", restyle);
  window.addEventListener("beforeprint", function () { map.invalidateSize({ animate: false }); restyle(); });
  window.addEventListener("afterprint", function () { map.invalidateSize({ animate: false }); restyle(); });
  site.on("view", drawNames);

  /* Zoom buttons with words of ours. */
  const buttons = L.control({ position: "topleft" });
  let home = () => {};
  buttons.onAdd = function () {
    const make = (sign, key, act) => el("button", {
      type: "button", "data-wa": "aria-label:" + key, "aria-label": site.word(key), on: { click: act },
    }, el("span", { "aria-hidden": "true" }, sign));
    const box = el("div", { class: "zoom" }, make("+", "zoom_in", () => map.zoomIn(1)), make("−", "zoom_out", () => map.zoomOut(1)),
      make("⌂", "show_all", () => home()));
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  buttons.addTo(map);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);

  /* The map's position goes into the address when the reader has moved it. */
  let settled = null;
  let quiet = false;
  map.on("moveend", function () {
    if (quiet) return;
    clearTimeout(settled);
    settled = setTimeout(function () {
      const c = map.getCenter();
      site.go({ map: map.getZoom().toFixed(2).replace(/\.?0+$/, "") + "/" + c.lat.toFixed(4) + "/" + c.lng.toFixed(4) }, true);
    }, 400);
  });
  function place(text) {
    const [zoom, lat, lon] = String(text || "").split("/").map(Number);
    if (![zoom, lat, lon].every(Number.isFinite) || Math.abs(lat) > 90 || Math.abs(lon) > 360) return false;
    quietly(() => map.setView([lat, lon], Math.min(15, Math.max(2, zoom)), { animate: false }));
    return true;
  }
  function quietly(act) { quiet = true; try { act(); } finally { quiet = false; } }

  drawGround("background");
  layerBox();
  const legend = document.getElementById("legend");
  L.DomEvent.disableClickPropagation(legend);
  L.DomEvent.disableScrollPropagation(legend);
  return {
    show, mark, fly, fit, place, quietly, restyle, shapeOf, outline,
    onPick: (f) => { pick = f; }, onHome: (f) => { home = f; }, has: (id) => shown.has(id), size: () => shown.size,
  };
})();
