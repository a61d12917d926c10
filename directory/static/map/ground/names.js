/* Which names of communes are written at a zoom: the largest first, whole, never over a marker or another name. */
const SIDE = 128; // px: boxes already taken are kept by squares of this side
const LARGE = 11; // a rank (see scripts/geodata_ground.py): about 25 000 people
const LARGEST = 12; // about 60 000
const ARRONDISSEMENT = 6;

const makeTaken = () => {
  const squares = new Map();
  const some = ([left, top, right, bottom], visit) => {
    for (let i = Math.floor(left / SIDE); i <= Math.floor(right / SIDE); i++)
      for (let j = Math.floor(top / SIDE); j <= Math.floor(bottom / SIDE); j++)
        if (visit(i * 65536 + j)) return true;
    return false;
  };
  return {
    put(box) {
      some(box, (key) => {
        if (!squares.has(key)) squares.set(key, []);
        squares.get(key).push(box);
        return false;
      });
    },
    isFree(box) {
      const meets = (other) =>
        other[0] < box[2] && other[2] > box[0] && other[1] < box[3] && other[3] > box[1];
      return !some(box, (key) => squares.get(key)?.some(meets));
    },
  };
};

const asides = (rank, isMarked) => {
  if (isMarked) return [0, 36, -36, 52, -52, 68, -68];
  if (rank === ARRONDISSEMENT) return [0];
  return rank >= LARGE ? [0, 20, -20, 34, -34] : [0, 16, -16];
};

/* The fonts of names: of a commune, of a large one, of one of the largest or marked. */
export const fontsOf = (family) => [`400 13px ${family}`, `600 13px ${family}`, `600 15px ${family}`];

/* `place` gives the pixel of a commune, `view` what is seen (left, top, right, bottom), `taken` the boxes of the
   markers, `closer` how many zooms one is closer than the whole departement, `width` measures a name in a font. */
export const chooseNames = (communes, { place, view, taken, closer, family, width, marked }) => {
  const boxes = makeTaken(),
    found = [],
    [plain, strong, largest] = fontsOf(family),
    gap = Math.max(3, 20 - 6 * Math.max(0, closer)), // few names from afar
    most = (view[2] - view[0]) * (view[3] - view[1]) < 5e5 ? 45 : 90;
  taken.forEach(boxes.put);
  for (const commune of communes) {
    if (found.length === most) break;
    const [x, y] = place(commune);
    if (x < view[0] || y < view[1] || x > view[2] || y > view[3]) continue;
    const isMarked = commune === marked,
      isStrong = isMarked || commune.rank >= LARGE;
    const isLargest = isMarked || commune.rank >= LARGEST,
      font = isLargest ? largest : isStrong ? strong : plain;
    const w = width(commune.name, font) / 2;
    for (const aside of asides(commune.rank, isMarked)) {
      const box = [x - w, y + aside - 8, x + w, y + aside + 8],
        isWhole = box[0] > view[0] && box[2] < view[2] && box[1] > view[1] && box[3] < view[3],
        wide = isMarked ? box : [box[0] - gap, box[1] - gap / 3, box[2] + gap, box[3] + gap / 3];
      if (!isWhole || !boxes.isFree(wide)) continue;
      boxes.put(box);
      found.push({ name: commune.name, x, y: y + aside, font, isStrong });
      break;
    }
  }
  return found;
};
