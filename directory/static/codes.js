/* Recovery codes are shown once: to the clipboard or to paper with one press. */
(() => {
  "use strict";
  const tools = document.getElementById("codes-tools");
  const codes = [...document.querySelectorAll(".codes code")].map((each) => each.textContent);
  if (!tools || !codes.length) return;
  const [copy, print] = tools.querySelectorAll("button");
  tools.hidden = false;
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(codes.join("\n"));
    tools.querySelector("[role=status]").textContent =
      "Codes copiés\u00a0: collez-les dans un gestionnaire de mots de passe.";
  });
  print.addEventListener("click", () => window.print());
})();
