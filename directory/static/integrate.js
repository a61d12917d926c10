/* Copying a snippet. */
(() => {
  "use strict";
  const reveal = () => {
    if (navigator.clipboard)
      document.querySelectorAll(".copy-snippet").forEach((button) => {
        button.hidden = false;
      });
  };
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.(".copy-snippet");
    if (!button) return;
    await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
    button.textContent = document.getElementById("announce").textContent = "Copié";
  });
  document.addEventListener("htmx:after:swap", reveal);
  reveal();
})();
