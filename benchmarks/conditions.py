"""When a page shows the answer to a step, as JavaScript for `watching.stepped`.

Each is a function of what was there before the step. Called without it, it gives what is there now.
"""

from __future__ import annotations

# The frame of the map lies on the page's own origin, so that one script sees both.
_DRAWN = """
  const frame = document.querySelector('iframe[title*="st_folium"]');
  const inside = frame && frame.contentDocument;
  const said = document.querySelector('.dl-sentence');
  const sentence = said ? said.textContent : '';
  const marks = inside ? [...inside.querySelectorAll('[data-places], [data-area], [data-cell]')]
    .map((mark) => `${mark.dataset.places ?? mark.dataset.area ?? mark.dataset.cell} ${mark.ariaLabel}`).join('|') : '';
"""

FILTERED = f"""(before) => {{
  {_DRAWN}
  if (before === undefined) return [sentence, marks];
  return sentence !== before[0] && marks !== before[1];
}}"""
"""Our page after a filter or a brush: another sentence, and other marks on the map."""

MOVED = f"""(before) => {{
  {_DRAWN}
  if (before === undefined) return marks;
  return marks !== before;
}}"""
"""Our map after a pan: other marks."""

READY = f"""() => {{
  {_DRAWN}
  return sentence !== '' && marks !== '';
}}"""
"""Our page once it is open: a sentence, and marks."""

_COUNTED = """
  const said = document.querySelector('.dl-sentence');
  const sentence = said ? said.textContent : '';
"""

NAIVE = f"""(before) => {{
  {_COUNTED}
  if (before === undefined) return sentence;
  if (sentence === '' || sentence === before) return false;
  const frame = document.querySelector('iframe[title*="st_folium"]');
  const inside = frame && frame.contentWindow;
  if (!inside || !inside.map || !inside.L) return false;
  let drawn = 0;
  inside.map.eachLayer((layer) => {{ if (layer instanceof inside.L.CircleMarker) drawn += 1; }});
  return drawn === Number(sentence.match(/, (\\d+) on the map/)[1]);
}}"""
"""The naive page: another sentence, and as many circles on the map as it says."""

PYDECK = f"""(before) => {{
  {_COUNTED}
  if (before === undefined) return sentence;
  if (sentence === '' || sentence === before) return false;
  // The sentence is below the chart: deck.gl has its points, and draws them in the next frames.
  window.__frames = (window.__frames ?? 0) + 1;
  if (window.__frames < 4) return false;
  window.__frames = 0;
  return true;
}}"""
"""The page with st.pydeck_chart: another sentence, and three frames more in which the points are drawn."""
