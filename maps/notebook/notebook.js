map.attributionControl.setPrefix(false);
map.attributionControl.addAttribution("Natural Earth");
map.createPane("ground").style.zIndex = 200;
const ground = L.canvas({pane: "ground"});
const quiet = {renderer: ground, interactive: false};
const styles = {
  land: {...quiet, fill: true, fillColor: "#f6f3ea", fillOpacity: 1, stroke: false},
  lake: {...quiet, fill: true, fillColor: "#dfe6e8", fillOpacity: 1, color: "#c2c9c9", weight: 0.8},
  river: {...quiet, fill: false, color: "#b3c4ca", weight: 1.1},
  boundary: {...quiet, fill: false, color: "#a49c8f", weight: 1, dashArray: "6 3 1.5 3"},
};
const rivers = L.layerGroup();
for (const shapes of site.data.background) for (const kind of ["land", "lake", "river", "boundary"]) {
  for (const rings of shapes[kind] || []) {
    (styles[kind].fill ? L.polygon : L.polyline)(rings, styles[kind]).addTo(kind === "river" ? rivers : map);
  }
}
// Rivers are drawn for the neighbourhood alone: from far away they would end in the open.
map.on("zoomend", () => { if (map.getZoom() >= 7) rivers.addTo(map); else rivers.remove(); });
const flip = (ring) => ring.map((p) => [p[1], p[0]]);
const shapes = {
  Polygon: (c, s) => L.polygon(c.map(flip), s), MultiPolygon: (c, s) => L.polygon(c.map((p) => p.map(flip)), s),
  LineString: (c, s) => L.polyline(flip(c), {...s, fill: false}), MultiLineString: (c, s) => L.polyline(c.map(flip), {...s, fill: false}),
};
const node = (tag, text, ...children) => { const made = document.createElement(tag); made.append(text, ...children); return made; };
function popup(item) {
  const box = node("div", "", node("h3", item.label), node("p", item.feature + " · " + item.id));
  if (item.forms.length) box.append(node("p", item.forms.map(([form, count]) => "“" + form + "” " + count).join(" · ")));
  box.append(node("ul", "", ...item.names.map(([form, lang, since, until]) =>
    node("li", form, node("small", lang + (since || until ? " " + (since || "…") + "–" + until : ""))))));
  return box;
}
const points = [];
for (const item of [...site.data.items].sort((a, b) => b.count - a.count)) {
  const open = (event) => map.openPopup(popup(item), event.latlng, {maxWidth: 320});
  if (item.outline && shapes[item.outline.geometry.type]) {
    const shape = shapes[item.outline.geometry.type](item.outline.geometry.coordinates, {
      color: item.water ? "#3f7391" : "#5d4080", weight: 1.3, fillOpacity: 0.05, dashArray: item.outline.quality === "low" ? "5 5" : null,
    }).on("click", open).addTo(map);
    if (site.data.items.length === 1) points.push(shape.getBounds().getSouthWest(), shape.getBounds().getNorthEast());
  }
  if (item.lat === undefined) continue;
  points.push([item.lat, item.lon]);
  L.circleMarker([item.lat, item.lon], {
    radius: Math.min(22, 4 + 2.6 * Math.sqrt(item.count)), color: "#ffffff", weight: 1.2, fillColor: "#5d4080", fillOpacity: 0.8,
  }).bindTooltip(() => node("b", item.label)).on("click", open).addTo(map);
}
// The neighbourhood is shown close when most places lie in it; the far ones stay a step of the zoom away.
const near = points.filter((p) => Array.isArray(p) && p[0] > 37.5 && p[0] < 43.5 && p[1] > 42 && p[1] < 52);
const shown = near.length * 2 >= points.length && near.length ? near : points;
if (shown.length) map.fitBounds(L.latLngBounds(shown), {padding: [30, 30], maxZoom: 8, animate: false});
map.fire("zoomend");
