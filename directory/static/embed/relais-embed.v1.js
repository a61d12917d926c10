/* Relais, version 1 : <relais-carte partenaire="…" departement="59"></relais-carte>
   Shows the map of a territory in a frame as tall as it needs, never taller than the window.
   Attributes: partenaire; departement ("59"), region ("53") or territoire ("france"), else the partner's own;
   couleurs ("1d4e79-fbfaf7"), categories ("crip uaped"), hauteur (pixels: a fixed height). Nothing is stored, read or sent but a height. */
(() => {
  "use strict";
  const { origin } = new URL(document.currentScript.src);
  const PATIENCE = 2000; // milliseconds after the frame has loaded
  const NAMES = ["partenaire", "departement", "region", "territoire", "couleurs", "categories", "hauteur"];

  class RelaisCarte extends HTMLElement {
    static observedAttributes = NAMES;

    connectedCallback() {
      const frame = document.createElement("iframe");
      this.frame = frame;
      frame.title = this.title || "Carte des ressources";
      frame.loading = "lazy";
      frame.referrerPolicy = "origin"; // so that the site can tell whether this page may show it
      frame.style.cssText = "display:block;width:100%;height:600px;max-height:95vh;border:0";
      frame.addEventListener("load", () => this.ask());
      this.show();
      (this.shadowRoot ?? this.attachShadow({ mode: "open" })).replaceChildren(frame);
      this.style.display ||= "block";
      addEventListener("message", this);
    }

    disconnectedCallback() {
      clearTimeout(this.waiting);
      removeEventListener("message", this);
    }

    attributeChangedCallback() {
      if (this.frame) this.show();
    }

    show() {
      const [partner, departement, region, other, colours, categories, height] = NAMES.map(
        (name) => this.getAttribute(name) ?? "",
      );
      const code = departement || (region && `region-${region}`) || other;
      const path = ["embed", partner, code, code && colours]
        .filter(Boolean)
        .map(encodeURIComponent)
        .join("/");
      const url = new URL(`/${path}`, origin);
      for (const each of categories.split(/[\s,]+/).filter(Boolean))
        url.searchParams.append("categorie", each);
      if (Number(height)) this.frame.style.height = `${Number(height)}px`;
      if (this.frame.src !== url.href) this.frame.src = url.href;
    }

    // A frame that shows the map answers at once; one that does not, never.
    ask() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.giveUp(), PATIENCE);
      this.frame.contentWindow.postMessage({ height: this.frame.clientHeight }, origin);
    }

    // In its place: what the page wrote, and the 119.
    giveUp() {
      console.error(
        `Relais : la carte ne s’affiche pas ; ${location.origin} n’est pas déclaré pour le partenaire « ${this.getAttribute("partenaire") ?? ""} », ou ce partenaire est arrêté : voir ${origin}/integrer.`,
      );
      const link = Object.assign(document.createElement("a"), {
        href: origin,
        textContent: "Ressources pour un mineur en danger",
      });
      const call = Object.assign(document.createElement("a"), { href: "tel:119", textContent: "119" });
      const kept = document.createElement("slot");
      kept.append(link); // shown when the page wrote nothing
      const line = document.createElement("p");
      line.append("Un mineur est en danger ? Le 17 tout de suite, ou le ", call, ", gratuit, 24 h/24.");
      this.shadowRoot.replaceChildren(kept, ...(this.querySelector('[href="tel:119"]') ? [] : [line]));
    }

    handleEvent({ origin: from, source, data }) {
      if (from !== origin || source !== this.frame.contentWindow) return;
      clearTimeout(this.waiting);
      if (this.hasAttribute("hauteur")) return;
      const height = data?.height;
      if (Number.isInteger(height) && height > 0 && height < 50000) this.frame.style.height = `${height}px`;
    }
  }

  if (!customElements.get("relais-carte")) customElements.define("relais-carte", RelaisCarte);
})();
