// What a page does by itself. Every page works without it: it keeps what is not yet sent, and says when a session ends.
"use strict";
(() => {
  const WARN_BEFORE = 3 * 60 * 1000;
  const said = (text) => { document.getElementById("said").textContent = text; };

  // Another who logs in at the same tab meets nothing of what the one before had begun on.
  const who = document.body.dataset.who;
  if (who) {
    if (sessionStorage.getItem("who") !== who) sessionStorage.clear();
    sessionStorage.setItem("who", who);
  }

  // What stands in a form and is not sent: in this tab alone, gone when the tab is closed or the form is sent.
  for (const form of document.querySelectorAll("form[data-draft]")) {
    // Where one address asks about several things, the form says of which it asks.
    const name = "draft:" + (form.dataset.draft || location.pathname);
    const fields = () => [...form.elements].filter((one) => one.name && !one.name.startsWith("_") && one.name !== "csrf" && one.type !== "file" && one.type !== "hidden");
    const kept = sessionStorage.getItem(name);
    const refused = document.querySelector(".alert-error, .alert-warning");
    if (kept && !refused) {
      const values = new Map(JSON.parse(kept));
      let found = false;
      for (const one of fields()) {
        const value = values.get(one.name + (one.type === "checkbox" || one.type === "radio" ? "=" + one.value : ""));
        if (value === undefined) continue;
        if (one.type === "checkbox" || one.type === "radio") { found = found || one.checked !== value; one.checked = value; }
        else { found = found || one.value !== value; one.value = value; }
      }
      if (found) {
        const note = document.createElement("p");
        note.className = "form-hint";
        note.textContent = "Det, du var begyndt på, står her igen. ";
        const again = document.createElement("button");
        again.type = "button";
        again.className = "function-link";
        again.textContent = "Begynd forfra";
        again.addEventListener("click", () => { sessionStorage.removeItem(name); location.reload(); });
        note.append(again);
        form.prepend(note);
      }
    }
    form.addEventListener("input", () => {
      const values = fields().map((one) => one.type === "checkbox" || one.type === "radio" ? [one.name + "=" + one.value, one.checked] : [one.name, one.value]);
      sessionStorage.setItem(name, JSON.stringify(values));
    });
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      // Only shown, in a tab beside this one: nothing is sent yet.
      if (button && button.formTarget === "_blank") return;
      sessionStorage.setItem("sent", name);
      if (!button || button.name) return;
      const text = button.textContent;
      setTimeout(() => { button.disabled = true; button.textContent = "Sender …"; });
      // Back from the page that came after: it can be sent again.
      addEventListener("pageshow", () => { button.disabled = false; button.textContent = text; });
    });
  }
  // Sent and taken: the page that follows is another one, or says so.
  const sent = sessionStorage.getItem("sent");
  if (sent && sent !== "draft:" + location.pathname && !location.pathname.startsWith("/log-ind")) {
    sessionStorage.removeItem(sent);
    sessionStorage.removeItem("sent");
  }
  for (const form of document.querySelectorAll('form[action="/log-ud"]')) form.addEventListener("submit", () => sessionStorage.clear());

  // The session is about to end: say so in time, and let one stay with one press.
  const notice = document.getElementById("session-ends");
  let until = document.body.dataset.until;
  if (notice && until) {
    const stay = notice.querySelector("[data-stay]");
    const look = () => {
      const left = new Date(until) - Date.now();
      notice.hidden = left > WARN_BEFORE;
      if (left <= 0) notice.querySelector("p").textContent = "Du er logget ud. Det, du har skrevet, er gemt i denne fane. Genindlæs siden for at logge ind igen.";
    };
    setInterval(look, 15000);
    look();
    stay.addEventListener("click", async () => {
      const answer = await fetch("/bliv", { headers: { Accept: "text/plain" } });
      if (answer.ok) { until = await answer.text(); look(); said("Du er stadig logget ind."); }
      else location.reload();
    });
  }

  // A page that was sent back with faults begins at them.
  const faults = document.getElementById("faults");
  if (faults) faults.focus();
})();
