/* The map engine, driven by the script folium writes for a departement (/carte/<code>.js). */
import { Cloud } from "./cloud.js";
import { Markers } from "./markers.js";
import { behavior, cardOf, element, motion } from "./page.js";
import { readPoints } from "./points.js";
import { openSheet, shiftToSee } from "./sheet.js";
import { arrangeTowns, townMarker } from "./towns.js";

const DEEPEST = { ground: 14, tiles: 18, outline: 11 }; // zooms: past them nothing new is shown

let build = null; // what folium wrote: makes the map once its place has a size
let engine = null; // the one map of the page

class Engine {
  /* `home` are the bounds of the true outline, south-west then north-east. */
  constructor(map, home) {
    Object.assign(this, { map, home: L.latLngBounds(home), box: map.getContainer(), towns: [], points: [] });
    this.categories = JSON.parse(this.box.dataset.categories);
    for (const pane of ["land", "places"]) map.createPane(pane);
    map.getPane("land").setAttribute("aria-hidden", "true"); // outlines say nothing that the list does not
    map.setMaxBounds(this.home.pad(1.5)).attributionControl.setPrefix("Leaflet");
    if (!motion) map.panBy = (offset) => L.Map.prototype.panBy.call(map, offset, { animate: false });
    this.badge = Object.assign(element("p", "map-badge leaflet-control"), { hidden: true });
    this.box.querySelector(".leaflet-bottom.leaflet-left").append(this.badge);
    this.note = this.box.appendChild(Object.assign(element("p", "map-note"), { id: "map-note" }));
    this.box.setAttribute("aria-describedby", this.note.id);
    map.on("zoomend", () => this.arrange());
    map.on("overlayadd overlayremove", () => this.limit());
    this.box.addEventListener("focusin", () => map.scrollWheelZoom.enable());
    this.box.addEventListener("focusout", () => map.scrollWheelZoom.disable());
  }

  // The ground: outlines at once; communes on the first zoom, or when one is searched.

  land({ communes }) {
    this.communesUrl = communes;
    this.limit();
    const area = L.geoJSON(null, {
      pane: "land",
      interactive: false,
      smoothFactor: 0.5,
      style: ({ properties }) => ({ className: `map-${properties.role}` }),
      pointToLayer: ({ properties }, latlng) => {
        this.towns.push(townMarker(properties.name, latlng));
        return this.towns.at(-1);
      },
    });
    const draw = () => {
      const { outlines } = window.relais; // came with this script
      area.addData(outlines);
      this.arrange();
      if (outlines.features.some(({ properties }) => properties.role === "self")) return;
      this.lacking = "Contour non disponible\u00a0: la liste dit tout";
      if (this.badge.hidden) this.tell("");
    };
    setTimeout(draw); // the points first
    return area;
  }
  limit() {
    const hasTiles = Boolean(this.box.querySelector(".leaflet-control-layers :checked"));
    this.map.setMaxZoom(hasTiles ? DEEPEST.tiles : this.communesUrl ? DEEPEST.ground : DEEPEST.outline);
    this.ground?.underTiles(hasTiles);
  }
  askForCommunes() {
    if (!this.communesUrl || this.hasAskedForCommunes) return;
    this.hasAskedForCommunes = true;
    const src = window.relaisCopy ? `..${this.communesUrl}` : this.communesUrl; // a copy opens from a folder
    const script = Object.assign(document.createElement("script"), { src });
    script.addEventListener("error", () => {
      this.hasAskedForCommunes = false; // asked again at the next zoom
    });
    document.head.append(script);
  }
  drawCommunes(ground) {
    this.ground = ground;
    for (const town of this.towns) town.remove();
    this.towns = [];
    this.box.classList.add("has-ground");
    ground.mark(this.commune);
    ground.begin(this.map, this.map.getBoundsZoom(this.home), () => this.layer?.taken() ?? []);
    this.limit();
    this.map.on("moveend", () => this.tell(this.counted));
    this.tell(this.counted);
  }

