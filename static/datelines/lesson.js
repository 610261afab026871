/* A lesson in one file: one step at a time, by keys and buttons; the map follows. Without this script every step is
   shown below the other. Text only ever becomes textContent. */
(function () {
  "use strict";
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = read("lesson-data"), steps = [...document.querySelectorAll(".step")];
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const button = (id) => document.getElementById(id);
  let now = 0, map = null, marks = [];
  document.documentElement.classList.add("stepwise");

  function drawMap() {
    const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    const line = dark ? "#7c858c" : "#8c8a83", land = dark ? "#20262b" : "#fbfaf7";
    map = L.map("map", { attributionControl: true, zoomSnap: 0.25, minZoom: 2, maxZoom: 12 });
    map.attributionControl.setPrefix("Leaflet").addAttribution("Base map: Natural Earth");
    map.setView([35.4, 37.5], 6);
    L.geoJSON(read("base-map"), { interactive: false, style: (feature) => {
      const { level } = feature.properties;
      if (level === "land") return { stroke: false, fill: true, fillOpacity: 1, fillColor: land };
      return { fill: false, color: line, weight: level === "admin1" ? 0.6 : 1.2 };
    } }).addTo(map);
    marks = data.stops.map((stop) => L.featureGroup(stop.places.flatMap(drawn)).addTo(map));
    new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer());
  }

  function drawn(place) {
    const name = { permanent: true, direction: "right", className: "place" }, words = document.createElement("bdi");
    words.textContent = place.name;
    if (place.shape) return [L.geoJSON({ type: "Feature", properties: {}, geometry: place.shape }).bindTooltip(words, name)];
    const layers = [L.circleMarker(place.at, { radius: 7 }).bindTooltip(words, name)];
    if (place.radius_km) layers.push(L.circle(place.at, { radius: 1000 * place.radius_km, dashArray: "6 5" }));
    return layers;
  }

  function onMap(stop) {
    if (!map) return;
    marks.forEach((group, number) => {
      const here = number === stop;
      group.eachLayer((layer) => {
        layer.setStyle({ color: here ? "#a0296a" : "#545d65", weight: here ? 3 : 1.5,
                         opacity: number > stop ? 0 : here ? 1 : 0.35, fillOpacity: here && !layer.getLayers ? 0.25 : 0 });
        const tooltip = layer.getTooltip();
        if (tooltip) here ? layer.openTooltip() : layer.closeTooltip();
      });
    });
    const bounds = stop >= 0 && marks[stop].getLayers().length ? marks[stop].getBounds() : null;
    if (bounds && bounds.isValid()) map[still ? "fitBounds" : "flyToBounds"](bounds.pad(0.6), { maxZoom: 8.5, animate: !still });
    const names = stop >= 0 ? data.stops[stop].places.map((place) => place.name) : [];
    document.getElementById("map-words").textContent = names.length
      ? `On the map: ${names.join("; ")}. A dashed ring or an outline means that no exact spot is known.` : "";
  }

  function show(number, focus) {
    now = Math.max(0, Math.min(steps.length - 1, number));
    steps.forEach((step, at) => step.classList.toggle("now", at === now));
    const title = steps[now].querySelector("h2");
    document.getElementById("step-words").textContent = `Step ${now + 1} of ${steps.length}`;
    button("previous").disabled = now === 0;
    button("next").disabled = now === steps.length - 1;
    history.replaceState(null, "", `#step-${now + 1}`);
    onMap(now >= 1 && now <= data.stops.length ? now - 1 : -1);
    document.body.classList.toggle("mapped", now >= 1 && now <= data.stops.length);
    if (focus) { title.focus({ preventScroll: true }); window.scrollTo(0, 0); }
  }

  function toggle(id, className) {
    const made = button(id);
    if (made) made.addEventListener("click", () => {
      made.setAttribute("aria-pressed", String(document.documentElement.classList.toggle(className)));
    });
  }

  button("previous").addEventListener("click", () => show(now - 1, true));
  button("next").addEventListener("click", () => show(now + 1, true));
  toggle("large", "large");
  toggle("answers", "answered");
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, .leaflet-container") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowRight" || event.key === "PageDown") { event.preventDefault(); show(now + 1, true); }
    if (event.key === "ArrowLeft" || event.key === "PageUp") { event.preventDefault(); show(now - 1, true); }
  });
  document.querySelectorAll("#vote input").forEach((field, at, fields) => field.addEventListener("input", () => {
    const most = Math.max(1, ...[...fields].map((one) => Number(one.value) || 0));
    fields.forEach((one) => { one.nextElementSibling.style.inlineSize = `${(100 * (Number(one.value) || 0)) / most}%`; });
  }));
  drawMap();
  const asked = /^#step-(\d+)$/.exec(location.hash);
  show(asked ? Number(asked[1]) - 1 : 0, false);
})();
