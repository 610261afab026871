/* Draws the places that a name may mean, each with its number. Constant: it holds no data; text only ever
   becomes textContent. */
datelines.candidates = function (given) {
  "use strict";
  const group = L.featureGroup();
  for (const place of given.places) {
    const mark = L.marker([place.lat, place.lon], {
      keyboard: true, alt: place.label,
      icon: L.divIcon({ className: "dl-candidate" + (place.chosen ? " dl-candidate-chosen" : ""), iconSize: [26, 26] }),
    });
    mark.on("add", () => {
      const element = mark.getElement();
      element.textContent = place.number;
      element.setAttribute("aria-label", place.label);
    });
    const words = document.createElement("span");
    words.textContent = place.label;
    mark.bindTooltip(words);
    mark.feature = { type: "Feature", properties: { number: place.number }, geometry: null };
    mark.toGeoJSON = () => ({ ...mark.feature, geometry: { type: "Point", coordinates: [place.lon, place.lat] } });
    group.addLayer(mark);
  }
  group.on("add", () => {
    const map = group._map;
    if (map && given.places.length) map.fitBounds(group.getBounds(), { padding: [40, 40], maxZoom: 9, animate: false });
  });
  return group;
};
