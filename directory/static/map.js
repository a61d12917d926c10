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
  const absolute = (steps) => { let sum = 0; return steps.map((step) => (sum += step)); };
  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text ?? "";
    return made;
  };

  let build, box, map, home, categories, note, badge, layer, source, query, request, opener;
  let places = []; // commune labels
  let markers = new Map(); // listing number → L.Marker, or null when drawn on the canvas
  let points = { numbers: [] };
  let lit = null;

  const drawShape = (category) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "-14 -14 28 28");
    svg.setAttribute("aria-hidden", "true");
    svg.style.setProperty("--colour", category.colour);
    svg.style.setProperty("--dark-colour", category.dark_colour || category.colour);
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("class", "map-shape");
    path.setAttribute("d", SHAPES[category.shape] || SHAPES.circle);
    svg.append(path);
    return svg;
  };

  /* Many points: one canvas, one small picture per category, no element per point. */
  const Cloud = L.Canvas.extend({
    _draw() {
      const { x: left, y: top } = map.getPixelOrigin();
      const scale = 2 ** map.getZoom();
      this.sprites ??= categories.map((category) => this.sprite(category));
      points.at = points.world.map((world) => L.point(world.x * scale - left, world.y * scale - top));
      points.at.forEach((at, i) => {
        if (this._bounds.contains(at)) this.stamp(at, i, 20);
      });
      if (lit !== null && points.at[lit]) this.stamp(points.at[lit], lit, 36);
    },
    stamp(at, i, size) {
      this._ctx.drawImage(this.sprites[points.categories[i]], at.x - size / 2, at.y - size / 2, size, size);
    },
    sprite(category) {
      const svg = box.appendChild(drawShape(category)); // in the page, so that the theme gives its colours
      const style = getComputedStyle(svg.firstChild);
      const canvas = element("canvas");
      canvas.width = canvas.height = 72;
      const pen = canvas.getContext("2d");
      pen.setTransform(3, 0, 0, 3, 36, 36);
      pen.lineWidth = 3;
      pen.strokeStyle = style.stroke;
      pen.fillStyle = style.fill;
      const path = new Path2D(svg.firstChild.getAttribute("d"));
      pen.stroke(path);
      pen.fill(path);
      svg.remove();
      return canvas;
    },
  });
  const nearest = (at) => {
    let best = null, least = (TARGET / 2) ** 2;
    points.at?.forEach((point, i) => {
      const distance = (point.x - at.x) ** 2 + (point.y - at.y) ** 2;
      if (distance < least) [best, least] = [i, distance];
    });
    return best;
  };
  const redraw = () => layer?.eachLayer((drawn) => { if (drawn instanceof Cloud) drawn._reset(); });

  const markerOf = (i, seen) => {
    const category = categories[points.categories[i]];
    let label = `${points.names[i]}, ${category.label}`;
    seen[label] = (seen[label] || 0) + 1;
    if (seen[label] > 1) label += ` (${seen[label]})`;
    const icon = L.divIcon({ className: "map-marker", iconSize: [TARGET, TARGET], html: drawShape(category) });
    const marker = L.marker(points.latlngs[i], { icon, title: label });
    marker.on("add", () => marker.getElement().setAttribute("aria-label", label));
    marker.on("click", () => select(i, marker.getElement()));
    marker.on("keydown", ({ originalEvent: event }) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      select(i, marker.getElement());
    });
    return marker;
  };

  /* Markers keep their true position; those that would overlap are moved aside in pixels, at this zoom only. */
  const arrange = () => {
    const taken = [];
    const settle = (icon, at, w, h, tries) => {
      const found = tries.find(([dx, dy]) => taken.every((box) =>
        Math.abs(box[0] - at.x - dx) >= box[2] + w || Math.abs(box[1] - at.y - dy) >= box[3] + h));
      icon.hidden = !found;
      if (!found) return null;
      taken.push([at.x + found[0], at.y + found[1], w, h]);
      icon.style.marginLeft = `${found[0] - w}px`;
      icon.style.marginTop = `${found[1] - h}px`;
      return found;
    };
    const flower = Array.from({ length: 4 * markers.size }, (_, k) => // golden angle: an even, compact spread
      [Math.round(13 * Math.sqrt(k) * Math.cos(2.4 * k)), Math.round(13 * Math.sqrt(k) * Math.sin(2.4 * k))]);
    markers.forEach((marker) => {
      if (!marker) return;
      const at = map.latLngToLayerPoint(marker.getLatLng());
      marker.aside = settle(marker.getElement(), at, TARGET / 2, TARGET / 2, flower);
    });
    places.forEach((place) => {
      const icon = place.getElement();
      icon.hidden = false;
      const w = icon.offsetWidth / 2, h = icon.offsetHeight / 2, far = w + 16;
      settle(icon, map.latLngToLayerPoint(place.getLatLng()), w, h,
        [[0, 22], [0, -22], [far, 0], [-far, 0], [0, 36], [0, -36], [far, 24], [-far, 24], [0, 52], [0, -52]]);
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
    if (i !== null) mark(true);
    redraw();
  };

  const select = async (i, from) => {
    const number = points.numbers[i];
    const content = element("div");
    const name = content.appendChild(element("p", "map-popup-name", points.names?.[i] ?? "…"));
    content.append(element("p", "map-popup-category", categories[points.categories[i]].label));
    const popup = L.popup({ offset: markers.get(number)?.aside ?? [0, 0], autoPanPadding: [16, 16], minWidth: 180 });
    if (!map.getBounds().pad(-0.1).contains(points.latlngs[i])) map.panTo(points.latlngs[i], { animate: motion });
    popup.setLatLng(points.latlngs[i]).setContent(content).openOn(map);
    opener = from;
    light(i);
    const dialog = popup.getElement();
    dialog.setAttribute("role", "dialog");
    dialog.setAttribute("aria-label", name.textContent);
    dialog.tabIndex = -1;
    dialog.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Fermer");
    dialog.focus({ preventScroll: true });
    const listed = card(number)?.getBoundingClientRect();
    const around = box.getBoundingClientRect();
    if (listed && (listed.right <= around.left || listed.left >= around.right)) // beside the map, not above or below
      card(number).scrollIntoView({ block: "nearest", behavior: motion ? "smooth" : "auto" });
    const answer = await fetch(`/points/${number}.json`).catch(() => null);
    const detail = answer?.ok ? await answer.json() : null;
    if (!detail) return void content.append(element("p", "", "Détail indisponible pour le moment."));
    name.textContent = detail.name;
    dialog.setAttribute("aria-label", detail.name);
    const link = (text, href) => { content.append(Object.assign(element("a", "map-popup-link", text), { href })); };
    if (detail.phone) link(detail.phone.display, detail.phone.href);
    link("Voir la fiche", detail.href);
    popup.update();
  };

  const corner = (position, className) => {
    const control = L.control({ position });
    control.onAdd = () => Object.assign(element("p", className), { hidden: true });
    return control.addTo(map).getContainer();
  };
  const say = (target, text) => { target.textContent = text; target.hidden = !text; };
  const fit = () => {
    const chosen = location.search.length > 1 && points.numbers.length ? L.latLngBounds(points.latlngs) : home;
    map.fitBounds(chosen, { padding: [36, 36], maxZoom: map.getBoundsZoom(home) + 1.5, animate: false });
  };

  const show = (data) => {
    light(null);
    map.closePopup();
    layer.clearLayers();
    const y = absolute(data.y), x = absolute(data.x);
    points = { numbers: absolute(data.numbers), categories: data.categories, names: data.names };
    points.latlngs = y.map((lat, i) => L.latLng(lat / 1e4, x[i] / 1e4));
    fit();
    const seen = {};
    markers = new Map(points.numbers.map((number, i) => [number, points.names ? markerOf(i, seen) : null]));
    if (points.names) markers.forEach((marker) => layer.addLayer(marker));
    else {
      points.world = points.latlngs.map((latlng) => map.project(latlng, 0));
      layer.addLayer(new Cloud());
    }
    arrange();
    const count = points.numbers.length, many = data.hidden > 1 ? "x" : "", s = data.hidden > 1 ? "s" : "";
    say(badge, data.hidden ? `${data.hidden} lieu${many} sous secret accessible${s}\u00a0: jamais situé${s}` : "");
    note.textContent = points.names
      ? `Repères sur la carte\u00a0: ${count}. Chacun est un bouton\u202f; la liste donne les mêmes fiches.`
      : `Points sur la carte\u00a0: ${count}. Au clavier, utilisez les boutons «\u00a0Voir sur la carte\u00a0» de la liste.`;
    document.querySelectorAll(".show-on-map").forEach((button) => {
      button.hidden = !markers.has(Number(button.dataset.number));
    });
    box.dataset.points = count;
  };

  const load = async () => {
    query = location.search;
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(query ? `${source}&${query.slice(1)}` : source, { signal: request.signal });
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") say(badge, "Carte indisponible\u00a0: la liste reste complète.");
    }
  };

  const start = () => {
    if (box && !box.isConnected) { map?.remove(); map = box = null; } // the whole page was replaced: Back, restored history
    box ??= document.getElementById("map");
    if (!box || map) return;
    if (box.clientWidth && box.clientHeight) build(); // else closed or hidden: wait until it has a size
    else new ResizeObserver((_, watch) => { if (box.clientWidth) { watch.disconnect(); start(); } }).observe(box);
  };
  const follow = () => setTimeout(() => {
    if (!build) return;
    if (!box?.isConnected) start();
    else if (map && location.search !== query) load();
    else if (map) document.querySelectorAll(".show-on-map").forEach((button) => {
      button.hidden = !markers.has(Number(button.dataset.number));
    });
  });

  window.relais = {
    options: {
      maxZoom: 16,
      dragging: !matchMedia("(pointer: coarse)").matches, // else one finger scrolls the page, two move the map
      fadeAnimation: motion, zoomAnimation: motion, markerZoomAnimation: motion, inertia: motion,
    },

    build(make) { build = make; start(); },

    land({ url, ...options }) {
      const area = L.geoJSON(null, {
        ...options,
        interactive: false,
        smoothFactor: 0.5,
        style: ({ properties }) => ({ className: `map-${properties.role}` }),
        pointToLayer: ({ properties }, latlng) => {
          const icon = L.divIcon({ className: "map-commune", iconSize: null, html: element("span", "", properties.name) });
          places.push(L.marker(latlng, { icon, interactive: false, keyboard: false, pane: "places" }));
          return places.at(-1);
        },
      });
      places = [];
      fetch(url).then((answer) => answer.json()).then((outlines) => { area.addData(outlines); arrange(); }, () => {});
      return area;
    },

    points({ url }) {
      source = url;
      return (layer = L.layerGroup());
    },

    ready(made, bounds) {
      map = made;
      home = L.latLngBounds(bounds);
      categories = JSON.parse(box.dataset.categories);
      map.setMaxBounds(home.pad(1.5)).attributionControl.setPrefix("Leaflet");
      if (!motion) map.panBy = (offset) => L.Map.prototype.panBy.call(map, offset, { animate: false });
      badge = corner("bottomleft", "map-badge");
      note = box.appendChild(element("p", "map-note"));
      note.id = "map-note";
      box.setAttribute("aria-describedby", note.id);
      map.on("zoomend", arrange);
      map.on("click", ({ layerPoint }) => { const i = nearest(layerPoint); if (i !== null) select(i, box); });
      map.on("mousemove", ({ layerPoint }) => box.classList.toggle("is-over-point", nearest(layerPoint) !== null));
      map.on("popupclose", ({ popup }) => {
        const inside = document.activeElement === document.body || popup.getElement()?.contains(document.activeElement);
        light(null);
        if (inside) opener?.focus({ preventScroll: true });
      });
      map.on("baselayerchange overlayadd overlayremove", ({ type }) => box.classList.toggle("has-plan", type === "overlayadd"));
      box.addEventListener("focusin", () => map.scrollWheelZoom.enable());
      box.addEventListener("focusout", () => map.scrollWheelZoom.disable());
      load();
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
    box.scrollIntoView({ block: "nearest", behavior: motion ? "smooth" : "auto" });
    select(i, button);
  });
  for (const moment of ["focusin", "pointerover"])
    document.addEventListener(moment, (event) => {
      if (map && !document.querySelector(".leaflet-popup") && !box.contains(event.target)) light(indexOf(event));
    });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") map?.closePopup(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    layer?.eachLayer((drawn) => { drawn.sprites = null; });
    redraw();
  });
  for (const moment of ["htmx:after:settle", "htmx:after:history:push", "htmx:afterSettle", "htmx:pushedIntoHistory", "htmx:historyRestore", "popstate"])
    (moment === "popstate" ? window : document).addEventListener(moment, follow);
})();
