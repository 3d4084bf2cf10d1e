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
    land: () => ({ fill: true, fillColor: colour("land"), fillOpacity: 1, stroke: false }),
    coast: () => ({ fill: false, color: colour("coast"), weight: 0.8 }),
    lake: () => ({ fill: true, fillColor: colour("water"), fillOpacity: 1, weight: 0.8, color: colour("coast") }),
    river: () => ({ fill: false, color: colour("river"), weight: 1.1 }),
    boundary: () => ({ fill: false, color: colour("boundary"), weight: 1, dashArray: "6 3 1.5 3", opacity: map.getZoom() >= 10 ? 0.35 : 0.9 }),
    line: () => ({ fill: false, color: colour("boundary"), weight: 1.4, dashArray: "1.5 4" }),
    district: () => ({ fill: false, color: colour("district"), weight: 1, opacity: 0.9 }),
    districtLow: () => ({ fill: false, color: colour("district"), weight: 1, dashArray: "4 4" }),
  };
  /* Land ends where its extract was cut; only the coast is a line. Returns the stretches of rings
     that do not run along the edge of all shapes. */
  function coasts(shapes) {
    const points = shapes.flat(2);
    const edge = (k, f) => points.reduce((found, p) => f(found, p[k]), points[0][k]);
    const cuts = [0, 1].flatMap((k) => [[k, edge(k, Math.min)], [k, edge(k, Math.max)]]);
    const cut = (a, b) => cuts.some(([k, at]) => Math.abs(a[k] - at) < 0.02 && Math.abs(b[k] - at) < 0.02);
    const found = [];
    for (const ring of shapes.flat()) {
      let open = null;
      for (let i = 1; i < ring.length; i += 1) {
        if (cut(ring[i - 1], ring[i])) { open = null; continue; }
        if (!open) found.push(open = [ring[i - 1]]);
        open.push(ring[i]);
      }
    }
    return found;
  }
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
      if (kind === "land" && (shapes.land || []).length) group.addLayer(L.polyline(coasts(shapes.land), coastStyle()));
    }
    for (const year of ["1991", "1994"]) {
      for (const rings of shapes["line_" + year] || []) {
        const group = layers["line_" + year] || (layers["line_" + year] = L.layerGroup());
        group.addLayer(L.polyline(rings, { ...GROUND.line(), renderer: ground, interactive: false, kind: "line" }));
      }
    }
  }
  const coastStyle = () => ({ ...GROUND.coast(), renderer: ground, interactive: false, kind: "coast", smoothFactor: 0.8 });
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
      if (kind === "land" && (shapes.land || []).length) under.addLayer(L.polyline(coasts(shapes.land), coastStyle()));
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
      ["layer_rivers", true, (on) => { riversOn = on; both(["lake"], on); drawRivers(); }],
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
  /* Rivers are drawn for the neighbourhood alone: from far away they would end in the open. */
  const RIVERS_FROM = 7;
  let riversOn = true;
  function drawRivers() { both(["river"], riversOn && map.getZoom() >= RIVERS_FROM); }
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
  const AREA_RADIUS = 4.5; // only points are sized by mentions; an area's circle is there to be met
  function radius(item) {
    return AREAS.includes(item.type) ? AREA_RADIUS : item.radius || Math.min(20, 4 + 2.4 * Math.sqrt(item.count || 1));
  }
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
    /* Water keeps the colour of water, so that a named river reads as a river. */
    const tone = item.type === "hydro" && !item.tone ? "water-named" : item.tone || item.role || "literal";
    return {
      renderer: front, color: colour(tone), weight: item.line ? 1.8 : item.soft ? 0.8 : 1.2,
      dashArray: quality === "low" ? "5 4" : null, fill: !item.line, fillOpacity: item.soft ? 0.015 : 0.05, opacity: item.soft ? 0.55 : 0.75,
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
      if (item.outline && item.outline !== "none" && items.length <= 400) entry.drawing = outline(item);
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
  /* The bounds of a place's outline, once it is drawn. */
  async function drawn(id) {
    const entry = shown.get(id);
    await (entry && entry.drawing);
    return entry && entry.outline && entry.outline.getLayers().length ? entry.outline.getBounds() : null;
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
    const size = map.getSize();
    const bounds = map.getBounds().pad(0.05);
    const most = Math.max(8, Math.min(60, Math.round(size.x * size.y / 11000)));
    const order = [...shown.values()].filter((e) => e.marker && bounds.contains(e.marker.getLatLng()));
    order.sort((a, b) => (b.item.id === chosen) - (a.item.id === chosen) || (b.item.count || 0) - (a.item.count || 0));
    const font = getComputedStyle(document.body).getPropertyValue("--label-font") || "12px sans-serif";
    let placed = 0;
    /* No label over the point of another place that is named more often. */
    const dots = order.map(function (entry) {
      const p = map.latLngToLayerPoint(entry.marker.getLatLng()), r = Math.max(2, radius(entry.item) - 2);
      return [p.x - r, p.y - r, p.x + r, p.y + r];
    });
    const meets = (box) => (other) => other[0] < box[2] && other[2] > box[0] && other[1] < box[3] && other[3] > box[1];
    const corner = map.containerPointToLayerPoint([0, 0]);
    const frame = [corner.x + 2, corner.y + 2, corner.x + size.x - 2, corner.y + size.y - 2];
    const outside = (box) => box[0] < frame[0] || box[1] < frame[1] || box[2] > frame[2] || box[3] > frame[3];
    for (const [rank, entry] of order.entries()) {
      if (placed >= most) break;
      const area = AREAS.includes(entry.item.type);
      const text = site.label(entry.item.id);
      const short = text.length > 44 ? text.slice(0, 43) + "…" : text;
      const point = map.latLngToLayerPoint(entry.marker.getLatLng());
      const wide = width(short, font) + 6;
      const r = radius(entry.item) + 3;
      const spots = [[r, -8], [-r - wide, -8], [-wide / 2, r - 1], [-wide / 2, -r - 15]];
      for (const [dx, dy] of spots) {
        const box = [point.x + dx, point.y + dy, point.x + dx + wide, point.y + dy + 16];
        const crosses = meets(box);
        if (taken.some(crosses) || (entry.item.id !== chosen && (outside(box) || dots.slice(0, rank).some(crosses)))) continue;
        taken.push(box);
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
  map.on("zoomend", drawRivers);
  map.on("moveend zoomend", function () { drawNames(); wantWorld(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
  /* Paper is light whatever the screen is, and has a size of its own. What a canvas clears as a page
     is printed comes out white and not clear, so all is printed from the lower canvas. */
  function print(on) {
    document.documentElement.classList.toggle("printing", on);
    quietly(() => map.invalidateSize({ animate: false }));
    restyle();
    for (const canvas of [ground, front]) if (canvas._map) { canvas._update(); canvas._redraw(); }
    if (on && ground._map) merge();
    drawNames();
  }
  function merge() {
    const paper = ground._container.getContext("2d");
    paper.save();
    paper.setTransform(1, 0, 0, 1, 0, 0);
    if (front._map) paper.drawImage(front._container, 0, 0);
    paper.globalCompositeOperation = "destination-over";
    paper.fillStyle = colour("sea");
    paper.fillRect(0, 0, ground._container.width, ground._container.height);
    paper.restore();
  }
  window.addEventListener("beforeprint", () => print(true));
  window.addEventListener("afterprint", () => print(false));
  site.on("view", drawNames);

  /* Zoom buttons with words of ours. */
  const buttons = L.control({ position: "topleft" });
  const REGION = [[38.6, 43.8], [41.8, 50]];
  const region = () => map.fitBounds(REGION, { animate: false });
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
  drawRivers();
  layerBox();
  const legend = document.getElementById("legend");
  L.DomEvent.disableClickPropagation(legend);
  L.DomEvent.disableScrollPropagation(legend);
  return {
    show, mark, fly, fit, place, quietly, restyle, drawn, region,
    onPick: (f) => { pick = f; }, onHome: (f) => { home = f; }, has: (id) => shown.has(id), size: () => shown.size,
  };
})();
