/* What every part of the map asks of the page: elements, motion, the card of a listing. */
export const motion = !matchMedia("(prefers-reduced-motion: reduce)").matches;
export const behavior = motion ? "smooth" : "auto";
export const element = (tag, className = "", textContent = "") =>
  Object.assign(document.createElement(tag), { className, textContent });
export const cardOf = (number) => document.getElementById(`r${number}`);
