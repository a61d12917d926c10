/* Markers that are buttons: one a spot, a shape for a listing, a number for several. */
import { element } from "./page.js";
import { gather } from "./points.js";
import { drawShape } from "./shapes.js";

const TARGET = matchMedia("(pointer: coarse)").matches ? 44 : 32; // px, side of a target; WCAG 2.2 asks for 24

const labelOf = ({ points }) => {
  const names = points.map(({ name, category }) => `${name}, ${category.label}`);
  return points.length > 1 ? `${points.length} fiches\u00a0: ${names.join("\u202f; ")}` : names[0];
};

const iconOf = ({ points }) => {
  const isOne = points.length === 1,
    isApproximate = points.every((point) => point.isApproximate);
  return L.divIcon({
    className: `map-marker${isOne ? "" : " is-several"}${isApproximate ? " is-approximate" : ""}`,
    iconSize: [TARGET, TARGET],
    html: isOne ? drawShape(points[0].category) : element("b", "", points.length),
  });
};

export const Markers = L.LayerGroup.extend({
  /* `choose` is called with a spot and the element it was chosen from. */
  initialize(points, choose) {
    L.LayerGroup.prototype.initialize.call(this);
    Object.assign(this, { points, choose, spots: [], lit: null });
  },
  onAdd(map) {
    map.on("zoomend", this.arrange, this);
    this.arrange();
  },
  onRemove(map) {
    map.off("zoomend", this.arrange, this);
    L.LayerGroup.prototype.onRemove.call(this, map);
  },
  /* A marker whose listings stay the same stays, and keeps the focus. */
  arrange() {
    const former = new Map(this.spots.map((spot) => [spot.key, spot])),
      seen = new Map();
    this.spots = gather(this.points, (latlng) => this._map.project(latlng), TARGET).map((spot) => {
      spot.key = spot.points.map(({ number }) => number).join();
      const kept = former.get(spot.key);
      former.delete(spot.key);
      return kept ?? spot;
    });
    const hadFocus = [...former.values()].some(
      ({ marker }) => marker.getElement() === document.activeElement,
    );
    for (const { marker } of former.values()) this.removeLayer(marker);
    for (const spot of this.spots) {
      let label = labelOf(spot);
      seen.set(label, (seen.get(label) ?? 0) + 1);
      if (seen.get(label) > 1) label += ` (${seen.get(label)})`;
      if (!spot.marker) this.addLayer(this.mark(spot, label));
    }
    if (hadFocus) this._map.getContainer().focus({ preventScroll: true });
    this.light(this.lit);
  },
  mark(spot, label) {
    const marker = L.marker(spot.latlng, { icon: iconOf(spot), title: label });
    spot.marker = marker;
    marker.on("add", () => marker.getElement().setAttribute("aria-label", label));
    marker.on("click keydown", ({ originalEvent: event }) => {
      if (event.key && event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      this.choose(spot, marker.getElement());
    });
    return marker;
  },
  spotOf(number) {
    return this.spots.find(({ points }) => points.some((point) => point.number === number));
  },
  light(number) {
    this.lit = number;
    for (const spot of this.spots) {
      const isLit = spot.points.some((point) => point.number === number);
      spot.marker.getElement()?.classList.toggle("is-lit", isLit);
      spot.marker.setZIndexOffset(isLit ? 1000 : 0);
    }
  },
  /* What names must not cover, in pixels of the layers: left, top, right, bottom. */
  taken() {
    return this.spots.map(({ latlng }) => {
      const { x, y } = this._map.latLngToLayerPoint(latlng);
      return [x - TARGET / 2, y - TARGET / 2, x + TARGET / 2, y + TARGET / 2];
    });
  },
});
