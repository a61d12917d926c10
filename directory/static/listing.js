/* The page of a listing: its contact to the clipboard. */
(() => {
  "use strict";
  const copy = document.getElementById("copy");
  if (!copy || !navigator.clipboard) return;
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copy.dataset.text.trim());
    copy.textContent = "Contact copié";
    document.getElementById("announce").textContent = copy.textContent;
  });
})();
