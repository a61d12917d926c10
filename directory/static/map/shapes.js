/* The shape of each group of categories: what it is survives without its colour. */
const SHAPES = {
  diamond: "M0-11 11 0 0 11-11 0Z",
  cross: "M-3.5-10h7v6.5H10v7H3.5V10h-7V3.5H-10v-7h6.5Z",
  circle: "M-9.5 0a9.5 9.5 0 1 0 19 0 9.5 9.5 0 1 0-19 0Z",
  square: "M-8.5-8.5h17v17h-17Z",
  triangle: "M0-10.5 10.5 8.5h-21Z",
  hexagon: "M-5.2-9.2H5.2L10.5 0 5.2 9.2H-5.2L-10.5 0Z",
  pentagon: "M0-10.5 10.2-3 6.3 9H-6.3L-10.2-3Z",
};

export const drawShape = (category) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = svg.appendChild(document.createElementNS(svg.namespaceURI, "path"));
  svg.setAttribute("viewBox", "-14 -14 28 28");
  svg.setAttribute("aria-hidden", "true");
  svg.style.setProperty("--colour", category.colour);
  svg.style.setProperty("--dark-colour", category.dark);
  path.setAttribute("class", "map-shape");
  path.setAttribute("d", SHAPES[category.shape] || SHAPES.circle);
  return svg;
};