  // The points: those of the search of the address, or of what the page understood of it.

  async load() {
    this.query = asked();
    this.request?.abort();
    this.request = new AbortController();
    const url = this.query ? `${this.source}&${this.query.slice(1)}` : this.source,
      first = window.relaisPoints; // came with the page: see relais.js
    window.relaisPoints = null;
    try {
      if (first?.url === url) return this.show(await first.data); // awaited: the map is whole by then
      const answer = await fetch(url, { signal: this.request.signal });
      if (!answer.ok) throw new Error(answer.status);
      this.show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") this.tell("Carte indisponible\u00a0: la liste reste complète.");
    }
  }
  show(columns) {
    this.close();
    this.layer?.remove();
    this.layer = null;
    this.points = readPoints(columns, this.categories);
    this.commune = columns.commune;
    this.frame();
    const choose = (spot, from) => this.open(spot.points, spot, from);
    this.layer = columns.names
      ? new Markers(this.points, choose)
      : new Cloud(this.points, choose, this.categories);
    this.layer.addTo(this.map);
    this.arrange();
    if (this.commune) this.askForCommunes();
    this.ground?.mark(this.commune);
    const { hidden } = columns,
      count = this.points.length;
    if (hidden > 1) this.counted = `${hidden} lieux sous secret, jamais situés`;
    else this.counted = hidden ? "1 lieu sous secret, jamais situé" : "";
    this.tell(this.counted);
    this.note.textContent = columns.names
      ? `Fiches sur la carte\u00a0: ${count}. Chaque repère est un bouton\u202f; la liste donne les mêmes fiches.`
      : `Points sur la carte\u00a0: ${count}. Au clavier, utilisez les boutons «\u00a0Voir sur la carte\u00a0» de la liste.`;
    this.box.dataset.points = count;
    this.reveal();
    const wanted = Number(this.box.dataset.wanted); // asked for before the map was there
    delete this.box.dataset.wanted;
    const button = wanted && document.querySelector(`[data-number="${wanted}"].show-on-map`);
    if (wanted) this.find(wanted, button ?? this.box);
  }
  /* The outline; a search shows closer what it found in it. What is here is a fact of the data. */
  frame() {
    const here = this.points.filter(({ isHere, latlng }) => isHere && this.home.contains(latlng)),
      isSearch = this.query.length > 1 && here.length && !this.commune,
      bounds = isSearch ? L.latLngBounds(here.map(({ latlng }) => latlng)) : this.home,
      maxZoom = this.map.getBoundsZoom(this.home) + 1.5;
    this.isFraming = true; // no hand zooms: the communes are not asked for
    this.map.fitBounds(bounds, { padding: [24, 24], maxZoom, animate: false });
    this.isFraming = false;
  }
  arrange() {
    if (this.towns.length) arrangeTowns(this.map, this.towns, this.layer?.taken() ?? []);
  }
  /* What the map says in its corner: what it is told, else what it lacks, and where one is. */
  tell(text) {
    const place = this.ground?.placeAt(this.map.getCenter());
    this.badge.textContent = [text || this.lacking, place].filter(Boolean).join(" · ");
    this.badge.hidden = !this.badge.textContent;
  }
  reveal() {
    const drawn = new Set(this.points.map(({ number }) => number));
    for (const button of document.querySelectorAll(".show-on-map"))
      button.hidden = !drawn.has(Number(button.dataset.number));
  }

  // One listing, or those that stand together: their marker and card in light, their sheet open.

