/* Draws what Python hands over: base map, places and marks. Constant: it holds no data.
   Text from data only ever becomes textContent (folium's own popups and tooltips would execute it). */
window.datelines = (function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const THEMES = {
    light: { sea: "#dfe7ea", land: "#f7f5f0", focus: "#fffdf8", country: "#8c8a83", admin: "#c4c0b6",
             label: "#6d6a62", ink: "#23272b", paper: "#ffffff", area: "#57606a" },
    dark: { sea: "#14191d", land: "#20262b", focus: "#272e34", country: "#7c858c", admin: "#444d55",
            label: "#98a1a8", ink: "#eceff1", paper: "#1b2126", area: "#aab4bc" },
  };
  /* `said` is all that Python hears: one object, in which choices and questions carry running numbers that
     no other load of the page has used. */
  const state = { map: null, theme: THEMES.light, base: null, world: null, labels: [], tiles: null,
                  floating: [], fixed: [], leaders: L.layerGroup(), seen: null, home: null, caption: null,
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

  function fitMarks(animate) {
    if (!state.seen || !state.seen.isValid()) return;
    // Beyond the detailed base map there are country borders alone: nearer, a lone mark would have nothing round it.
    const maxZoom = state.home.contains(state.seen) ? 9 : 5;
    state.map.fitBounds(state.seen, { animate, paddingTopLeft: [50, 28], paddingBottomRight: [28, 64], maxZoom });
  }

  /* Marks that would cover each other are moved apart, each with a thin line to its true place, so that
     every one can be seen and clicked at any zoom. */
  function apart(points, radii, held = 0) {
    const at = points.map((point) => point.clone());   // the first `held` stay where they are
    if (at.length > 300) return at;
    for (let round = 0; round < 80; round += 1) {
      let moved = false;
      for (let i = 0; i < at.length; i += 1) for (let j = i + 1; j < at.length; j += 1) {
        if (j < held) continue;
        let dx = at[j].x - at[i].x, dy = at[j].y - at[i].y;
        const wanted = radii[i] + radii[j] + 2;
        if (Math.abs(dx) >= wanted || Math.abs(dy) >= wanted) continue;
        let distance = Math.hypot(dx, dy);
        if (distance >= wanted) continue;
        if (distance < 0.01) { dx = Math.cos(i + j); dy = Math.sin(i + j); distance = 1; }
        const push = (wanted - Math.min(distance, wanted)) / (i < held ? 1 : 2) + 0.2;
        if (i >= held) { at[i].x -= dx / distance * push; at[i].y -= dy / distance * push; }
        at[j].x += dx / distance * push; at[j].y += dy / distance * push;
        moved = true;
      }
      if (!moved) break;
    }
    return at;
  }

  /* The number of an area is put on its outline, where there is most room: it is a label, not a place. */
  function settle() {
    const map = state.map, size = map.getSize(), t = state.theme;
    const points = state.fixed.map((mark) => map.latLngToContainerPoint(mark.at));
    const placed = apart(points, state.fixed.map((mark) => mark.radius));
    const lines = [], feet = [];
    state.fixed.forEach((mark, number) => {
      const away = placed[number].distanceTo(points[number]) > 1.5;
      const shown = away ? map.containerPointToLatLng(placed[number]) : mark.at;
      mark.marker.setLatLng(shown);
      if (!away) return;
      lines.push([mark.at, shown]);
      feet.push([mark.at, mark.at]);   // a line without length, with round ends, is a dot
    });
    state.leaders.clearLayers();
    // Two paths, however many marks are moved. Not simplified: the dots would be.
    const drawn = { pane: "areas", color: t.ink, interactive: false, noClip: true, smoothFactor: 0 };
    if (lines.length) {
      L.polyline(lines, { ...drawn, weight: 1, opacity: 0.8 }).addTo(state.leaders);
      L.polyline(feet, { ...drawn, weight: 5, opacity: 0.9 }).addTo(state.leaders);
    }
    for (const { ring } of state.floating) {
      let best = null, most = -Infinity;
      for (const at of ring) {
        const point = map.latLngToContainerPoint(at);
        const inside = point.x > 24 && point.y > 24 && point.x < size.x - 24 && point.y < size.y - 40;
        const room = Math.min(60, ...placed.map((other) => other.distanceTo(point))) - (inside ? 0 : 1000);
        if (room > most) { most = room; best = at; }
      }
      placed.push(map.latLngToContainerPoint(best));
    }
    const radii = [...state.fixed, ...state.floating].map((mark) => mark.radius);
    const settled = apart(placed, radii, state.fixed.length);
    state.floating.forEach(({ marker }, number) =>
      marker.setLatLng(map.containerPointToLatLng(settled[state.fixed.length + number])));
  }

  /* About 48 points along the longest ring of a shape, or round a circle. */
  function outline(place) {
    if (!place.shape) {
      const ring = [], lat = place.radius_km / 111.2, lon = lat / Math.cos(place.lat * Math.PI / 180);
      for (let turn = 0; turn < 24; turn += 1) ring.push(L.latLng(
        place.lat + lat * Math.sin(turn * Math.PI / 12), place.lon + lon * Math.cos(turn * Math.PI / 12)));
      return ring;
    }
    const rings = [];
    L.geoJSON(place.shape).eachLayer((layer) => {
      const flat = (parts) => Array.isArray(parts[0]) ? parts.forEach(flat) : rings.push(parts);
      flat(layer.getLatLngs());
    });
    const ring = rings.reduce((a, b) => (b.length > a.length ? b : a)), wanted = 48, along = [];
    for (let number = 0; number < wanted; number += 1) {
      const where = (number / wanted) * (ring.length - 1), from = Math.floor(where), part = where - from;
      const a = ring[from], b = ring[Math.min(from + 1, ring.length - 1)];
      along.push(L.latLng(a.lat + (b.lat - a.lat) * part, a.lng + (b.lng - a.lng) * part));
    }
    return along;
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

  /* A ring of the outlets' shares with the number of events, or the one outlet's glyph. */
  function badge(place, outlets, chosen, outlined) {
    const many = total(place), shares = place.shares || {};
    if (!place.shares) for (const event of place.events) for (const id of event.outlets) shares[id] = (shares[id] || 0) + 1;
    const ids = Object.keys(shares).sort(), t = state.theme;
    const radius = many === 1 ? (ids.length === 1 ? 7 : 10) : Math.min(17, 9 + 2 * Math.sqrt(many)), size = 2 * radius + 8, middle = size / 2;
    const drawing = svg("svg", { width: size, height: size, viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true" });
    if (chosen) drawing.append(svg("circle", { cx: middle, cy: middle, r: radius + 3, fill: "none", stroke: t.ink, "stroke-width": 2 }));
    if (many === 1 && ids.length === 1) {
      drawing.append(svg("path", { d: outlets[ids[0]].path, transform: `translate(${middle},${middle}) scale(${radius - 1})`,
        fill: outlined ? t.paper : outlets[ids[0]].colour, stroke: outlined ? outlets[ids[0]].colour : t.paper,
        "stroke-width": outlined ? 0.3 : 0.16, "stroke-dasharray": outlined ? "0.5 0.3" : "" }));
      return [drawing, size];
    }
    drawing.append(svg("circle", { cx: middle, cy: middle, r: radius, fill: t.paper, stroke: outlined ? t.area : t.paper,
      "stroke-width": 1, "stroke-dasharray": outlined ? "3 2" : "" }));
    const whole = 2 * Math.PI * (radius - 2), sum = ids.reduce((total, id) => total + shares[id], 0);
    let turned = 0;
    // More outlets than colours: shares could not be read, so the ring is plain.
    if (ids.length > 8) drawing.append(svg("circle", { cx: middle, cy: middle, r: radius - 2, fill: "none", stroke: t.area, "stroke-width": 4 }));
    else for (const id of ids) {
      const part = (shares[id] / sum) * whole;
      drawing.append(svg("circle", { cx: middle, cy: middle, r: radius - 2, fill: "none", stroke: outlets[id].colour, "stroke-width": 4,
        "stroke-dasharray": `${Math.max(part - 1, 1)} ${whole}`, "stroke-dashoffset": -turned, transform: `rotate(-90 ${middle} ${middle})` }));
      turned += part;
    }
    const count = svg("text", { x: middle, y: middle + 4.5, "text-anchor": "middle", "font-size": many < 1000 ? 13 : 10, "font-weight": 650, fill: t.ink });
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
    popup.on("remove", () => { if (map.getCenter().distanceTo(after) < 10) map.panTo(before, { animate: false }); });
    return popup;
  }

  function area(place, highlighted) {
    const t = state.theme;
    const style = { pane: "areas", color: highlighted ? t.ink : t.area, weight: highlighted ? 2.5 : 1.4, opacity: 0.9,
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
    setTiles(data.tiles);
    state.floating = [];
    state.fixed = [];
    state.leaders = L.layerGroup().addTo(inner);
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
    for (const place of data.places) {
      const chosen = place.events.some((event) => event.id === data.chosen);
      const layers = [];
      if (place.shape || place.radius_km) layers.push(area(place, chosen));
      const [drawing, size] = badge(place, data.outlets, chosen, Boolean(place.shape || place.radius_km)), name = said(place, data.outlets);
      layers.push(new Flat([place.lat, place.lon], {
        icon: L.divIcon({ html: drawing, className: "dl-mark", iconSize: [size, size] }),
        keyboard: true, autoPanOnFocus: false, title: "", alt: name, riseOnHover: true, zIndexOffset: chosen ? 1000 : 0 }));
      for (const layer of layers) {
        layer.bindTooltip(() => tooltip(place, data.outlets), { sticky: true });
        layer.on("click", () => {
          if (place.events.length === 1) return choose(place.events[0].id);
          open(list(place, data.outlets, data.chosen, choose), layers[layers.length - 1].getLatLng());
        });
        layer.addTo(inner);
      }
      const shown = layers[layers.length - 1], at = L.latLng(place.lat, place.lon);
      if (layers.length > 1) state.floating.push({ marker: shown, ring: outline(place), radius: size / 2 - 4 });
      else state.fixed.push({ marker: shown, at, radius: size / 2 - 4 });
      shown.on("add", () => {
        shown.getElement().setAttribute("aria-label", name);
        shown.getElement().setAttribute("data-place", place.id);
        pressable(shown);
        // Leaflet pans on any focus, also that of a mouse press, and the click would miss the moved mark.
        shown.getElement().addEventListener("focus", () => {
          if (shown.getElement().matches(":focus-visible")) state.map.panInside(shown.getLatLng(), { padding: [24, 24] });
        });
      });
    }
    caption(data.chosen_words);
    if (first) fitMarks(false);   // an animation would end after, and undo, whatever the reader does first
    settle();
    openList(data, choose);
    setTimeout(look);   // what the fit brought into sight; heard only once the layer is on the map
    return group;
  }

  return { base, marks };
})();
