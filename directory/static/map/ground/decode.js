/* Decodes the communes of a departement: borders as arcs, names, label points (scripts/geodata_ground.py says how
   they are written). Positions come as steps from the point before; here they become degrees, then places of the
   Mercator world (a square of 256 at zoom 0): drawing at a zoom is one multiplication and one subtraction each. */
const sums = (steps) => {
  let sum = 0;
  return steps.map((step) => {
    sum += step;
    return sum;
  });
};
const places = (steps, toWorld) => {
  const found = new Float64Array(steps.length);
  let sum = 0;
  for (let k = 0; k < steps.length; k++) {
    sum += steps[k];
    found[k] = toWorld(sum);
  }
  return found;
};

export const decodeCommunes = (file) => {
  const [west, south] = file.origin,
    [east, north] = file.unit; // of the corner, and degrees in one step
  const worldX = (x) => ((west + x * east) / 360 + 0.5) * 256;
  const worldY = (y) => {
    const sine = Math.sin(((south + y * north) * Math.PI) / 180);
    return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256;
  };
  const xs = places(file.x, worldX),
    ys = places(file.y, worldY);
  let end = 0;
  const arcs = file.n.map((n, i) => {
    const start = end,
      box = [Infinity, Infinity, -Infinity, -Infinity];
    end += n;
    for (let k = start; k < end; k++) {
      if (xs[k] < box[0]) box[0] = xs[k];
      if (ys[k] < box[1]) box[1] = ys[k];
      if (xs[k] > box[2]) box[2] = xs[k];
      if (ys[k] > box[3]) box[3] = ys[k];
    }
    return { left: file.left[i], right: file.right[i], start, end, box };
  });
  const [codes, lx, ly] = [file.code, file.lx, file.ly].map(sums);
  const communes = file.names.split("|").map((name, i) => ({
    face: i + 1, // borders say 1, 2, … for a commune, 0 for another departement, -1 for the sea or a country
    code: file.prefix + String(codes[i]).padStart(3, "0"),
    name,
    rank: file.rank[i],
    x: worldX(lx[i]),
    y: worldY(ly[i]),
  }));
  return { xs, ys, arcs, communes };
};

/* The borders of the faces that are inside, joined end to end: rings, as lists of numbers of points. */
export const joinRings = ({ xs, ys, arcs }, isInside) => {
  const starts = new Map(),
    rings = [],
    key = (k) => `${xs[k]} ${ys[k]}`;
  for (const { left, right, start, end } of arcs) {
    if (isInside(left) === isInside(right)) continue;
    const line = Array.from({ length: end - start }, (_, k) => start + k);
    if (!isInside(left)) line.reverse();
    starts.set(key(line[0]), [...(starts.get(key(line[0])) ?? []), line]);
  }
  for (const lines of starts.values())
    while (lines.length) {
      const ring = lines.pop();
      while (key(ring.at(-1)) !== key(ring[0])) {
        const next = starts.get(key(ring.at(-1)))?.pop();
        if (!next) break;
        ring.push(...next);
      }
      rings.push(ring);
    }
  return rings;
};

/* The face a place of the world is in: the first border east of it says on which side one stands. */
export const faceAt = ({ xs, ys, arcs }, { x, y }) => {
  let nearest = Infinity,
    face = -1;
  for (const { left, right, start, end, box } of arcs) {
    if (y < box[1] || y > box[3] || x > box[2]) continue;
    for (let k = start + 1; k < end; k++) {
      if (ys[k - 1] > y === ys[k] > y) continue;
      const cross = xs[k - 1] + ((y - ys[k - 1]) / (ys[k] - ys[k - 1])) * (xs[k] - xs[k - 1]);
      if (cross > x && cross < nearest) [nearest, face] = [cross, ys[k] < ys[k - 1] ? left : right];
    }
  }
  return face;
};
