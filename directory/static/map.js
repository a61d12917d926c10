/* The map engine, driven by the script folium writes for a departement (/carte/<code>.js).
   Every text arrives as data and is shown with textContent. */
(() => {
  "use strict";
  const TARGET = 28; // px, side of a marker's target; WCAG 2.2 asks for 24
  const SHAPES = {
    diamond: "M0-11 11 0 0 11-11 0Z",
    cross: "M-3.5-10h7v6.5H10v7H3.5V10h-7V3.5H-10v-7h6.5Z",
    circle: "M-9.5 0a9.5 9.5 0 1 0 19 0 9.5 9.5 0 1 0-19 0Z",
    square: "M-8.5-8.5h17v17h-17Z",
    triangle: "M0-10.5 10.5 8.5h-21Z",
    hexagon: "M-5.2-9.2H5.2L10.5 0 5.2 9.2H-5.2L-10.5 0Z",
    pentagon: "M0-10.5 10.2-3 6.3 9H-6.3L-10.2-3Z",
  };
  const motion = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = motion ? "smooth" : "auto";
  const absolute = (steps) => {
    let sum = 0;
    return steps.map((step) => {
      sum += step;
      return sum;
    });
  };
  const element = (tag, className = "", textContent = "") =>
    Object.assign(document.createElement(tag), { className, textContent });

  let build, box, map, home, categories, note, badge, layer, cloud, source, query, request, opener;
  let places = [],
    points = { numbers: [] },
    lit = null; // names of communes, what is shown, the row in light
  let lacking = ""; // what the map says of itself when it says nothing else
  const markers = new Map(); // listing number → L.Marker, or null when drawn on the canvas

  const drawShape = (category) => {
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

  /* Many points: one canvas, one small picture per category, no element per point. */
  const Cloud = L.Canvas.extend({
    _draw() {
      const { x: left, y: top } = map.getPixelOrigin(),
        scale = 2 ** map.getZoom();
      this.sprites ??= this.draw();
      points.at = points.world.map((world) => L.point(world.x * scale - left, world.y * scale - top));
      points.at.forEach((at, i) => {
        if (this._bounds.contains(at)) this.stamp(at, i, 16);
      });
      if (lit !== null && points.at[lit]) this.stamp(points.at[lit], lit, 36);
    },
    stamp({ x, y }, i, size) {
      // on whole pixels and at its own size: copied, not computed again
      this._ctx.drawImage(
        this.sprites[size][points.categories[i]],
        Math.round(x) - size / 2,
        Math.round(y) - size / 2,
        size,
        size,
      );
    },
    draw() {
      // all in the page before one is read: the theme gives their colours, and is worked out once
      const drawn = categories.map((category) => box.appendChild(drawShape(category)));
      const [small, large] = [16, 36].map((size) => drawn.map((svg) => this.sprite(svg, size)));
      for (const svg of drawn) svg.remove();
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
  const nearest = (at) => {
    let best = null,
      least = (TARGET / 2) ** 2;
    points.at?.forEach((point, i) => {
      const distance = (point.x - at.x) ** 2 + (point.y - at.y) ** 2;
      if (distance < least) {
        best = i;
        least = distance;
      }
    });
    return best;
  };
  const markerOf = (i, seen) => {
    const category = categories[points.categories[i]];
    let label = `${points.names[i]}, ${category.label}`;
    seen[label] = (seen[label] || 0) + 1;
    if (seen[label] > 1) label += ` (${seen[label]})`;
    const icon = L.divIcon({
      className: "map-marker",
      iconSize: [TARGET, TARGET],
      html: drawShape(category),
    });
    const marker = L.marker(points.latlngs[i], { icon, title: label });
    marker.on("add", () => marker.getElement().setAttribute("aria-label", label));
    marker.on("click keydown", ({ originalEvent: event }) => {
      if (event.key && event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      select(i, marker.getElement());
    });
    return marker;
  };

  /* Markers keep their true position; one that would cover another is moved aside in pixels, at this zoom only.
     Boxes already placed are kept by squares of 32 px, wider than a marker: only the squares around can collide. */
  const arrange = () => {
    const squares = new Map(),
      taken = [];
    const square = (x, y) => (x >> 5) * 65536 + (y >> 5);
    const put = (icon, x, y, [dx, dy], w, h) => {
      Object.assign(icon.style, { marginLeft: `${dx - w}px`, marginTop: `${dy - h}px` });
      taken.push([x + dx, y + dy, w, h]);
    };
    const apart = (x, y) =>
      [-32, 0, 32].every((i) =>
        [-32, 0, 32].every((j) =>
          (squares.get(square(x + i, y + j)) ?? []).every(
            (near) => Math.abs(near[0] - x) >= TARGET || Math.abs(near[1] - y) >= TARGET,
          ),
        ),
      );
    markers.forEach((marker) => {
      if (!marker) return;
      const { x, y } = map.latLngToLayerPoint(marker.getLatLng());
      let dx = 0,
        dy = 0;
      for (let k = 1; !apart(x + dx, y + dy); k++) {
        // golden angle: an even, compact spread
        dx = Math.round(9 * Math.sqrt(k) * Math.cos(2.4 * k));
        dy = Math.round(9 * Math.sqrt(k) * Math.sin(2.4 * k));
      }
      marker.aside = [dx, dy];
      put(marker.getElement(), x, y, marker.aside, TARGET / 2, TARGET / 2);
      const key = square(x + dx, y + dy);
      squares.set(key, [...(squares.get(key) ?? []), taken.at(-1)]);
    });
    const corner = map.containerPointToLayerPoint([0, 0]),
      view = L.bounds(corner, corner.add(map.getSize()));
    places.forEach((place) => {
      // names go where they are free and whole, or nowhere
      const icon = place.getElement(),
        { x, y } = map.latLngToLayerPoint(place.getLatLng());
      icon.hidden = false;
      const w = icon.offsetWidth / 2,
        h = icon.offsetHeight / 2,
        far = w + 16;
      const around = [0, 14, 28, 42].flatMap((d) => [
        [0, 22 + d],
        [0, -22 - d],
        [far + d, 0],
        [-far - d, 0],
        [w, 22 + d],
        [-w, 22 + d],
        [w, -22 - d],
        [-w, -22 - d],
      ]);
      const isWhole = (at) =>
        !view.contains([x, y]) || view.contains(L.bounds(at.subtract([w, h]), at.add([w, h])));
      const free = around.find(
        ([dx, dy]) =>
          isWhole(L.point(x + dx, y + dy)) &&
          taken.every(
            (box) => Math.abs(box[0] - x - dx) >= box[2] + w || Math.abs(box[1] - y - dy) >= box[3] + h,
          ),
      );
      if (free) put(icon, x, y, free, w, h);
      icon.hidden = !free;
    });
  };

  const card = (number) => document.getElementById(`r${number}`);
  const light = (i) => {
    const mark = (on) => {
      const number = points.numbers[lit];
      card(number)?.classList.toggle("is-lit", on);
      markers.get(number)?.getElement()?.classList.toggle("is-lit", on);
      markers.get(number)?.setZIndexOffset(on ? 1000 : 0);
    };
    if (lit === i) return;
    if (lit !== null) mark(false);
    lit = i;
    if (lit !== null) mark(true);
    cloud?._reset();
  };

  const select = async (i, from) => {
    const number = points.numbers[i],
      content = element("div");
    const name = content.appendChild(element("p", "map-popup-name", points.names?.[i] ?? "…"));
    content.append(element("p", "map-popup-category", categories[points.categories[i]].label));
    const popup = L.popup({
      offset: markers.get(number)?.aside ?? [0, 0],
      minWidth: 180,
      maxWidth: Math.min(300, box.clientWidth - 130),
      autoPanPaddingTopLeft: [16, 16],
      autoPanPaddingBottomRight: [68, 16], // beside the zoom, which would cover its way out
    });
    if (!map.getBounds().pad(-0.1).contains(points.latlngs[i]))
      map.panTo(points.latlngs[i], { animate: motion });
    popup.setLatLng(points.latlngs[i]).setContent(content).openOn(map);
    opener = from;
    light(i);
    const dialog = popup.getElement();
    Object.assign(dialog, { role: "dialog", ariaLabel: name.textContent, tabIndex: -1 });
    dialog.querySelector(".leaflet-popup-close-button").ariaLabel = "Fermer";
    dialog.focus({ preventScroll: true });
    const listed = card(number)?.getBoundingClientRect(),
      around = box.getBoundingClientRect();
    if (listed && (listed.right <= around.left || listed.left >= around.right))
      // beside the map, not above or below
      card(number).scrollIntoView({ block: "nearest", behavior });
    const detail = await fetch(`/points/${number}.json`)
      .then((answer) => answer.json())
      .catch(() => null);
    const link = (text, href) =>
      content.append(Object.assign(element("a", "map-popup-link", text), { href }));
    if (detail?.name) {
      name.textContent = dialog.ariaLabel = detail.name;
      if (detail.phone) link(detail.phone, detail.dial);
      link("Voir la fiche", detail.href);
    } else content.append(element("p", "", "Détail indisponible pour le moment."));
    popup.update();
  };

  const tell = (text) => {
    badge.textContent = text || lacking;
    badge.hidden = !badge.textContent;
  };
  const reveal = () =>
    document.querySelectorAll(".show-on-map").forEach((button) => {
      button.hidden = !markers.has(Number(button.dataset.number));
    });
  const fit = () => {
    // a search shows its results here, else those around; no search, the departement
    const here = points.latlngs.filter((at) => home.contains(at)),
      found = here.length ? here : points.latlngs;
    const bounds = query.length > 1 && found.length ? L.latLngBounds(found) : home;
    if (bounds === home && !box.dataset.points) return; // as the map is born
    map.fitBounds(bounds, { padding: [24, 24], maxZoom: map.getBoundsZoom(home) + 1.5, animate: false });
  };

  const show = (data) => {
    light(null);
    map.closePopup();
    layer.clearLayers();
    markers.clear();
    const y = absolute(data.y),
      x = absolute(data.x);
    points = { numbers: absolute(data.numbers), categories: data.categories, names: data.names };
    points.latlngs = y.map((lat, i) => L.latLng(lat / 1e4, x[i] / 1e4));
    fit();
    const seen = {};
    points.numbers.forEach((number, i) => {
      markers.set(number, points.names ? markerOf(i, seen) : null);
    });
    points.world = points.latlngs.map((latlng) => map.project(latlng, 0));
    cloud = points.names ? null : new Cloud();
    for (const drawn of cloud ? [cloud] : markers.values()) layer.addLayer(drawn);
    arrange();
    const count = points.numbers.length,
      { hidden } = data;
    if (hidden > 1) tell(`${hidden} lieux sous secret, jamais situés`);
    else tell(hidden ? "1 lieu sous secret, jamais situé" : "");
    note.textContent = points.names
      ? `Repères sur la carte\u00a0: ${count}. Chacun est un bouton\u202f; la liste donne les mêmes fiches.`
      : `Points sur la carte\u00a0: ${count}. Au clavier, utilisez les boutons «\u00a0Voir sur la carte\u00a0» de la liste.`;
    box.dataset.points = count;
    reveal();
    const wanted = points.numbers.indexOf(Number(box.dataset.wanted)); // asked for before the map was there
    delete box.dataset.wanted;
    if (wanted >= 0)
      select(wanted, document.querySelector(`[data-number="${points.numbers[wanted]}"].show-on-map`) ?? box);
  };

  // The search of the address, or what the page understood of it.
  const asked = () => document.getElementById("results")?.dataset.query ?? location.search;
  const load = async () => {
    query = asked();
    request?.abort();
    request = new AbortController();
    const url = query ? `${source}&${query.slice(1)}` : source,
      first = window.relaisPoints; // came with the page: see relais.js
    window.relaisPoints = null;
    try {
      if (first?.url === url) return show(await first.data); // awaited: the map is whole by then
      const answer = await fetch(url, { signal: request.signal });
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") tell("Carte indisponible\u00a0: la liste reste complète.");
    }
  };

  const start = () => {
    if (box && !box.isConnected) {
      map?.remove();
      map = box = cloud = lit = null;
    } // the whole page was replaced: Back, restored history
    box ??= document.getElementById("map");
    if (!box || map) return;
    if (box.clientWidth && box.clientHeight)
      build(); // else closed or hidden: wait until it has a size
    else
      new ResizeObserver((_, watch) => {
        if (box.clientWidth) {
          watch.disconnect();
          start();
        }
      }).observe(box);
  };
  const follow = () =>
    setTimeout(() => {
      // once the address is the new one
      if (build && !box?.isConnected) start();
      else if (map && asked() !== query) load();
      else if (map) reveal();
    });

  window.relais = {
    options: {
      maxZoom: 16,
      dragging: !matchMedia("(pointer: coarse)").matches, // else one finger scrolls the page, two move the map
      fadeAnimation: false,
      zoomAnimation: motion,
      markerZoomAnimation: motion,
      inertia: motion,
    },
    build(make) {
      // the page may still be read: the map waits for its place
      build = make;
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
      else start();
    },
    land({ url }) {
      const area = L.geoJSON(null, {
        pane: "land",
        interactive: false,
        smoothFactor: 0.5,
        style: ({ properties }) => ({ className: `map-${properties.role}` }),
        pointToLayer: ({ properties }, latlng) => {
          const icon = L.divIcon({
            className: "map-commune",
            iconSize: null,
            html: element("span", "", properties.name),
          });
          places.push(L.marker(latlng, { icon, interactive: false, keyboard: false, pane: "places" }));
          return places.at(-1);
        },
      });
      places = [];
      fetch(url)
        .then((answer) => answer.json())
        .then(
          (outlines) => {
            area.addData(outlines);
            arrange();
            if (outlines.features.some(({ properties }) => properties.role === "self")) return;
            lacking = "Contour non disponible\u00a0: la liste dit tout";
            if (badge.hidden) tell("");
          },
          () => {},
        );
      return area;
    },
    points({ url }) {
      source = url;
      load();
      layer = L.layerGroup();
      return layer;
    },
    begin(made, bounds) {
      map = made;
      for (const pane of ["land", "places"]) map.createPane(pane);
      home = L.latLngBounds(bounds);
      categories = JSON.parse(box.dataset.categories);
      map.setMaxBounds(home.pad(1.5)).attributionControl.setPrefix("Leaflet");
      if (!motion) map.panBy = (offset) => L.Map.prototype.panBy.call(map, offset, { animate: false });
      badge = Object.assign(element("p", "map-badge leaflet-control"), { hidden: true });
      box.querySelector(".leaflet-bottom.leaflet-left").append(badge);
      note = box.appendChild(Object.assign(element("p", "map-note"), { id: "map-note" }));
      box.setAttribute("aria-describedby", note.id);
      map.on("zoomend", arrange);
      map.on("click", ({ layerPoint }) => {
        const i = nearest(layerPoint);
        if (i !== null) select(i, box);
      });
      map.on("mousemove", ({ layerPoint }) =>
        box.classList.toggle("is-over-point", nearest(layerPoint) !== null),
      );
      map.on("popupclose", ({ popup }) => {
        const inside =
          document.activeElement === document.body || popup.getElement()?.contains(document.activeElement);
        light(null);
        if (inside) opener?.focus({ preventScroll: true });
      });
      box.addEventListener("focusin", () => map.scrollWheelZoom.enable());
      box.addEventListener("focusout", () => map.scrollWheelZoom.disable());
    },
  };

  const indexOf = (event) => {
    const number = Number(event.target.closest?.("[data-number]")?.dataset.number);
    return markers.has(number) ? points.numbers.indexOf(number) : null;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".show-on-map");
    const i = button && indexOf(event);
    if (i === null) return;
    box.scrollIntoView({ block: "nearest", behavior });
    select(i, button);
  });
  for (const moment of ["focusin", "pointerover"])
    document.addEventListener(moment, (event) => {
      if (map && !document.querySelector(".leaflet-popup") && !box.contains(event.target))
        light(indexOf(event));
    });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map?.closePopup();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (cloud) cloud.sprites = null;
    cloud?._reset();
  });
  for (const moment of [
    "after:settle",
    "after:history:push",
    "afterSettle",
    "pushedIntoHistory",
    "historyRestore",
  ])
    document.addEventListener(`htmx:${moment}`, follow); // the names of htmx 4, then those of htmx 2
})();
