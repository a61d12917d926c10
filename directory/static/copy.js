/* What a copy of the site, opened from a folder, does without a server: the map reads what it would fetch from
   a script of the page, and what is typed on the home page finds its département in the list below. */
(() => {
  "use strict";
  window.fetch = async (address) => {
    const kept = window.relaisCopy?.[address];
    return kept ? new Response(JSON.stringify(kept)) : new Response("", { status: 404 });
  };

  const fold = (text) =>
    text
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, " ")
      .replace(/\bste?\b/g, (short) => (short === "st" ? "saint" : "sainte"))
      .trim();
  const field = document.getElementById("choose");
  if (!field) return;
  const chosen = document.getElementById("chosen"),
    announce = document.getElementById("announce");
  const known = [...document.querySelectorAll("[data-words]")].map((item) => [
    item,
    ` ${fold(item.dataset.words)}`,
  ]);
  field.closest(".where").hidden = false;
  field.addEventListener("input", () => {
    const wanted = fold(field.value);
    const found = wanted ? known.filter(([, words]) => words.includes(` ${wanted}`)) : [];
    found.sort(([, a], [, b]) => b.startsWith(` ${wanted}`) - a.startsWith(` ${wanted}`));
    chosen.replaceChildren(
      ...found.slice(0, 5).map(([item]) => {
        const choice = document.createElement("li"),
          link = item.querySelector("a").cloneNode();
        link.textContent = item.textContent.trim();
        choice.append(link);
        return choice;
      }),
    );
    announce.textContent = wanted
      ? `${found.length} ${found.length > 1 ? "départements" : "département"}`
      : "";
  });
  field.addEventListener("keydown", ({ key }) => {
    const first = chosen.querySelector("a");
    if (key === "Enter" && first) location.assign(first.href);
  });
})();
