/* The coordinators' side with script: confirming at the keyboard, a point placed on a map. Every action also
   works as a plain form. */
(() => {
  "use strict";
  const say = (text) => {
    document.getElementById("announce").textContent = text;
  };

  // The list to confirm: keys act on the row that has the focus. No button has it when the page opens, so that
  // Space and Enter never confirm by mistake.
  const list = document.getElementById("due");
  const rows = () => [...list.children];
  const open = () => rows().filter((row) => !row.matches(".is-done, .is-sent"));
  const press = (row, key) => row?.querySelector(`[data-key="${key}"]`)?.click();
  const focusOn = (row, how = {}) => {
    if (!row) return;
    row.tabIndex = -1;
    row.focus(how);
  };
  if (list)
    setTimeout(() => {
      // after htmx, which starts the same way: a key pressed before it would send the plain form
      document.querySelector(".keys").hidden = false;
      if (document.activeElement === document.body && !location.hash)
        focusOn(open()[0], { preventScroll: true });
      list.addEventListener(
        "submit",
        ({ target, submitter }) => {
          const row = target.closest(".due"),
            key = submitter?.dataset.key;
          if (!key || key === "u") return;
          row.classList.add("is-sent");
          const all = rows();
          focusOn(all.slice(all.indexOf(row)).find((each) => open().includes(each)) ?? open()[0]);
        },
        true,
      );
      list.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const all = rows(),
          row = document.activeElement.closest(".due"),
          key = event.key.toLowerCase();
        if ("tcvl".includes(key)) press(row, key);
        else if (key === "u")
          press(
            all
              .filter((each) => each.matches(".is-done"))
              .sort((a, b) => a.dataset.at - b.dataset.at)
              .at(-1),
            "u",
          );
        else if (key === "arrowdown") focusOn(all[all.indexOf(row) + 1]);
        else if (key === "arrowup") focusOn(all[all.indexOf(row) - 1]);
        else return;
        event.preventDefault();
      });
      let done = 0;
      document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
        const row = document.getElementById(ctx.target?.id ?? "");
        if (!row || !list.contains(row)) return;
        row.dataset.at = ++done;
        const name = row.querySelector("a").textContent;
        say(row.matches(".is-done") ? `${name}\u00a0: confirmée` : `${name}\u00a0: annulé`);
        if (document.activeElement === document.body) focusOn(row);
      });
      document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
        const row = ctx.target;
        if (!row || !list.contains(row)) return;
        row.classList.replace("is-sent", "is-refused");
        row.querySelector("form").replaceWith(
          Object.assign(document.createElement("p"), {
            className: "wrong",
            textContent:
              ctx.response.status === 409
                ? "Modifiée entre-temps\u00a0: ouvrez la fiche et relisez-la."
                : "Non enregistré\u00a0: rechargez la page.",
          }),
        );
        say("Non enregistré");
      });
    });

  // The point of a listing, moved by the pointer or the arrow keys; the numbers say the same.
  const preview = () => document.getElementById("preview").dataset;
  const STEP = 0.0002,
    LEAP = 10; // degrees: about 20 m north, ten times more with Shift
  let box, form, map, marker, drawn, outlines;
  const place = (lat, lng) => {
    form.elements.latitude.value = lat.toFixed(6);
    form.elements.longitude.value = lng.toFixed(6);
    form.elements.position.value = "by_hand";
    marker.setLatLng([lat, lng]);
    form.elements.latitude.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const outline = async (address) => {
    if (!address || address === drawn) return;
    drawn = address;
    const shapes = await fetch(address)
      .then((answer) => answer.json())
      .catch(() => null);
    if (!shapes || address !== drawn) return;
    outlines?.remove();
    outlines = L.geoJSON(shapes, {
      interactive: false,
      style: ({ properties }) => ({ className: `map-${properties.role}` }),
      pointToLayer: ({ properties }, latlng) =>
        L.marker(latlng, {
          icon: L.divIcon({
            className: "map-commune",
            iconSize: null,
            html: Object.assign(document.createElement("span"), { textContent: properties.name }),
          }),
          interactive: false,
          keyboard: false,
        }),
    }).addTo(map);
  };
  const draw = () => {
    const { latitude, longitude, contours } = preview();
    const shown = latitude && form.elements.disclosure.value === "address";
    box.hidden = !shown;
    if (!shown) return;
    const at = [Number(latitude), Number(longitude)];
    if (!map) {
      map = L.map(box, {
        zoomControl: false,
        scrollWheelZoom: false,
        maxZoom: 17,
        attributionControl: false,
      }).setView(at, 12);
      L.control.zoom({ position: "topright", zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer" }).addTo(map);
      marker = L.marker(at, {
        draggable: true,
        icon: L.divIcon({ className: "point", iconSize: [28, 28] }),
        title: "Point de la fiche",
        alt: "",
      }).addTo(map);
      marker
        .getElement()
        .setAttribute(
          "aria-label",
          "Point de la fiche\u00a0: flèches pour le déplacer, Majuscule pour aller plus vite",
        );
      marker.on("dragend", () => {
        const { lat, lng } = marker.getLatLng();
        place(lat, lng);
      });
      marker.getElement().addEventListener("keydown", (event) => {
        const step = STEP * (event.shiftKey ? LEAP : 1),
          { lat, lng } = marker.getLatLng();
        const [dy, dx] = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[
          event.key
        ] ?? [0, 0];
        if (!dx && !dy) return;
        event.preventDefault();
        event.stopPropagation();
        place(lat + dy * step, lng + dx * step);
        map.panInside(marker.getLatLng(), { animate: false });
      });
      new ResizeObserver(() => map?.invalidateSize()).observe(box);
    } else if (form.elements.position.value !== "by_hand") {
      marker.setLatLng(at);
      map.panTo(at, { animate: false });
    }
    outline(contours);
    if (form.elements.position.value !== "by_hand") {
      form.elements.latitude.value = Number(latitude).toFixed(6);
      form.elements.longitude.value = Number(longitude).toFixed(6);
    }
  };

  // Words refused because they say where a secret place is do not come back in an answer, only where they stand:
  // they are read in the field itself, which keeps what was typed.
  const pick = (field, words, start) => {
    const from = field.value.startsWith(words, start) ? start : field.value.indexOf(words);
    field.focus();
    if (from < 0) return;
    field.setSelectionRange(from, from + words.length);
    field.scrollTo(
      (field.scrollWidth * from) / field.value.length - field.clientWidth / 2,
      (field.scrollHeight * from) / field.value.length - field.clientHeight / 2,
    );
  };
  const showWords = (root) =>
    root.querySelectorAll("[data-clues]").forEach((told) => {
      const field = document.getElementById(told.dataset.field);
      told.querySelector(".resend")?.remove();
      const link = document.querySelector(`.mistakes a[href="#${field.id}"]`);
      told.dataset.clues.split(" ").forEach((span, rank) => {
        const [start, end] = span.split("-").map(Number),
          words = field.value.slice(start, end);
        if (!words) return;
        const show = (event) => {
          event.preventDefault();
          pick(field, words, start);
        };
        told.append(
          " ",
          Object.assign(document.createElement("button"), {
            type: "button",
            className: "words is-page",
            textContent: `«\u202f${words}\u202f»`,
            onclick: show,
          }),
        );
        if (!told.matches(".wrong") || !link) return;
        link.append(` «\u202f${words}\u202f»`);
        if (!rank) link.onclick = show;
      });
    });
  const send = async (event) => {
    event.preventDefault();
    if (form.ariaBusy) return;
    form.ariaBusy = "true";
    const to = event.submitter?.getAttribute("formaction") ?? form.getAttribute("action");
    const answer = await fetch(to, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(
      () => null,
    );
    form.ariaBusy = null;
    if (answer?.redirected) return location.assign(answer.url);
    const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page?.getElementById("listing-form")) {
      // another page, or none: the browser shows it
      form.action = to;
      return form.submit();
    }
    page.querySelectorAll("#listing-form .wrong[data-clues]").forEach(({ dataset: { field } }) => {
      page.getElementById(field).value = form.elements[field].value;
      page.querySelectorAll(`[name="keep_${field}"][value="mine"]`).forEach((mine) => {
        mine.checked = true;
      });
    });
    const main = page.querySelector("main"),
      first = main.querySelector("[autofocus]") ?? main;
    main.querySelectorAll("[autofocus]").forEach((each) => {
      each.autofocus = false;
    }); // done here, once it is there
    document.querySelector("main").replaceWith(main);
    htmx.process(main);
    edit();
    first.focus();
  };
  const edit = () => {
    box = document.getElementById("point-map");
    form = document.getElementById("listing-form");
    map = marker = drawn = outlines = null;
    form.autocomplete = "off"; // see _fields.html
    form.addEventListener("submit", send);
    draw();
    showWords(document);
  };
  if (document.getElementById("listing-form")) {
    edit();
    document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
      if (ctx.target?.id !== "preview") return;
      draw();
      showWords(document.getElementById("preview"));
      say("Brouillon gardé, aperçu à jour");
    });
  }
})();
