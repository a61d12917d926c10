/* The map in a frame of ours, where the browser does not say which page is around: shown, it takes the place of
   this page; not shown, it goes away and leaves the link and the 119. */
(() => {
  "use strict";
  const PATIENCE = 2000; // milliseconds after the frame has loaded
  const tried = document.getElementById("tried");
  let waiting;
  const ask = () => {
    waiting = setTimeout(() => tried.remove(), PATIENCE);
    tried.contentWindow.postMessage({ height: 0 }, "*");
  };
  addEventListener("message", ({ origin: from, source, data }) => {
    if (source !== tried.contentWindow || from !== origin || !Number.isInteger(data?.height)) return;
    clearTimeout(waiting);
    document.documentElement.classList.add("is-through");
    tried.style.height = `${data.height}px`;
  });
  addEventListener("load", ask); // once the frame has loaded, a page or an error
})();
