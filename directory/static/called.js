/* « Vous avez appelé ? », in the card whose number was dialled: one word, sent without leaving the list. */
const outcomes = {
  reached: "Joint",
  no_answer: "Pas de réponse",
  full: "Complet",
  wrong_number: "Faux numéro",
};

/* Ask once about a card; in a frame the whole window would answer a form that is sent whole. */
export const ask = (card) => {
  const listing = card.querySelector("h3 a, h4 a");
  if (!listing || card.querySelector(".called-it")) return;
  const { target } = document.getElementById("quick-exit");
  const form = document.createElement("form");
  const question = document.createElement("p");
  question.textContent = "Vous avez appelé\u202f?";
  Object.assign(form, {
    className: "called-it chips know",
    method: "post",
    action: `${listing.pathname}/appel`,
    target,
  });
  for (const [value, textContent] of Object.entries(outcomes)) {
    const button = { name: "resultat", value, textContent, className: "is-page" };
    form.append(Object.assign(document.createElement("button"), button));
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams({ resultat: event.submitter.value });
    const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
    question.textContent = answer?.ok ? "Merci, c’est noté." : "Pas de réponse du site\u00a0: réessayez.";
    if (answer?.ok) form.replaceChildren(question);
    document.getElementById("announce").textContent = question.textContent;
  });
  form.prepend(question);
  card.append(form);
};