  find(number, from) {
    const point = this.points.find((each) => each.number === number);
    if (point) this.open([point], this.layer.spotOf(number), from);
  }
  async open(points, spot, from) {
    this.close();
    const { sheet, told } = openSheet(this.box, points, () => this.close());
    Object.assign(this, { sheet, opener: from });
    const [{ number }] = points;
    this.light(number);
    // The map and the page may still be moving when this is asked: it is asked again when they stand.
    const see = (again = 2) => {
      if (this.sheet !== sheet) return;
      const shift = shiftToSee(this.box, sheet, this.map.latLngToContainerPoint(spot.latlng));
      if (!shift.some(Boolean)) return;
      if (again) this.map.once("moveend", () => see(again - 1));
      this.map.panBy(shift, { animate: motion });
    };
    sheet.focus({ preventScroll: true });
    const listed = points.length === 1 && cardOf(number)?.getBoundingClientRect(),
      around = this.box.getBoundingClientRect();
    if (listed && (listed.right <= around.left || listed.left >= around.right))
      // beside the map
      cardOf(number).scrollIntoView({ block: "nearest", behavior });
    see();
    await told;
    document.addEventListener("scrollend", () => see(), { once: true });
    sheet.scrollIntoView({ block: "nearest", behavior });
    see();
  }
  close() {
    if (!this.sheet) return;
    const hadFocus = document.activeElement === document.body || this.sheet.contains(document.activeElement);
    this.sheet.remove();
    this.sheet = null;
    this.light(null);
    if (hadFocus) (this.opener?.checkVisibility() ? this.opener : this.box).focus({ preventScroll: true });
  }
  light(number) {
    if (this.lit) cardOf(this.lit)?.classList.remove("is-lit");
    this.lit = number;
    if (number) cardOf(number)?.classList.add("is-lit");
    this.layer?.light(number);
  }
}

// The search of the address, or what the page understood of it.
const asked = () => document.getElementById("results")?.dataset.query ?? location.search;

const start = () => {
  if (engine && !engine.box.isConnected) {
    engine.map.remove(); // the whole page was replaced: Back, restored history
    engine = null;
  }
  const box = document.getElementById("map");
  if (!box || engine) return;
  if (box.clientWidth && box.clientHeight)
    build(); // else closed or hidden: wait until it has a size
  else
    new ResizeObserver((_, watch) => {
      if (!box.clientWidth) return;
      watch.disconnect();
      start();
    }).observe(box);
};
const follow = () =>
  setTimeout(() => {
    // once the address is the new one
    if (build && !engine?.box.isConnected) start();
    else if (engine && asked() !== engine.query) engine.load();
    else engine?.reveal();
  });

window.relais = {
  options: {
    dragging: !matchMedia("(pointer: coarse)").matches, // else one finger scrolls the page, two move the map
    fadeAnimation: false,
    zoomAnimation: motion,
    markerZoomAnimation: motion,
    inertia: motion,
  },
  build(make) {
    build = make;
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
    else start();
  },
  begin(map, bounds) {
    engine = new Engine(map, bounds);
  },
  land: (options) => engine.land(options),
  points({ url }) {
    engine.source = url;
    engine.load();
    engine.map.on("zoomstart", () => engine.isFraming || engine.askForCommunes());
    return L.layerGroup();
  },
  drawCommunes: (ground) => engine?.drawCommunes(ground),
};

const numberOf = (event) => Number(event.target.closest?.("[data-number]")?.dataset.number);
document.addEventListener("click", (event) => {
  const button = event.target.closest(".show-on-map");
  if (!button || !engine) return;
  if (engine.box.clientWidth) engine.box.scrollIntoView({ block: "nearest", behavior });
  else location.hash = "carte"; // the other face of the page
  engine.find(numberOf(event), button);
});
for (const moment of ["focusin", "pointerover"])
  document.addEventListener(moment, (event) => {
    if (!engine || engine.sheet || engine.box.contains(event.target)) return;
    const number = numberOf(event);
    engine.light(engine.points.some((point) => point.number === number) ? number : null);
  });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") engine?.close();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  engine?.layer?.recolour?.();
  engine?.ground?.recolour();
});
for (const moment of [
  "after:settle",
  "after:history:push",
  "afterSettle",
  "pushedIntoHistory",
  "historyRestore",
])
  document.addEventListener(`htmx:${moment}`, follow); // the names of htmx 4, then those of htmx 2
