/* Pages of people with an account: a warning before a session ends by itself, and when it has ended. Typing is
   kept on the server as it goes, and each time it is, the session lasts again. */
(() => {
  "use strict";
  const box = document.getElementById("session-notice");
  if (!box) return;
  const WARNED_BEFORE = 300; // seconds
  const [text, stay] = box.children;
  let timer;
  const say = (words, offersToStay) => {
    text.textContent = words;
    stay.hidden = !offersToStay;
    box.hidden = false;
  };
  const restart = () => {
    box.hidden = true;
    clearTimeout(timer);
    timer = setTimeout(
      () => say("Sans rien faire, votre session se termine dans cinq minutes.", true),
      Math.max(Number(box.dataset.idle) - WARNED_BEFORE, 1) * 1000,
    );
  };
  stay.addEventListener("click", async () => {
    const answer = await fetch("/compte/presence", { redirect: "manual" }).catch(() => null);
    if (answer?.status === 204) restart();
    else ended();
  });
  const ended = () =>
    say(
      "Votre session est terminée. Enregistrez\u00a0: vous vous reconnecterez ici, rien n’est perdu.",
      false,
    );
  document.addEventListener("htmx:after:swap", restart);
  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    if (ctx.response.status === 403) ended();
  });
  restart();
})();
