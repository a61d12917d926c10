/* What pages gain with script: a quick exit that leaves at once, suggestions of places by keyboard, filters
   that follow the address. Everything works without it. */
(() => {
  "use strict";
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const say = (textContent, className = "unseen") =>
    Object.assign(byId("announce"), { textContent, className });
  root.classList.add("js");

  // The map: beside the list it comes with the page; else when it is about to be seen or asked for.
  const { map: addresses, points, query = location.search } = document.currentScript.dataset,
    scripts = addresses?.split(" ") ?? [];
  const load = () => {
    root.classList.remove("no-map");
    for (const src of scripts.splice(0))
      document.head.append(Object.assign(document.createElement("script"), { src, async: false }));
  };
  const missed = ({ target }) => {
    if (!addresses?.includes(target.getAttribute?.("src"))) return;
    scripts.splice(0, 2, ...addresses.split(" ")); // its buttons ask again
    root.classList.add("no-map");
  };
  addEventListener("error", missed, true);
  if (scripts.length && matchMedia("(min-width: 64rem)").matches) {
    const first =
      points.replace(".json", ".js") + query.replace("?", "&").replace(/["<>]/g, encodeURIComponent);
    const [leaflet, map] = scripts.splice(0); // written, they run in this order before the first paint
    for (const src of [leaflet, first, map]) document.write(`<script src="${src}" defer></script>`);
  }
  const waitForMap = () => {
    const map = byId("map");
    const seen = (all) => {
      if (!all.some((each) => each.isIntersecting)) return;
      near.disconnect();
      load();
    };
    const near = new IntersectionObserver(seen, { rootMargin: "300px" });
    near.observe(map);
    document.addEventListener("click", ({ target }) => {
      const button = window.relais ? null : target.closest('.show-on-map, [href="#carte"]');
      if (!button) return;
      map.dataset.wanted = button.dataset.number;
      if (!map.clientWidth) location.hash = "carte";
      load();
    });
  };

  const begin = () => {
    root.classList.toggle("has-map", Boolean(byId("map")));
    if (scripts.length) waitForMap();

    // Quick exit: the page is hidden before the next one answers, and leaves no entry in the history.
    // In a frame the whole window leaves, unless a sandbox forbids it.
    const exit = byId("quick-exit");
    const leave = (event) => {
      event?.preventDefault();
      root.classList.add("leaving");
      document.title = "\u00a0";
      try {
        (exit.target === "_top" ? top : self).location.replace(exit.href);
      } catch {
        location.replace(exit.href);
      }
    };
    exit.addEventListener("click", leave);
    let shifts = [];
    addEventListener("keydown", (event) => {
      if (event.key !== "Shift") shifts = [];
      else if (!event.repeat) {
        shifts = [...shifts, event.timeStamp].filter((at) => event.timeStamp - at < 2000);
        if (shifts.length > 2) leave();
      }
    });
    addEventListener("pageshow", (event) => {
      if (event.persisted) root.classList.remove("leaving");
    });

    // Places: the combobox of WAI-ARIA APG, list suggested, focus kept in the field.
    const field = byId("lieu"),
      list = byId("places");
    const options = () => [...list.children];
    const chosen = () => list.querySelector('[aria-selected="true"]');
    const choose = (option) => {
      chosen()?.setAttribute("aria-selected", "false");
      option?.setAttribute("aria-selected", "true");
      option?.scrollIntoView({ block: "nearest" });
      if (option) field.setAttribute("aria-activedescendant", option.id);
      else field.removeAttribute("aria-activedescendant");
    };
    const close = () => {
      list.replaceChildren();
      field.setAttribute("aria-expanded", "false");
      choose();
    };
    if (list) {
      field.addEventListener("keydown", (event) => {
        const all = options(),
          at = all.indexOf(chosen());
        if (event.key === "Escape" && all.length) {
          event.preventDefault();
          close();
        } else if (event.key === "Enter" && at >= 0) {
          event.preventDefault();
          location.assign(all[at].href);
        } else if (event.key === "ArrowDown" && !all.length) field.dispatchEvent(new Event("input"));
        else if (all.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
          event.preventDefault();
          const down = event.key === "ArrowDown";
          choose(at < 0 ? all.at(down ? 0 : -1) : all[at + (down ? 1 : -1)]); // past an end: back to the field
        }
      });
      field.addEventListener("blur", (event) => {
        if (!list.contains(event.relatedTarget)) close();
      });
      list.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the focus in the field
    }

    // Filters: the address holds nothing empty, and after Back the form says again what the address says.
    const form = byId("filters");
    const restore = () => {
      const asked = new URLSearchParams(location.search);
      for (const input of form.elements) {
        if (input.type === "checkbox") input.checked = asked.getAll(input.name).includes(input.value);
        else if (input.type === "hidden") input.disabled = !asked.has(input.name);
        else if (input.name) input.value = asked.get(input.name) ?? "";
      }
    };
    document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
      if (ctx.request.method !== "GET") return; // the rows of a form sent whole keep their blanks
      const body = ctx.request.body;
      for (const [name, value] of [...body]) if (!value) body.delete(name);
    });
    document.addEventListener("htmx:before:history:restore", (event) => {
      if (!form) return;
      event.preventDefault();
      restore();
      const answer = { source: form, target: "#results", swap: "outerHTML", push: "false" };
      htmx.ajax("GET", location.pathname + location.search, answer);
    });
    document.addEventListener("htmx:after:history:push", () => {
      if (form && !form.contains(document.activeElement)) restore();
    });
    const failed = (event) => {
      const { ctx } = event.detail; // places are suggested again at the next key
      if (ctx?.request.method !== "GET" || ctx.target?.id === "places") return;
      if (ctx.response?.status < 400 || ctx.response?.status === 422) return; // a form refused says why itself
      event.preventDefault(); // no new address either
      const again = document.createElement("a");
      again.href = ctx.request.action;
      again.textContent = "Réessayer";
      say("Pas de réponse\u00a0: la page n’a pas pu être mise à jour. ", "failed").append(again);
    };
    document.addEventListener("htmx:error", failed);
    document.addEventListener("htmx:before:response", failed);
    document.addEventListener("htmx:after:swap", () => {
      if (list) {
        const count = document.activeElement === field ? options().length : (close() ?? 0);
        field.setAttribute("aria-expanded", String(count > 0));
        choose();
        say(count > 1 ? `${count} lieux proposés` : count ? "1 lieu proposé" : "");
      } else {
        const results = byId("results");
        say(results?.dataset.summary ?? "");
        if (document.activeElement === document.body) results?.focus({ preventScroll: true }); // its link is gone
      }
    });

    // Who dials from a card is asked there what came of it.
    document.addEventListener("click", ({ target }) => {
      const card = target.closest('.card [href^="tel:+"]')?.closest(".card");
      if (card) import("/static/called.js").then((it) => it.ask(card), String);
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
