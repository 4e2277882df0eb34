// A map is made larger and smaller by links; this adds keys, and keeps what is looked at in place.

const MAP = "[data-zoomable]";
const BY_KEY = { "+": "+", "=": "+", "-": "-", 0: "0" };

/** While the map has the focus, "+" and "-" make it larger and smaller, and "0" fits the page. */
function zoomByKey(event) {
  const step = BY_KEY[event.key];
  if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
  if (!event.target.closest?.(MAP)) return;
  const link = document.querySelector(`[data-zoom="${step}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
}

function middleOf(map) {
  return {
    x: (map.scrollLeft + map.clientWidth / 2) / map.scrollWidth,
    y: (map.scrollTop + map.clientHeight / 2) / map.scrollHeight,
    isScrolled: map.scrollLeft > 0 || map.scrollTop > 0,
    places: placesOf(map),
  };
}

function placesOf(map) {
  const boxes = [...map.querySelectorAll("[data-box]")];
  return new Map(boxes.map((box) => [box.dataset.box, Number(box.dataset.y)]));
}

let before = null;

function remember() {
  const map = document.querySelector(MAP);
  before = map && middleOf(map);
}

/** A map that is wider than its frame begins with its beginning in view. */
function lookAtStart(map) {
  const start = map?.querySelector("[data-start]")?.getBoundingClientRect();
  if (!start || map.scrollWidth <= map.clientWidth) return;
  const frame = map.getBoundingClientRect();
  map.scrollLeft += start.left + start.width / 2 - frame.left - frame.width / 2;
}

function restore() {
  const map = document.querySelector(MAP);
  if (!map || !before) return;
  if (!before.isScrolled) {
    lookAtStart(map);
  } else {
    map.scrollLeft = before.x * map.scrollWidth - map.clientWidth / 2;
    map.scrollTop = before.y * map.scrollHeight - map.clientHeight / 2;
  }
  glide(map, before.places);
  before = null;
}

/** Boxes that stay glide to where the rows between them opened, so that the eye can follow. */
function glide(map, places) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const box of map.querySelectorAll("[data-box]")) {
    const was = places.get(box.dataset.box);
    const moved = was === undefined ? 0 : was - Number(box.dataset.y);
    const from = { transform: `translate(0, ${moved}px)`, opacity: was === undefined ? 0 : 1 };
    if (moved || was === undefined) {
      box.animate([from, { transform: "none", opacity: 1 }], { duration: 220, easing: "ease-out" });
    }
  }
}

document.addEventListener("keydown", zoomByKey);
document.addEventListener("htmx:beforeSwap", remember);
document.addEventListener("htmx:afterSettle", restore);
lookAtStart(document.querySelector(MAP));
