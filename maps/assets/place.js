"use strict";
/* A place's own page: its card and its map beside the table of who calls it what. */
(function () {
  const id = document.querySelector("main").dataset.place, file = document.querySelector("main").dataset.card;
  card.load(id, file).then(function (place) {
    if (!place) { site.start(); return; }
    site.know(id, { ...place.labels, document: document.querySelector("h1").textContent });
    const item = { id: id, lat: place.lat, lon: place.lon, count: 1, radius: 8, role: "literal", certainty: "sure", type: place.type, feature: place.feature, outline: place.outline ? place.outline.quality : null };
    atlas.show([item]);
    const home = () => atlas.quietly(() => { if (place.lat !== undefined) map.setView([place.lat, place.lon], place.type === "country" ? 5 : 8.5, { animate: false }); });
    atlas.onHome(home);
    home();
    /* An area or a line is shown whole, unless the address says where to look. */
    atlas.drawn(id).then(function (bounds) {
      if (!bounds || place.type === "settlement" || site.read().map) return;
      const whole = () => atlas.quietly(() => map.fitBounds(bounds, { padding: [30, 30], maxZoom: 10, animate: false }));
      atlas.onHome(whole);
      whole();
    });
    site.on("state", function (state, first) { if (first && state.map) atlas.place(state.map); });
    card.open(id, [], { fixed: true, file: file }).then(() => { document.getElementById("card-title").hidden = true; site.start(); });
  });
})();
