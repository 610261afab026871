/* Which marks of the map stand alone, which become one, and where their names go: numbers only, no drawing.
   A mark is never moved: where marks would overlap they are one cluster on the true point of its largest place. */
window.datelinesLayout = (function () {
  "use strict";

  /* `marks` have x, y (pixels), weight (events) and radius(weight). Gives groups of their numbers, the largest first in
     each; no two groups overlap by more than their edges. */
  function clusters(marks, radiusOf, gap = 2) {
    let groups = marks.map((mark, number) => ({ x: mark.x, y: mark.y, weight: mark.weight, radius: mark.radius, largest: mark.weight, members: [number] }));
    groups.sort((a, b) => b.weight - a.weight || a.members[0] - b.members[0]);
    for (let merged = true; merged;) {
      merged = false;
      const kept = [];
      for (const group of groups) {
        const over = kept.find((other) => Math.hypot(other.x - group.x, other.y - group.y) < other.radius + group.radius + gap);
        if (!over) { kept.push(group); continue; }
        // The largest of its places says where a cluster stands.
        if (group.largest > over.largest) {
          Object.assign(over, { x: group.x, y: group.y, largest: group.largest });
          over.members = group.members.concat(over.members);
        } else over.members = over.members.concat(group.members);
        over.weight += group.weight;
        over.radius = radiusOf(over.weight);
        merged = true;
      }
      groups = kept.sort((a, b) => b.weight - a.weight || a.members[0] - b.members[0]);
    }
    return groups;
  }

  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

  /* A box for the name of each group, beside it where it covers nothing; null where there is no room. */
  function names(groups, texts, size, covered = [], letter = 7, height = 16) {
    const taken = groups.map((one) => ({ left: one.x - one.radius, right: one.x + one.radius, top: one.y - one.radius, bottom: one.y + one.radius })).concat(covered);
    return groups.map((one, number) => {
      const wide = letter * texts[number].length + 4, middle = one.y - height / 2;
      const places = [[one.x + one.radius + 3, middle], [one.x - one.radius - 3 - wide, middle],
                      [one.x - wide / 2, one.y - one.radius - height - 2], [one.x - wide / 2, one.y + one.radius + 2],
                      [one.x + one.radius - 2, one.y - one.radius - height], [one.x + one.radius - 2, one.y + one.radius],
                      [one.x - one.radius + 2 - wide, one.y - one.radius - height], [one.x - one.radius + 2 - wide, one.y + one.radius]];
      for (const [left, top] of places) {
        const box = { left, top, right: left + wide, bottom: top + height };
        const inside = left >= 2 && top >= 2 && box.right <= size.x - 2 && box.bottom <= size.y - 14;
        if (inside && taken.every((other) => apart(box, other))) { taken.push(box); return box; }
      }
      return null;
    });
  }

  /* Where labels of places out of sight stand at the frame: in their bearing, slid along until they cover nothing. */
  function edges(far, size, taken, height = 26) {
    const middle = { x: size.x / 2, y: size.y / 2 }, used = [...taken];
    return far.map(({ x, y, wide }) => {
      const dx = x - middle.x, dy = y - middle.y;
      const most = { x: size.x - wide - 6, y: size.y - height - 20 };
      const reach = Math.min(Math.abs((size.x / 2) / (dx || 1e-6)), Math.abs((size.y / 2) / (dy || 1e-6)));
      const level = Math.abs((size.y / 2) / (dy || 1e-6)) <= Math.abs((size.x / 2) / (dx || 1e-6));   // top or bottom edge
      const start = { x: Math.min(Math.max(middle.x + dx * reach - wide / 2, 6), most.x),
                      y: Math.min(Math.max(middle.y + dy * reach - height / 2, 6), most.y) };
      for (let step = 0; step < 60; step += 1) {
        const slide = (step % 2 ? 1 : -1) * Math.ceil(step / 2) * 14;
        const left = level ? start.x + slide : start.x, top = level ? start.y : start.y + slide;
        if (left < 6 || top < 6 || left > most.x || top > most.y) continue;
        const box = { left, top, right: left + wide, bottom: top + height };
        if (used.every((other) => apart(box, other))) { used.push(box); return box; }
      }
      return null;
    });
  }

  /* Whether a point is in a shape, given as rings of [x, y]: a line from it to the right crosses the rings an odd number
     of times, so that holes are outside. */
  function within(rings, x, y) {
    let inside = false;
    for (const ring of rings) for (let at = 0, before = ring.length - 1; at < ring.length; before = at, at += 1) {
      const [ax, ay] = ring[at], [bx, by] = ring[before];
      if ((ay > y) !== (by > y) && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
    return inside;
  }

  /* A box for the label of each area: in it, at its label point or as near to that as the box covers nothing in `taken`.
     `areas` have x, y (the label point), wide, tall and rings, or `along`, the points of a road; null where there is no
     room in sight. */
  function areaLabels(areas, size, taken, step = 14) {
    const used = [...taken], grid = [];
    for (let x = step; x < size.x; x += step) for (let y = step; y < size.y - 14; y += step) grid.push([x, y]);
    return areas.map((area) => {
      const far = ([x, y]) => Math.hypot(x - area.x, y - area.y);
      const spots = [[area.x, area.y], ...(area.along || grid)].map((spot) => [far(spot), spot]).sort((a, b) => a[0] - b[0]);
      for (const [, [x, y]] of spots) {
        const box = { left: x - area.wide / 2, top: y - area.tall / 2, right: x + area.wide / 2, bottom: y + area.tall / 2 };
        if (box.left < 2 || box.top < 2 || box.right > size.x - 2 || box.bottom > size.y - 16) continue;
        if (!used.every((other) => apart(box, other)) || !(area.along || within(area.rings, x, y))) continue;
        used.push(box);
        return box;
      }
      return null;
    });
  }

  return { clusters, names, edges, areaLabels, within };
})();
