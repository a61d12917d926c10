/* Hundreds of points: one canvas, one small picture per category, no element per point. */
import { element } from "./page.js";
import { gather } from "./points.js";
import { drawShape } from "./shapes.js";

const NEAR = 14; // px: how far from a point a click still is on it
const SAME_PLACE = 1e-4; // pixels at zoom 0: the same point of the data

export const Cloud = L.Canvas.extend({
  initialize(points, choose, categories) {
    L.Canvas.prototype.initialize.call(this);
    Object.assign(this, { points, choose, categories, lit: null });
  },
  onAdd(map) {
    this.spots = gather(this.points, (latlng) => map.project(latlng, 0), SAME_PLACE);
    L.Canvas.prototype.onAdd.call(this, map);
    map.on("click", this.click, this);
    map.on("mousemove", this.hover, this);
  },
  onRemove(map) {
    map.off("click", this.click, this);
    map.off("mousemove", this.hover, this);
    L.Canvas.prototype.onRemove.call(this, map);
  },
  click({ layerPoint }) {
    const spot = this.nearest(layerPoint);
    if (spot) this.choose(spot, this._map.getContainer());
  },
  hover({ layerPoint }) {
    this._map.getContainer().classList.toggle("is-over-point", Boolean(this.nearest(layerPoint)));
  },
  nearest(at) {
    let best = null,
      least = NEAR ** 2;
    for (const spot of this.spots) {
      const distance = (spot.at.x - at.x) ** 2 + (spot.at.y - at.y) ** 2;
      if (distance < least) [best, least] = [spot, distance];
    }
    return best;
  },
  spotOf(number) {
    return this.spots.find(({ points }) => points.some((point) => point.number === number));
  },
  light(number) {
    if (this.lit === number) return;
    this.lit = number;
    this._reset();
  },
  taken: () => [],
  recolour() {
    this.sprites = null;
    this._reset();
  },

  _draw() {
    const { x: left, y: top } = this._map.getPixelOrigin(),
      scale = 2 ** this._map.getZoom();
    this.sprites ??= this.draw();
    for (const spot of this.spots) {
      spot.at = L.point(spot.x * scale - left, spot.y * scale - top);
      if (this._bounds.contains(spot.at)) this.stamp(spot, 16);
    }
    const spot = this.lit && this.spotOf(this.lit);
    if (spot) this.stamp(spot, 36);
  },
  stamp({ at, points }, size) {
    // on whole pixels and at its own size: copied, not computed again
    const [x, y] = [Math.round(at.x), Math.round(at.y)];
    this._ctx.drawImage(this.sprites[size].get(points[0].category), x - size / 2, y - size / 2, size, size);
    if (points.length === 1) return;
    const pen = this._ctx;
    Object.assign(pen, { textAlign: "left", textBaseline: "bottom", lineWidth: 3, font: this.font });
    Object.assign(pen, { strokeStyle: this.halo, fillStyle: this.ink });
    pen.strokeText(points.length, x + 4, y - 2);
    pen.fillText(points.length, x + 4, y - 2);
  },
  draw() {
    // all in the page before one is read: the theme gives their colours, and is worked out once
    const box = this._map.getContainer(),
      style = getComputedStyle(box);
    this.font = `600 12px ${style.fontFamily}`;
    this.ink = style.getPropertyValue("--map-ink").trim();
    this.halo = style.getPropertyValue("--map-land").trim();
    const drawn = new Map(
      this.categories.map((category) => [category, box.appendChild(drawShape(category))]),
    );
    const [small, large] = [16, 36].map(
      (size) => new Map([...drawn].map(([category, svg]) => [category, this.sprite(svg, size)])),
    );
    for (const svg of drawn.values()) svg.remove();
    return { 16: small, 36: large };
  },
  sprite(svg, size) {
    const style = getComputedStyle(svg.firstChild),
      canvas = element("canvas"),
      ratio = L.Browser.retina ? 2 : 1;
    canvas.width = canvas.height = size * ratio;
    const pen = canvas.getContext("2d"),
      path = new Path2D(svg.firstChild.getAttribute("d")),
      scale = (size * ratio) / 24;
    pen.setTransform(scale, 0, 0, scale, (size * ratio) / 2, (size * ratio) / 2);
    Object.assign(pen, { lineWidth: 3, strokeStyle: style.stroke, fillStyle: style.fill });
    pen.stroke(path);
    pen.fill(path);
    return canvas;
  },
});
