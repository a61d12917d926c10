/* The screen of a call with script: inside the frame of the result a digit chooses what the call gave. Nothing has
   the focus when the page opens, and everything also works as a plain form. */
(() => {
  "use strict";
  const box = document.getElementById("resultat");
  if (!box) return;
  for (const each of box.querySelectorAll("[hidden]")) each.hidden = false;
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, select, input:not([type=radio])")) return;
    const chosen = box.querySelector(`[data-digit="${event.key}"]`);
    if (!chosen) return;
    event.preventDefault();
    chosen.focus();
    chosen.click();
  });
})();
