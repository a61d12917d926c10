/* The names of the main communes, as elements of the page: before anybody looks closer, and on maps without ground. */
export const townMarker = (name, latlng) =>
  L.marker(latlng, {
    icon: L.divIcon({ className: "map-commune", iconSize: null }),
    interactive: false,
    keyboard: false,
    pane: "places",
  }).on("add", ({ target }) => {
    target.getElement().textContent = name;
  });

/* Names go where they are free of the points and of each other, and whole, or nowhere. */
export const arrangeTowns = (map, towns, taken) => {
  const corner = map.containerPointToLayerPoint([0, 0]),
    view = L.bounds(corner, corner.add(map.getSize())),
    boxes = taken.map(([left, top, right, bottom]) => L.bounds([left, top], [right, bottom]));
  for (const town of towns) {
    const icon = town.getElement(),
      at = map.latLngToLayerPoint(town.getLatLng());
    icon.hidden = false;
    const half = L.point(icon.offsetWidth / 2, icon.offsetHeight / 2),
      [w, far] = [half.x, half.x + 18];
    const around = [0, 14, 28, 42].flatMap((d) => [
      [0, 24 + d],
      [0, -24 - d],
      [far + d, 0],
      [-far - d, 0],
      [w, 24 + d],
      [-w, 24 + d],
      [w, -24 - d],
      [-w, -24 - d],
    ]);
    const free = around.find((aside) => {
      const centre = at.add(aside),
        box = L.bounds(centre.subtract(half), centre.add(half));
      return (!view.contains(at) || view.contains(box)) && !boxes.some((other) => other.overlaps(box));
    });
    icon.hidden = !free;
    if (!free) continue;
    Object.assign(icon.style, { marginLeft: `${free[0] - w}px`, marginTop: `${free[1] - half.y}px` });
    boxes.push(L.bounds(at.add(free).subtract(half), at.add(free).add(half)));
  }
};
