// The meeting's screen: keys for what the buttons do, and what is shown of what others do. All of it works without.
"use strict";
(() => {
  const live = () => document.getElementById("live");
  const help = document.getElementById("keys");
  const lost = document.getElementById("lost");
  const said = document.getElementById("said");
  const OFF = "meeting-keys-off";
  let leaving = false;

  // One press is one decision: what is pressed while the next entry is on its way is not meant for that one.
  addEventListener("submit", (event) => {
    if (leaving) event.preventDefault();
    leaving = true;
  });
  addEventListener("pageshow", () => { leaving = false; });

  const keysAreOn = () => localStorage.getItem(OFF) === null;
  const writing = (at) => at.closest("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])") !== null;

  const prepare = () => {
    for (const one of document.querySelectorAll("[data-help], .room-all")) one.hidden = false;
    for (const one of document.querySelectorAll(".room kbd")) one.hidden = !keysAreOn();
  };
  const walk = (step) => {
    const picks = [...document.querySelectorAll('#agenda input[name="entry_id"]')];
    const at = picks.indexOf(document.activeElement);
    const next = picks[at === -1 ? (step > 0 ? 0 : picks.length - 1) : at + step];
    if (next) next.focus();
    return picks.length > 0;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || leaving || help.open) return;
    if (writing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "?") { event.preventDefault(); help.showModal(); return; }
    if (!keysAreOn()) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && walk(event.key === "ArrowDown" ? 1 : -1)) { event.preventDefault(); return; }
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    // A group of radio buttons has the arrows for itself.
    if (name.startsWith("Arrow") && event.target.type === "radio") return;
    const wanted = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === name);
    if (!wanted) return;
    event.preventDefault();
    if (wanted.tagName === "A") leaving = true;
    wanted.click();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]")) help.showModal();
    if (event.target.closest("[data-close]")) help.close();
  });
  const on = document.getElementById("keys-on");
  on.checked = keysAreOn();
  on.addEventListener("change", () => {
    if (on.checked) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "1");
    prepare();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "choose-all") return;
    for (const one of document.querySelectorAll('#agenda input[name="entry_id"]')) one.checked = event.target.checked;
  });

  // What the screen hears of the others. When it hears nothing any more, it says so, and does not look alive.
  const alive = (is) => { lost.hidden = is; };
  document.addEventListener("htmx:after:request", (event) => {
    const answer = event.detail.ctx.response;
    const good = answer.status < 400 && !answer.raw.redirected;
    alive(good);
    if (!good || leaving) event.preventDefault();
  });
  document.addEventListener("htmx:error", () => alive(false));
  document.addEventListener("htmx:after:swap", () => {
    prepare();
    const now = live();
    if (now && said.textContent !== now.dataset.said) said.textContent = now.dataset.said;
  });

  // A question begins at its first field.
  const first = document.querySelector(".room-ask:not(.room-identity) :is(input:not([type=hidden]), select, textarea)");
  if (first && !document.getElementById("faults")) first.focus();
  prepare();
})();
