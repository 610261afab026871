/* Draws what Python hands over: base map, places and marks. Constant: it holds no data.
   Text from data only ever becomes textContent (folium's own popups and tooltips would execute it). */
window.datelines = (function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const THEMES = {
    light: { sea: "#dfe7ea", land: "#f7f5f0", focus: "#fffdf8", country: "#8c8a83", admin: "#c4c0b6",
             label: "#6d6a62", ink: "#23272b", paper: "#ffffff", area: "#57606a", chosen: "#a0296a" },
    dark: { sea: "#14191d", land: "#20262b", focus: "#272e34", country: "#7c858c", admin: "#444d55",
            label: "#98a1a8", ink: "#eceff1", paper: "#1b2126", area: "#aab4bc", chosen: "#e58abb" },
  };
  /* `said` is all that Python hears: one object, in which choices and questions carry running numbers that
     no other load of the page has used. */
  const state = { map: null, theme: THEMES.light, base: null, world: null, labels: [], tiles: null,
                  places: [], drawn: L.layerGroup(), data: null, letter: 7, chosen: null, focus: null, seen: null, home: null, caption: null,
                  group: null, window: null, corpus: null, near: true, opened: 0, listed: null, number: Date.now(),
                  said: { event_id: null, choice: 0, window: null, cell: null, before: 0, asked: 0 } };
  const DETAILED = L.latLngBounds([29, 28], [40, 48]);   // what basemap.geojson draws (tools/build_basemap.py)
  const { format: number } = new Intl.NumberFormat("en");   // toLocaleString makes another for each number
  const events = (count) => `${number(count)} event${count === 1 ? "" : "s"}`;

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function svg(name, attributes) {
    const made = document.createElementNS(SVG, name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    return made;
  }

  function baseStyle(feature) {
    const t = state.theme, { level, name } = feature.properties, quiet = { interactive: false, fill: false };
    if (level === "land") return { ...quiet, stroke: false, fill: true, fillOpacity: 1, fillColor: name === "Syria" ? t.focus : t.land };
    if (level === "admin1") return { ...quiet, color: t.admin, weight: 0.7, stroke: state.near };
    return { ...quiet, color: t.country, weight: 1.3, dashArray: level === "disputed" ? "4 3" : null };
  }

  function base(map, address, view) {
    state.map = map;
    state.home = L.latLngBounds(view).pad(1);   // the detailed base map reaches a country beyond the first view
    map.fitBounds(view, { animate: false });
    map.createPane("world").style.zIndex = 140;
    map.createPane("base").style.zIndex = 150;
    map.createPane("labels").style.zIndex = 350;
    map.getPane("labels").style.pointerEvents = "none";
    map.createPane("cells").style.zIndex = 340;
    map.createPane("areas").style.zIndex = 390;
    map.createPane("names").style.zIndex = 620;
    map.attributionControl.setPrefix("Leaflet").addAttribution("Base map: Natural Earth");
    map.scrollWheelZoom.disable();
    // Leaflet focuses the map on a mouse press; where the map is partly below the fold, the page would
    // scroll under the pointer and the click miss its mark.
    const container = map.getContainer();
    container.focus = () => HTMLElement.prototype.focus.call(container, { preventScroll: true });
    map.on("click", () => map.scrollWheelZoom.enable());
    map.on("mouseout", () => map.scrollWheelZoom.disable());
    map.on("moveend", () => { sizeLabels(); settle(); world(address); look(); });   // also after each zoom
    const fit = L.control({ position: "topleft" });
    fit.onAdd = () => {
      const bar = element("div", "leaflet-bar"), button = element("a", "", "⤢");
      button.href = "#"; button.title = "Show all marks"; button.setAttribute("role", "button");
      button.setAttribute("aria-label", "Show all marks");
      L.DomEvent.on(button, "click", (event) => { L.DomEvent.stop(event); fitMarks(true); });
      bar.append(button);
      return bar;
    };
    fit.addTo(map);
    const renderer = L.canvas({ pane: "base", padding: 0.5 });
    fetch(address + "basemap.geojson").then((answer) => answer.json()).then((land) => {
      state.base = L.geoJSON(land, { pane: "base", renderer, interactive: false, style: baseStyle }).addTo(map);
    });
    fetch(address + "labels.geojson").then((answer) => answer.json()).then((points) => {
      L.geoJSON(points, { pointToLayer: label, interactive: false }).addTo(map);
      sizeLabels();
    });
    // On a phone, places out of sight are a row below the map: at its edge they would cover half of it.
    state.row = element("div", "dl-row");
    state.row.setAttribute("role", "group");
    state.row.setAttribute("aria-label", "Places out of sight");
    document.body.append(state.row);
    const fitRow = () => {
      const narrow = window.innerWidth < 480;
      if (narrow === !state.row.hidden && state.row.fitted) return;
      state.row.fitted = true;
      state.row.hidden = !narrow;
      document.documentElement.classList.toggle("dl-narrow", narrow);
      map.invalidateSize();
      settle();
    };
    window.addEventListener("resize", fitRow);
    fitRow();
    // The frame is hidden or resized by the page (tabs, sidebar, phone turned): Leaflet must hear of it.
    new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer());
  }

  /* The coarse world, fetched when the map first shows more than the detailed part. */
  function world(address) {
    if (state.world || DETAILED.contains(state.map.getBounds())) return;
    const renderer = L.canvas({ pane: "world", padding: 0.5 });
    state.world = L.geoJSON(null, { pane: "world", renderer, interactive: false, style: baseStyle }).addTo(state.map);
    fetch(address + "world.geojson").then((answer) => answer.json()).then((land) => state.world.addData(land));
    fetch(address + "world_labels.geojson").then((answer) => answer.json()).then((points) => {
      L.geoJSON(points, { pointToLayer: label, interactive: false }).addTo(state.map);
      sizeLabels();
    });
  }

  /* Leaflet moves markers in 3D: each is then a layer of its own for the browser to put together with all the
     others, at every change of the whole page (270 marks: 60 ms; flat, 19). */
  const Flat = L.Marker.extend({
    _setPos(at) {
      L.Marker.prototype._setPos.call(this, at);
      this._icon.style.transform = `translate(${at.x}px, ${at.y}px)`;
    },
  });

  function label(feature, at) {
    const { level, name, from } = feature.properties, shown = element("span", "dl-label dl-" + level, name);
    state.labels.push([from || (level === "admin1" ? 6.75 : 4.5), shown, at]);
    return new Flat(at, { pane: "labels", interactive: false, keyboard: false,
                          icon: L.divIcon({ html: shown, className: "dl-none", iconSize: [0, 0] }) });
  }

  function sizeLabels() {
    const zoom = state.map.getZoom(), near = zoom >= 4.5;   // farther off, the lines inside countries are a blot
    if (near !== state.near) { state.near = near; if (state.base) state.base.setStyle(baseStyle); }
    const sight = state.map.getBounds().pad(1);   // names out of sight cost as much as those in it
    for (const [from, shown, at] of state.labels) {
      shown.style.display = zoom < from || !sight.contains(at) ? "none" : "";
      shown.style.color = state.theme.label;
    }
  }

  function setTheme(name) {
    state.theme = THEMES[name] || THEMES.light;
    state.map.getContainer().style.background = state.theme.sea;
    document.documentElement.classList.toggle("dl-dark", name === "dark");
    for (const layer of [state.base, state.world]) if (layer) layer.setStyle(baseStyle);
    sizeLabels();
  }

  function setTiles(tiles) {
    if (state.tiles) { state.tiles.remove(); state.tiles = null; }
    if (tiles) state.tiles = L.tileLayer(tiles.url, { attribution: tiles.attribution, zIndex: 10 }).addTo(state.map);
    for (const pane of ["base", "world"]) state.map.getPane(pane).style.display = tiles ? "none" : "";
  }

  function caption(words) {
    if (state.caption) state.caption.remove();
    state.caption = null;
    if (!words) return;
    state.caption = L.control({ position: "bottomleft" });
    state.caption.onAdd = () => {
      const box = element("div", "dl-caption");
      box.append(element("span", "", words));
      return box;
    };
    state.caption.addTo(state.map);
  }

  /* The first view shows where most events are; pressing the button, all marks. */
  function fitMarks(animate, bounds = everyMark()) {
    if (!bounds || !bounds.isValid()) return;
    // Beyond the detailed base map there are country borders alone: nearer, a lone mark would have nothing round it.
    const maxZoom = state.home.contains(bounds) ? 9 : 5;
    state.map.fitBounds(bounds, { animate, paddingTopLeft: [50, 28], paddingBottomRight: [28, 64], maxZoom });
  }

  function everyMark() {
    const points = state.places.map(({ place }) => [place.lat, place.lon]).filter(([lat]) => lat !== null);
    return state.window || !points.length ? state.seen : L.latLngBounds(points);
  }

  const { clusters, names, edges, areaLabels } = window.datelinesLayout;
  const radiusOf = (many) => (many === 1 ? 7 : Math.min(17, 9 + 2 * Math.sqrt(many)));
  const FINGER = 22;   // half of what a finger needs
  const coarse = window.matchMedia("(pointer: coarse)");
  /* An area, a road or a ring: it has a label, and no mark, since nothing was reported at its middle. */
  const isArea = (place) => Boolean(place.shape || place.radius_km);

  /* Draw the marks again for what is in sight: each on its true point, those that would overlap as one, with a name where
     there is room for it; areas with a label in them; places out of sight at the edge. */
  function settle() {
    const map = state.map, data = state.data;
    if (!data) return;
    const size = map.getSize(), spots = state.places.map((one, number) => [one, number]).filter(([{ place }]) => !isArea(place));
    const least = coarse.matches ? FINGER : 0, room = (many) => Math.max(radiusOf(many), least);
    const points = spots.map(([{ place }]) => {
      const { x, y } = map.latLngToContainerPoint([place.lat, place.lon]), weight = total(place);
      return { x, y, weight, radius: room(weight) };
    });
    const groups = clusters(points, room).map((group) => {
      const members = group.members.map((one) => spots[one][1]), weight = total(one(members));
      return { ...group, members, weight, radius: radiusOf(weight) };
    });
    const focused = document.activeElement && document.activeElement.closest && document.activeElement.closest("[data-places], [data-area]");
    const held = focused ? (focused.dataset.area || focused.dataset.places.split(" ")[0]) : null;
    state.drawn.clearLayers();
    const seen = (one, margin) => one.x >= -margin && one.y >= -margin && one.x <= size.x + margin && one.y <= size.y + margin;
    for (const group of groups) drawGroup(group, data);
    const near = groups.filter((one) => seen(one, -4)), texts = near.map((group) => groupName(group));
    const areas = state.places.map((one, number) => ({ number, ...one })).filter(({ place }) => isArea(place));
    const sight = map.getBounds(), [shown, away] = [[], []];
    for (const one of areas) (one.bounds.intersects(sight) ? shown : away).push(one);
    const beyond = away.map(({ place, number }) => ({ ...map.latLngToContainerPoint([place.lat, place.lon]), weight: total(place), members: [number] }));
    const far = [...groups.filter((one) => !seen(one, 0)), ...beyond].sort((a, b) => b.weight - a.weight);
    const corners = [BUTTONS];
    if (state.caption && state.row.hidden) corners.push({ left: 0, top: size.y - 66, right: Math.min(456, size.x), bottom: size.y });
    const named = names(near, texts, size, corners, state.letter, state.letter * 2.3);
    named.forEach((box, number) => { if (box) drawName(box, texts[number], near[number]); });
    const taken = [...near.map(boxOf), ...named.filter(Boolean), ...corners];
    drawAreas(shown, data, size, [...taken, ...drawFar(far, taken, size)]);
    noneInSight(!near.length && !shown.length && state.places.length > 0 && !data.cells.length);
    if (held) { const again = markOf(held); if (again) again.focus({ preventScroll: true }); }
  }

  const BUTTONS = { left: 0, top: 0, right: 56, bottom: 130 };   // the buttons of the map
  const boxOf = (one) => ({ left: one.x - one.radius, right: one.x + one.radius, top: one.y - one.radius, bottom: one.y + one.radius });

  /* The places with these numbers as one. */
  function one(numbers) {
    const places = numbers.map((number) => state.places[number].place);
    return places.length === 1 ? places[0] : together(places);
  }

  /* The mark or label that holds a place. */
  function markOf(id) {
    const all = [...state.map.getContainer().querySelectorAll("[data-places], [data-area]")];
    return all.find((shown) => shown.dataset.area === id || (shown.dataset.places || "").split(" ").includes(id));
  }

  /* The outline of an area in pixels: its rings, or the points of a road. */
  function pixels(place) {
    const at = (point) => { const { x, y } = state.map.latLngToContainerPoint(point); return [x, y]; };
    if (!place.shape) {
      const ring = [], lat = place.radius_km / 111.2, lon = lat / Math.cos(place.lat * Math.PI / 180);
      for (let turn = 0; turn < 24; turn += 1)
        ring.push(at([place.lat + lat * Math.sin(turn * Math.PI / 12), place.lon + lon * Math.cos(turn * Math.PI / 12)]));
      return { rings: [ring] };
    }
    const rings = [];
    L.geoJSON(place.shape).eachLayer((layer) => {
      const flat = (parts) => (Array.isArray(parts[0]) ? parts.forEach(flat) : rings.push(parts.map(at)));
      flat(layer.getLatLngs());
    });
    if (place.shape_kind !== "line") return { rings };
    const along = [];
    for (const ring of rings) for (let end = 1; end < ring.length; end += 1) for (let part = 0; part <= 12; part += 1)
      along.push([0, 1].map((axis) => ring[end - 1][axis] + (ring[end][axis] - ring[end - 1][axis]) * part / 12));
    return { rings, along };
  }

  /* The names of areas, roads and rings with their counts, each in its area. */
  function drawAreas(shown, data, size, taken) {
    shown.sort((a, b) => b.chosen - a.chosen || total(b.place) - total(a.place));
    const made = shown.map((area) => {
      const { place } = area, { x, y } = state.map.latLngToContainerPoint([place.lat, place.lon]), count = events(total(place));
      const road = place.shape_kind === "line", words = road ? [`${place.name} ${number(total(place))}`] : [place.name, count];
      const wide = state.letter * Math.max(...words.map((one) => one.length)) + 8;
      return { x, y, wide: Math.max(wide, 2 * (coarse.matches ? FINGER : 0)), tall: coarse.matches ? 2 * FINGER : road ? 22 : 34, words, road, ...pixels(place) };
    });
    areaLabels(made, size, taken).forEach((box, at) => {
      if (!box) return;
      const { place, chosen } = shown[at], { words, road } = made[at];
      const button = element("button", "dl-area" + (road ? " dl-road" : "") + (chosen ? " dl-name-chosen" : ""));
      button.type = "button";
      Object.assign(button.style, { width: `${box.right - box.left}px`, height: `${box.bottom - box.top}px` });
      button.append(...words.map((one) => element("span", "", one)));
      button.dataset.area = place.id;
      button.setAttribute("aria-label", `${said(place, data.outlets)}. ${place.how}`);
      const corner = state.map.containerPointToLatLng([box.left, box.top]);
      const middle = state.map.containerPointToLatLng([(box.left + box.right) / 2, box.top]);
      L.DomEvent.disableClickPropagation(button);
      button.addEventListener("click", () => pressArea(place, data, middle));
      new Flat(corner, { pane: "names", interactive: false, keyboard: false,
                         icon: L.divIcon({ html: button, className: "dl-none", iconSize: [0, 0] }) }).addTo(state.drawn);
    });
  }

  function pressArea(place, data, at) {
    if (place.events.length === 1 && !place.unlisted) return data.choose(place.events[0].id);
    state.focus = place.id;
    open(list(place, data.outlets, data.chosen, data.choose), at);
  }

  /* The map goes to the places of an event that has just been chosen, unless all of them are in sight. */
  function showChosen() {
    const places = state.places.filter((one) => one.chosen).map((one) => one.place), sight = state.map.getBounds();
    if (places.length && !places.every((place) => sight.contains([place.lat, place.lon]))) goTo(places);
  }

  /* On a phone the head of the chosen event is below map and timeline: the page goes there once it is drawn. */
  function showHead(tries = 100) {
    const page = window.parent, running = page.document.querySelector('[data-testid="stApp"]:not([data-test-script-state="notRunning"])');
    if (page.innerWidth > 640 || !tries) return;
    const head = running ? null : page.document.querySelector(".dl-event");
    if (head) head.scrollIntoView({ block: "start" });
    else setTimeout(showHead, 100, tries - 1);
  }

  function groupName(group) {
    const { place } = state.places[group.members[0]];
    return group.members.length === 1 ? place.name : `${place.name} +${group.members.length - 1}`;
  }

  function drawName(box, words, group) {
    const chosen = group.members.some((number) => state.places[number].chosen);
    const shown = element("span", "dl-name" + (chosen ? " dl-name-chosen" : ""), words);
    const at = state.map.containerPointToLatLng([box.left, box.top]);
    new Flat(at, { pane: "names", interactive: false, keyboard: false,
                   icon: L.divIcon({ html: shown, className: "dl-none", iconSize: [0, 0] }) }).addTo(state.drawn);
  }

  /* Places beyond the frame, by name with an arrow in their bearing; pressing one goes there. */
  function drawFar(far, taken, size) {
    state.row.replaceChildren();
    const narrow = !state.row.hidden, few = far.slice(0, 7);
    const texts = few.map((group) => `${groupName(group)} ${number(group.weight)}`);
    const boxes = narrow ? few.map(() => null) : edges(few.map((group, at) => ({ x: group.x, y: group.y, wide: state.letter * texts[at].length + 34 })), size, taken);
    boxes.forEach((box, at) => {
      if (!box && !narrow) return;
      const group = few[at], button = element("button", "dl-far"), turn = Math.atan2(group.y - size.y / 2, group.x - size.x / 2);
      const arrow = element("span", "", "→");
      arrow.style.transform = `rotate(${turn}rad)`;
      arrow.setAttribute("aria-hidden", "true");
      button.type = "button";
      button.append(element("span", "", texts[at]), arrow);
      button.setAttribute("aria-label", `${texts[at].replace(/ (\S+)$/, "")}, out of sight: ${events(group.weight)}. Go there`);
      L.DomEvent.disableClickPropagation(button);
      button.addEventListener("click", () => goTo(group.members.map((one) => state.places[one].place)));
      if (narrow) state.row.append(button);
      else new Flat(state.map.containerPointToLatLng([box.left, box.top]), {
        pane: "names", interactive: false, keyboard: false, icon: L.divIcon({ html: button, className: "dl-none", iconSize: [0, 0] }) }).addTo(state.drawn);
    });
    return boxes.filter(Boolean);
  }

  function goTo(places) {
    const bounds = L.latLngBounds(places.map((place) => [place.lat, place.lon]));
    state.map.fitBounds(bounds, { animate: false, maxZoom: state.home.contains(bounds) ? 9 : 5, padding: [50, 50] });
  }

  /* Says that no mark is in sight, and offers to show them. */
  function noneInSight(none) {
    if (!none) { if (state.none) { state.none.remove(); state.none = null; } return; }
    if (state.none) return;
    state.none = L.control({ position: "topright" });
    state.none.onAdd = () => {
      const box = element("div", "dl-caption dl-nothing"), button = element("button", "", "Show all marks");
      button.type = "button";
      box.style.pointerEvents = "auto";
      box.append(element("span", "", "No report is placed in this part of the map."), button);
      L.DomEvent.disableClickPropagation(box);
      button.addEventListener("click", () => fitMarks(false));
      return box;
    };
    state.none.addTo(state.map);
  }

  /* One mark for a place, or for several that would overlap. */
  function drawGroup(group, data) {
    const { map } = state, held = group.members.map((one) => state.places[one]);
    const first = held[0].place, alone = held.length === 1, chosen = held.some((one) => one.chosen);
    const place = alone ? first : together(held.map((one) => one.place));
    const [drawing, size] = badge(total(place), chosen), name = alone ? said(place, data.outlets)
      : `${events(total(place))} at ${held.length} places that lie close together: ${held.map((one) => one.place.name).join(", ")}`;
    const marker = new Flat([first.lat, first.lon], {
      icon: L.divIcon({ html: drawing, className: "dl-mark", iconSize: [size, size] }),
      keyboard: true, autoPanOnFocus: false, title: "", alt: name, riseOnHover: true, zIndexOffset: chosen ? 1000 : 0 });
    marker.bindTooltip(() => tooltip(place, data.outlets), { sticky: true });
    marker.on("click", () => press(place, held, data, marker));
    marker.on("add", () => {
      const shown = marker.getElement();
      shown.setAttribute("aria-label", name);
      shown.setAttribute("data-places", held.map((one) => one.place.id).join(" "));
      if (alone) shown.setAttribute("data-place", first.id);
      pressable(marker);
      // Leaflet pans on any focus, also that of a mouse press, and the click would miss the moved mark.
      shown.addEventListener("focus", () => {
        if (shown.matches(":focus-visible")) map.panInside(marker.getLatLng(), { padding: [24, 24], animate: false });
      });
    });
    marker.addTo(state.drawn);
  }

  /* Several places as one: their events, each once, by place. */
  function together(places) {
    const seen = new Set(), found = [];
    for (const place of places) for (const event of place.events) if (!seen.has(event.id)) { seen.add(event.id); found.push(event); }
    const shares = {};
    for (const place of places) for (const [id, many] of Object.entries(place.shares || {})) shares[id] = (shares[id] || 0) + many;
    return { name: `${places[0].name} and ${places.length - 1} more`, how: "places that lie close together at this zoom", events: found,
             unlisted: places.reduce((sum, place) => sum + (place.unlisted || 0), 0), shares: Object.keys(shares).length ? shares : undefined };
  }

  function press(place, held, data, marker) {
    if (place.events.length === 1 && !place.unlisted) return data.choose(place.events[0].id);
    const map = state.map, bounds = L.latLngBounds(held.map((one) => [one.place.lat, one.place.lon]));
    const wide = bounds.getSouthWest().distanceTo(bounds.getNorthEast());
    // Looking closer divides a cluster of places that are apart; its list serves those that never come apart.
    if (held.length > 1 && wide > 1500 && map.getZoom() < map.getMaxZoom() - 1 && total(place) > 12) {
      return map.setView(bounds.getCenter(), Math.min(Math.max(map.getZoom() + 1.5, map.getBoundsZoom(bounds, false, L.point(60, 60))), map.getMaxZoom()), { animate: false });
    }
    state.focus = held[0].place.id;
    open(list(place, data.outlets, data.chosen, data.choose), marker.getLatLng());
  }

  /* Leaflet gives a marker the focus of the keyboard, but no key clicks it. */
  function pressable(marker) {
    marker.getElement().addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      marker.fire("click");
    });
  }

  /* All events of a place, also those that are not listed by name. */
  function total(place) { return place.events.length + (place.unlisted || 0); }

  /* A disc with the number of events; a dot for a single one. What is chosen is plum, with a ring of its own. */
  function badge(many, chosen) {
    const t = state.theme, radius = radiusOf(many), size = 2 * radius + 8, middle = size / 2;
    const drawing = svg("svg", { width: size, height: size, viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true" });
    if (chosen) drawing.append(svg("circle", { cx: middle, cy: middle, r: radius + 2, fill: "none", stroke: t.chosen, "stroke-width": 2, opacity: 0.5 }));
    drawing.append(svg("circle", { cx: middle, cy: middle, r: radius - (many === 1 ? 1 : 0), fill: chosen ? t.chosen : t.ink, stroke: t.paper, "stroke-width": 1.5 }));
    if (many === 1) return [drawing, size];
    const count = svg("text", { x: middle, y: middle + 4.5, "text-anchor": "middle", "font-size": many < 1000 ? 13 : 10, "font-weight": 650, fill: t.paper });
    count.textContent = number(many);
    drawing.append(count);
    return [drawing, size];
  }

  /* Outlets by name, at most five of them. */
  function named(ids, outlets) {
    const names = [...new Set(ids)].map((id) => outlets[id].name);
    return names.length <= 5 ? names.join(", ") : `${names.slice(0, 4).join(", ")} and ${names.length - 4} more`;
  }

  function said(place, outlets) {
    const ids = place.shares ? Object.keys(place.shares) : place.events.flatMap((event) => event.outlets);
    return `${place.name}: ${events(total(place))} reported by ${named(ids, outlets)}`;
  }

  function tooltip(place, outlets) {
    const box = element("div", "dl-tip");
    box.append(element("strong", "", place.name), element("div", "dl-how", place.how));
    if (place.events.length === 1) {
      const event = place.events[0];
      box.append(element("div", "", event.title), element("div", "dl-how", `${event.dated} · ${named(event.outlets, outlets)}`));
    } else box.append(element("div", "", `${events(total(place))} reported; click for the list`));
    return box;
  }

  function list(place, outlets, chosen, choose) {
    const box = element("div", "dl-list");
    box.append(element("strong", "", place.name), element("div", "dl-how", place.how));
    for (const event of place.events) {
      const button = element("button", event.id === chosen ? "dl-chosen" : "");
      button.type = "button";
      button.append(element("span", "dl-how", `${event.dated} · ${named(event.outlets, outlets)}`),
                    element("span", "", event.title));
      button.addEventListener("click", () => choose(event.id));
      box.append(button);
    }
    if (place.unlisted) box.append(element("div", "dl-how", `Showing the first ${number(place.events.length)} of ${events(total(place))}, by date. The table on the page lists all; a filter narrows the list.`));
    return box;
  }

  /* Opening a list may move the map to make room; closing it moves the map back, unless the reader has
     moved it meanwhile. */
  function open(content, at) {
    const map = state.map, before = map.getCenter();
    const popup = L.popup({ maxWidth: Math.min(300, map.getSize().x - 110), maxHeight: 280, autoPanPaddingTopLeft: [56, 12],
                            autoPanPaddingBottomRight: [12, 12] });
    let after = before;
    popup.setLatLng(at).setContent(content).openOn(map);
    map.once("moveend", () => { after = map.getCenter(); });
    content.tabIndex = -1;
    content.focus({ preventScroll: true });
    // Leaflet hears Escape on the map itself alone.
    content.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); map.closePopup(); } });
    popup.on("remove", () => {
      if (map.getCenter().distanceTo(after) < 10) map.panTo(before, { animate: false });
      const mark = state.focus && markOf(state.focus);
      state.focus = null;
      if (mark) mark.focus({ preventScroll: true });   // where the reader was before the list opened
    });
    return popup;
  }

  function boundsOf(place) {
    if (place.shape) return L.geoJSON(place.shape).getBounds();
    return L.latLng(place.lat, place.lon).toBounds(2000 * place.radius_km);
  }

  function area(place, highlighted) {
    const t = state.theme;
    const style = { pane: "areas", color: highlighted ? t.chosen : t.area, weight: highlighted ? 2.5 : 1.2, opacity: 0.9,
                    dashArray: place.exact ? null : "5 4", fill: place.shape_kind !== "line", fillColor: t.area,
                    fillOpacity: highlighted ? 0.12 : 0.05 };
    if (place.shape_kind === "line") return L.geoJSON(place.shape, { ...style, style: { ...style, weight: highlighted ? 5 : 3 } });
    if (place.shape) return L.geoJSON(place.shape, { ...style, style });
    return L.circle([place.lat, place.lon], { ...style, radius: place.radius_km * 1000 });
  }

  /* Say one thing more to Python. Only a click on the present layer is heard; it carries all that was said. */
  function tell(news) {
    Object.assign(state.said, news);
    const feature = { type: "Feature", properties: { ...state.said }, geometry: null };
    state.group.fire("click", { layer: { toGeoJSON: () => feature } });
  }

  /* Where a part of the places is drawn: ask for what is in sight, unless it has been drawn already. */
  function look() {
    if (!state.window) return;
    const level = (zoom) => Math.floor(zoom + 0.5), map = state.map, zoom = map.getZoom();
    const edges = (seen) => [Math.max(seen.getSouth(), -90), Math.max(seen.getWest(), -180),
                             Math.min(seen.getNorth(), 90), Math.min(seen.getEast(), 180)];
    const [south, west, north, east] = edges(map.getBounds()), drawn = state.window;
    if (level(zoom) === drawn[4] && south >= drawn[0] && west >= drawn[1] && north <= drawn[2] && east <= drawn[3]) return;
    const wider = edges(map.getBounds().pad(0.25)).map((edge) => Math.round(edge * 1000) / 1000);
    tell({ window: [...wider, zoom], cell: null });
  }

  /* The number of a cell on a plate, with the outlets' shares as a bar beneath it: no place has this shape. */
  function plate(cell, outlets) {
    const t = state.theme, text = number(cell.events), wide = 14 + 7.6 * text.length, tall = 24;
    const drawing = svg("svg", { width: wide, height: tall, viewBox: `0 0 ${wide} ${tall}`, "aria-hidden": "true" });
    drawing.append(svg("rect", { x: 1, y: 1, width: wide - 2, height: tall - 2, rx: 3, fill: t.paper, stroke: t.area, "stroke-width": 1 }));
    const count = svg("text", { x: wide / 2, y: 15.5, "text-anchor": "middle", "font-size": 13, "font-weight": 650, fill: t.ink });
    count.textContent = text;
    drawing.append(count);
    let at = 3;
    const parts = [...Object.entries(cell.shares).map(([id, reports]) => [outlets[id].colour, reports]), [t.area, cell.others]];
    for (const [fill, reports] of parts) {
      const width = reports / cell.reports * (wide - 6);
      if (reports) drawing.append(svg("rect", { x: at, y: tall - 6, width, height: 3, fill }));
      at += width;
    }
    return [drawing, wide, tall];
  }

  function cellTip(cell, outlets) {
    const box = element("div", "dl-tip");
    box.append(element("strong", "", `${events(cell.events)} reported in this square of the map`));
    for (const [id, reports] of Object.entries(cell.shares))
      box.append(element("div", "", `${outlets[id].name}: ${number(reports)} report${reports === 1 ? "" : "s"}`));
    if (cell.others) box.append(element("div", "", `Other outlets: ${number(cell.others)} report${cell.others === 1 ? "" : "s"}`));
    box.append(element("div", "dl-how", listed(cell) ? "Click for the list" : "Click to zoom in"));
    return box;
  }

  /* Whether a click opens the list of a cell: where looking closer would not divide it, or it holds few. */
  function listed(cell) { return cell.list || state.map.getZoom() >= state.map.getMaxZoom(); }

  function enter(cell) {
    if (listed(cell)) return tell({ cell: cell.key, before: 0, asked: ++state.number });
    const map = state.map, zoom = map.getZoom();
    const wanted = map.getBoundsZoom(cell.inner, false, L.point(30, 30));
    map.setView(L.latLngBounds(cell.inner).getCenter(), Math.max(zoom + 1, Math.min(wanted, zoom + 4, map.getMaxZoom())));
  }

  function drawCell(cell, outlets, most, inner) {
    const t = state.theme, square = L.latLngBounds(cell.box);
    const shade = 0.05 + 0.3 * Math.sqrt(cell.events / most);
    L.rectangle(square, { pane: "cells", color: t.area, weight: 1, opacity: 0.45, fillColor: t.area, fillOpacity: shade })
      .on("click", () => enter(cell)).bindTooltip(() => cellTip(cell, outlets), { sticky: true }).addTo(inner);
    const [drawing, wide, tall] = plate(cell, outlets);
    const name = `${events(cell.events)} reported in this cell: ${listed(cell) ? "show the list" : "zoom in"}`;
    const marker = new Flat(square.getCenter(), {
      icon: L.divIcon({ html: drawing, className: "dl-mark dl-cell", iconSize: [wide, tall] }), keyboard: true,
      autoPanOnFocus: false, title: "", alt: name, riseOnHover: true });
    marker.bindTooltip(() => cellTip(cell, outlets), { sticky: true }).on("click", () => enter(cell)).on("add", () => {
      marker.getElement().setAttribute("aria-label", name);
      marker.getElement().setAttribute("data-cell", cell.key.join(" "));
      pressable(marker);
    });
    marker.addTo(inner);
  }

  /* Which of the events of a cell are listed, with buttons for those before and after. */
  function turner(opened, every) {
    const bar = element("div", "dl-turn"), shown = opened.events.length, { before, after } = opened;
    function turn(words, there, to) {
      const button = element("button", "", words);
      button.type = "button";
      button.disabled = !there;
      button.addEventListener("click", () => tell({ cell: opened.key, before: to, asked: ++state.number }));
      bar.append(button);
    }
    turn("◀ Earlier", before, Math.max(0, before - opened.most));
    bar.append(element("span", "dl-how", `${number(before + 1)}–${number(before + shown)} of ${number(every)}`));
    turn("Later ▶", after, before + shown);
    return bar;
  }

  /* The list that the reader asked for; each answer opens once. */
  function openList(data, choose) {
    const opened = data.opened;
    if (!opened || opened.asked <= state.opened) return;
    state.opened = opened.asked;
    const [[south, west], [north, east]] = opened.box, degrees = (edge) => edge.toFixed(2);
    const shown = opened.events.length, every = opened.before + shown + opened.after;
    const place = { name: `${events(every)} reported in this cell`, events: opened.events,
                    how: `Between ${degrees(south)}° and ${degrees(north)}° north, ${degrees(west)}° and ${degrees(east)}° east` };
    const content = list(place, data.outlets, data.chosen, choose);
    if (shown < every) content.append(turner(opened, every));
    const key = String(opened.key), there = state.listed && state.listed.key === key && state.map.hasLayer(state.listed.popup);
    if (there) state.listed.popup.setContent(content);
    else state.listed = { key, popup: open(content, L.latLngBounds(opened.box).getCenter()) };
    content.tabIndex = -1;
    content.focus({ preventScroll: true });   // the button that was pressed may have gone with the page before
  }

  /* Events and outlets come as lists without names for their parts (components/explore/map.py); outlets of events
     as numbers. */
  function unpacked(sent) {
    const outlets = {};
    for (const [id, name, colour, path] of sent.outlets) outlets[id] = { name, colour, path };
    const event = ([id, title, dated, numbers]) => ({ id, title, dated, outlets: numbers.map((one) => sent.outlets[one][0]) });
    for (const place of [...sent.places, ...(sent.opened ? [sent.opened] : [])]) place.events = place.events.map(event);
    return { ...sent, outlets };
  }

  /* The layer for one filter state. The markers sit in a plain layer group, so that their clicks do not
     bubble: only `choose` speaks to Python, by a click event that carries the event's id. */
  function marks(sent) {
    const data = unpacked(sent), group = L.featureGroup(), inner = L.layerGroup().addTo(group);
    window.feature_group = [];   // streamlit-folium has taken the last ones off, but would keep them listed
    setTheme(data.theme);
    document.documentElement.classList.toggle("dl-large", Boolean(data.large));
    state.letter = data.large ? 9.6 : 7;
    setTiles(data.tiles);
    state.drawn = L.layerGroup().addTo(inner);
    const first = state.seen === null || state.corpus !== data.corpus;
    state.seen = L.latLngBounds(data.fit || []);
    state.group = group;
    state.window = data.window;
    state.corpus = data.corpus;
    function choose(id) {
      state.map.closePopup();
      // A running number, so that choosing the same event again is news to Python.
      tell({ event_id: id, choice: ++state.number, cell: null });
    }
    const most = Math.max(1, ...data.cells.map((cell) => cell.events));
    for (const cell of data.cells) drawCell(cell, data.outlets, most, inner);
    data.choose = choose;
    state.data = data;
    state.places = data.places.map((place) => ({ place, chosen: place.events.some((event) => event.id === data.chosen) }));
    for (const { place, chosen } of state.places) {
      if (!isArea(place)) continue;
      const layer = area(place, chosen);
      state.places.find((one) => one.place === place).bounds = boundsOf(place);
      layer.bindTooltip(() => tooltip(place, data.outlets), { sticky: true });
      layer.on("click", ({ latlng }) => {
        pressArea(place, data, latlng);
      });
      layer.addTo(inner);
    }
    caption(data.chosen_words);
    if (first) fitMarks(false, state.seen);   // an animation would end after, and undo, whatever the reader does first
    const news = data.chosen && data.chosen !== state.chosen;
    state.chosen = data.chosen;
    if (news) showChosen();
    if (news && !first) showHead();
    settle();
    openList(data, choose);
    setTimeout(look);   // what the fit brought into sight; heard only once the layer is on the map
    return group;
  }

  /* Where a place is, in degrees; and on the map, in pixels: what a mark is held against. */
  function whereIs(id) {
    const { place } = state.places.find((one) => one.place.id === id);
    return [place.lat, place.lon];
  }

  function pointOf(id) { return state.map.latLngToContainerPoint(whereIs(id)); }

  /* The places that are drawn as areas. */
  function areas() { return state.places.map(({ place }) => place).filter(isArea).map((place) => place.id); }

  return { base, marks, whereIs, pointOf, areas };
})();
