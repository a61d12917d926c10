/* In somebody's page: links leave the frame, the page around may ask for our height, the way out stays in view. */
(() => {
  "use strict";
  // Sandboxed without an origin (what WordPress does with sites it was not told of): forms are not sent, links
  // and calls lead nowhere. Better said than tried.
  if (origin === "null") {
    document.documentElement.classList.add("is-sandboxed");
    const words = `Ici, la page autour bloque les filtres, les liens et les appels. Tout est sur ${document.querySelector(".brand").href}`;
    document
      .getElementById("contenu")
      .prepend(Object.assign(document.createElement("p"), { className: "notice", textContent: words }));
  }

  // Links made by the map: pages of the site may not be framed, they open in the whole window.
  document.addEventListener(
    "click",
    ({ target }) => {
      const link = target.closest?.("a[href]");
      if (link?.protocol.startsWith("http") && !link.pathname.startsWith("/embed/")) link.target = "_top";
    },
    true,
  );

  // Heights: a number to the page that asked with one, when it is one of the partner's; nothing else, to nobody else.
  const allowed = document.body.dataset.origins.split(" ").map((each) => (each === "'self'" ? origin : each));
  let asked = "",
    told = 0;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (!asked || height === told) return;
    told = height;
    parent.postMessage({ height }, asked);
  };
  addEventListener("message", (event) => {
    if (event.source !== parent || parent === self || !allowed.includes(event.origin)) return;
    if (typeof event.data?.height !== "number") return;
    [asked, told] = [event.origin, 0];
    tell();
  });
  new ResizeObserver(tell).observe(document.body);

  // A frame no taller than the window always shows one of its ends: the way out stands there.
  new IntersectionObserver(([bar]) =>
    document.documentElement.classList.toggle("is-low", !bar.isIntersecting),
  ).observe(document.querySelector(".top"));
})();
