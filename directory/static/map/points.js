/* The points of a search, from the columns of /points.json; those that would cover one another, together. */
const sums = (steps) => {
  let sum = 0;
  return steps.map((step) => {
    sum += step;
    return sum;
  });
};

/* Points: number of the listing, its category, its name (when there are few), whether it is of this territory,
   whether only its commune is known. */
export const readPoints = (columns, categories) => {
  const [numbers, y, x] = [columns.numbers, columns.y, columns.x].map(sums);
  return numbers.map((number, i) => ({
    number,
    category: categories[columns.categories[i]],
    name: columns.names?.[i],
    isHere: Boolean(columns.here[i]),
    isApproximate: Boolean(columns.approximate?.[i]),
    latlng: L.latLng(y[i] / 1e4, x[i] / 1e4),
  }));
};

/* Points nearer than `side` pixels to the first of a spot join it: a spot stands at the true place of its first
   point, and no marker is ever moved. Kept by squares of that side: only the nine around can be too near. */
export const gather = (points, at, side) => {
  const squares = new Map(),
    spots = [];
  for (const point of points) {
    const { x, y } = at(point.latlng),
      [column, row] = [Math.floor(x / side), Math.floor(y / side)];
    let spot;
    for (let i = column - 1; i <= column + 1; i++)
      for (let j = row - 1; j <= row + 1; j++)
        spot ??= squares
          .get(i * 65536 + j)
          ?.find((near) => Math.abs(near.x - x) < side && Math.abs(near.y - y) < side);
    if (spot) spot.points.push(point);
    else {
      const key = column * 65536 + row;
      spot = { x, y, latlng: point.latlng, points: [point] };
      spots.push(spot);
      squares.set(key, [...(squares.get(key) ?? []), spot]);
    }
  }
  return spots;
};
