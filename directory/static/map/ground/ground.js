/* The ground under the points, once someone looks closer: one canvas, drawn again after each move or zoom. */
import { decodeCommunes, faceAt, joinRings } from "./decode.js";
import { chooseNames, fontsOf } from "./names.js";

const NEXT_DOOR = 0; // the face of another departement
const REACH = 3000; // metres: the neighbour, drawn coarse, is extended so far to meet our finer border
/* Cities drawn by arrondissement: their code → how the codes of their arrondissements begin. */
const CITIES = { 75056: "751", 69123: "6938", 13055: "132" };

const Ground = L.Canvas.extend({
  initialize(file) {
    L.Canvas.prototype.initialize.call(this, { pane: "land", padding: 0.1 });
    this.communes = decodeCommunes(file);
    this.widths = new Map();
    this.pen = document.createElement("canvas").getContext("2d");
    this.isBare = false;
  },
  /* What is drawn, made from what was decoded. */
  join() {
    this.land = joinRings(this.communes, (face) => face > 0);
    this.byRank = [...this.communes.communes].sort((one, other) => other.rank - one.rank);
  },
  /* Measure every letter of the names in the fonts of a map's box. */
  measure(box) {
    const letters = new Set(this.communes.communes.map(({ name }) => name).join(""));
    for (const font of fontsOf(getComputedStyle(box).fontFamily)) this.widthOf([...letters].join(""), font);
  },
  /* `home` is the zoom that shows the whole departement, `taken` gives the boxes names may not cover. */
  begin(map, home, taken) {
    Object.assign(this, { home, taken });
    this.addTo(map);
  },
  /* Over a map of somebody else, which has its own ground and names, only the outline is drawn. */
  underTiles(hasTiles) {
    if (this.isBare === hasTiles) return;
    this.isBare = hasTiles;
    this._reset();
  },
  /* Mark the commune of this Insee code; a city by its arrondissements. */
  mark(code) {
    const { communes, xs } = this.communes,
      begins = CITIES[code] ?? code,
      faces = new Set(
        communes.filter((each) => code && each.code.startsWith(begins)).map(({ face }) => face),
      );
    this.marked = communes.find((each) => each.code === code);
    this.markedRings = this.marked ? joinRings(this.communes, (face) => faces.has(face)) : [];
    const x = this.markedRings.flat().map((k) => xs[k]);
    this.markedWidth = Math.max(...x) - Math.min(...x);
    if (this._map) this._reset();
  },
  /* The name of the commune of a place, once one is near enough for its own name to be out of sight. */
  placeAt(latlng) {
    if (this._map.getZoom() < Math.min(this.home + 3, this._map.getMaxZoom())) return "";
    return this.communes.communes[faceAt(this.communes, this._map.project(latlng, 0)) - 1]?.name;
  },
  recolour() {
    this.colours = null;
    this._reset();
  },

  _draw() {
    this.colours ??= this.read();
    const scale = 2 ** this._map.getZoom(),
      { x: left, y: top } = this._map.getPixelOrigin(),
      { xs, ys } = this.communes;
    this.scale = scale;
    this.pixelX = (k) => xs[k] * scale - left;
    this.pixelY = (k) => ys[k] * scale - top;
    this.pixel = ({ x, y }) => [x * scale - left, y * scale - top];
    const { neighbour, land, inner, outline, tint, focus } = this.colours,
      latitude = (this._map.getCenter().lat * Math.PI) / 180,
      metres = (40075016 * Math.cos(latitude)) / 256 / scale; // in a pixel
    const closer = this._map.getZoom() - this.home;
    const isOuter = (one, other) => Math.min(one, other) < 1;
    if (this.isBare) return this.strokeArcs(isOuter, outline, 3);
    const isNextDoor = (one, other) => Math.min(one, other) === NEXT_DOOR;
    this.strokeArcs(isNextDoor, neighbour, Math.min(REACH / metres, 4000));
    this.paintRings(this.land, land);
    if (this.marked) this.paintRings(this.markedRings, tint);
    this.strokeArcs((one, other) => one > 0 && other > 0, inner, closer < 1 ? 0.6 : 1);
    this.strokeArcs(isOuter, outline, 3);
    if (this.marked) this.ringMarked(focus);
    this.writeNames(closer);
  },
  /* A ring around what is marked; small from afar, a circle wider than a marker says where it is. */
  ringMarked(colour) {
    this.paintRings(this.markedRings, null, colour, 3.5);
    if (this.markedWidth * this.scale >= 48) return;
    this._ctx.beginPath();
    this._ctx.arc(...this.pixel(this.marked), 24, 0, 7);
    this.paint(null, colour, 4);
  },
  strokeArcs(isDrawn, colour, width) {
    const pen = this._ctx,
      { min, max } = this._bounds,
      [left, top] = this.pixel({ x: 0, y: 0 }),
      least = Math.max(3, width / 6); // px: points nearer than that to the last drawn add nothing
    pen.beginPath();
    for (const { left: one, right: other, start, end, box } of this.communes.arcs) {
      if (!isDrawn(one, other)) continue;
      if (box[0] * this.scale + left > max.x + width || box[2] * this.scale + left < min.x - width) continue;
      if (box[1] * this.scale + top > max.y + width || box[3] * this.scale + top < min.y - width) continue;
      let [x0, y0] = [this.pixelX(start), this.pixelY(start)];
      pen.moveTo(x0, y0);
      for (let k = start + 1; k < end; k++) {
        const [x, y] = [this.pixelX(k), this.pixelY(k)];
        if (k < end - 1 && Math.abs(x - x0) + Math.abs(y - y0) < least) continue;
        pen.lineTo(x, y);
        [x0, y0] = [x, y];
      }
    }
    this.paint(null, colour, width);
  },
  paintRings(rings, colour, border, width) {
    this._ctx.beginPath();
    for (const ring of rings) {
      this._ctx.moveTo(this.pixelX(ring[0]), this.pixelY(ring[0]));
      for (const k of ring) this._ctx.lineTo(this.pixelX(k), this.pixelY(k));
    }
    this.paint(colour, border, width);
  },
  paint(fill, stroke, width) {
    const pen = this._ctx;
    if (fill) {
      pen.fillStyle = fill;
      pen.fill("evenodd");
    }
    if (!stroke) return;
    pen.lineJoin = width > 1 && width < 5 ? "round" : "bevel"; // round joins of hair lines and wide ones are slow
    pen.strokeStyle = stroke;
    pen.lineWidth = width;
    pen.stroke();
  },
  writeNames(closer) {
    const pen = this._ctx,
      { x, y } = this._map.containerPointToLayerPoint([2, 2]),
      size = this._map.getSize(),
      { family, land, ink, text } = this.colours;
    const others = this.byRank.filter((each) => each !== this.marked);
    const written = chooseNames(this.marked ? [this.marked, ...others] : others, {
      place: this.pixel,
      view: [x, y, x + size.x - 4, y + size.y - 4],
      taken: this.taken(),
      closer,
      family,
      width: (name, font) => this.widthOf(name, font),
      marked: this.marked,
    });
    Object.assign(pen, { textAlign: "center", textBaseline: "middle", lineWidth: 3, strokeStyle: land });
    for (const { name, x, y, font, isStrong } of written) {
      if (pen.font !== font) pen.font = font;
      pen.strokeText(name, x, y);
      pen.fillStyle = isStrong ? ink : text;
      pen.fillText(name, x, y);
    }
  },
  /* The sum of the widths of the letters, each measured once: measuring hundreds of names takes a long task. */
  widthOf(name, font) {
    if (!this.widths.has(font)) this.widths.set(font, new Map());
    const letters = this.widths.get(font);
    let width = 0;
    for (const letter of name) {
      if (!letters.has(letter)) {
        this.pen.font = font;
        letters.set(letter, this.pen.measureText(letter).width);
      }
      width += letters.get(letter);
    }
    return width;
  },
  /* The colours of the theme, from the style sheet. */
  read() {
    const style = getComputedStyle(this._map.getContainer()),
      of = (name) => style.getPropertyValue(`--map-${name}`).trim();
    return {
      family: style.fontFamily,
      neighbour: of("neighbour"),
      land: of("land"),
      outline: of("outline"),
      text: of("text"),
      ink: of("ink"),
      focus: of("focus"),
      inner: of("inner"),
      tint: `color-mix(in srgb, ${of("focus")} 22%, ${of("land")})`,
    };
  },
});

/* One task for each step, short enough for the map to answer between. */
export const drawCommunes = (file) => {
  let ground = null;
  const steps = [
    () => {
      ground = new Ground(file);
    },
    () => ground.join(),
    () => ground.measure(document.getElementById("map")),
    () => relais.drawCommunes(ground),
  ];
  const next = () => {
    steps.shift()();
    if (steps.length) setTimeout(next);
  };
  setTimeout(next);
};
