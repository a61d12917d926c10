/* What is told of a spot: a sheet at the foot of the map on a phone, in its corner on a wider screen. One listing
   with its number to call, or the list of those that stand there. Every text is set with textContent. */
import { element } from "./page.js";
import { drawShape } from "./shapes.js";

const MOST_LISTED = 40;
const details = (number) =>
  fetch(`/points/${number}.json`)
    .then((answer) => answer.json())
    .catch(() => null);

const link = (className, href, ...parts) => {
  const made = Object.assign(element("a", className), { href });
  made.append(...parts);
  return made;
};

const callOf = (detail) =>
  link(
    "call",
    detail.dial,
    element("span", "", detail.phone),
    detail.ask && element("small", "", detail.ask),
  );

/* One listing: its name, what it is, how far its place is known, the way in. */
const tellOne = (sheet, { number, category, name }) => {
  const title = sheet.appendChild(element("p", "map-sheet-name", name ?? "…"));
  title.prepend(drawShape(category));
  const what = sheet.appendChild(element("p", "map-sheet-what", category.label));
  const told = details(number).then((detail) => {
    if (!detail?.name) return sheet.append(element("p", "", "Détail indisponible pour le moment."));
    title.replaceChildren(drawShape(category), detail.name);
    sheet.ariaLabel = detail.name;
    what.textContent = detail.what;
    if (detail.where)
      sheet.append(element("p", detail.is_approximate ? "map-sheet-approximate" : "", detail.where));
    const ways = sheet.appendChild(element("p", "map-sheet-ways"));
    if (detail.phone) ways.append(callOf(detail));
    ways.append(link("call is-page", detail.href, "Voir la fiche"));
  });
  return [title.textContent, told];
};

/* Several: a row each, with its number or the way to its page. */
const tellSeveral = (sheet, points) => {
  const title = `${points.length} fiches`,
    head = sheet.appendChild(element("p", "map-sheet-name", title)),
    list = sheet.appendChild(element("ul", "map-sheet-list")),
    listed = points.slice(0, MOST_LISTED);
  if (points.length > MOST_LISTED)
    sheet.append(element("p", "", `Et ${points.length - MOST_LISTED} autres\u00a0: agrandissez la carte.`));
  const told = listed.map(async ({ number, category, name }) => {
    const row = list.appendChild(element("li")),
      words = row.appendChild(element("span", "", name ?? "…")),
      what = row.appendChild(element("small", "", category.label));
    row.prepend(drawShape(category));
    const detail = await details(number);
    if (!detail?.name) return "";
    words.textContent = detail.name;
    what.textContent = detail.ask ? `${category.label} · ${detail.ask}` : category.label;
    const page = link("map-sheet-page", detail.href, words.textContent);
    words.replaceChildren(page);
    if (detail.phone) row.append(link("call", detail.dial, detail.phone));
    return detail.place;
  });
  const all = Promise.all(told).then(([place, ...others]) => {
    const isOne = place && others.every((other) => other === place);
    if (isOne) head.textContent = `${place}\u00a0: ${title}`;
    if (isOne && points.every((point) => point.isApproximate))
      head.after(element("p", "map-sheet-approximate", "Communes seulement\u00a0: un point pour toutes."));
  });
  return [title, all];
};

/* Return the sheet of these points, open under the map, and a promise: all is told. `close` shuts it. */
export const openSheet = (box, points, close) => {
  const sheet = Object.assign(element("div", "map-sheet"), { role: "dialog", tabIndex: -1 });
  const shut = Object.assign(element("button", "map-sheet-close", "×"), {
    type: "button",
    ariaLabel: "Fermer",
  });
  shut.addEventListener("click", close);
  sheet.append(shut);
  const [title, told] = points.length > 1 ? tellSeveral(sheet, points) : tellOne(sheet, points[0]);
  sheet.ariaLabel = title;
  box.after(sheet);
  return { sheet, told };
};

/* How far to move the map, in pixels, so that a place of it is seen above the sheet, off its edges. */
export const shiftToSee = (box, sheet, { x, y }) => {
  const around = box.getBoundingClientRect(),
    over = sheet.getBoundingClientRect(),
    margin = 40,
    isBeside = over.width < around.width / 2 && around.left + x - margin > over.right,
    top = Math.max(around.top, 0) - around.top + margin,
    bottom = (isBeside ? around.bottom : Math.min(around.bottom, over.top)) - around.top - margin;
  const into = (at, least, most) => (at < least ? at - least : at > most ? at - most : 0);
  return [into(x, margin, around.width - margin - 40), bottom > top ? into(y, top, bottom) : 0];
};
