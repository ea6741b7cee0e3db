// What a page does by itself, and works without: it says when a session ends, and shows nothing when it has.
"use strict";
(() => {
  const WARN_BEFORE = 3 * 60 * 1000;
  const said = (text) => { document.getElementById("said").textContent = text; };

  // Pressed once: a form is sent once.
  for (const form of document.querySelectorAll("form[data-draft]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      // Only shown, in a tab beside this one: nothing is sent yet.
      if (button && button.formTarget === "_blank") return;
      sessionStorage.setItem("sent", "draft:" + (form.dataset.draft || location.pathname));
      if (!button || button.name) return;
      const text = button.textContent;
      setTimeout(() => { button.disabled = true; button.textContent = "Sender …"; });
      // Back from the page that came after: it can be sent again.
      addEventListener("pageshow", () => { button.disabled = false; button.textContent = text; });
    });
  }

  // The session is about to end: say so in time, and let one stay with one press. When it has ended, here or in another
  // tab, nothing is left on the screen of whom it was about.
  const notice = document.getElementById("session-ends");
  const who = document.body.dataset.who;
  // How long is left, and not until when: this machine's clock may be wrong.
  const from = (seconds) => Date.now() + 1000 * seconds;
  const left = document.body.dataset.left;
  if (notice && left) {
    let until = from(left);
    const tabs = new BroadcastChannel("session");
    const stay = notice.querySelector("[data-stay]");
    let watch = 0;
    const clear = () => {
      clearInterval(watch);
      tabs.close();
      const made = (tag, text) => { const one = document.createElement(tag); one.textContent = text; return one; };
      const again = made("a", "Log ind igen");
      again.className = "button button-primary";
      again.href = "/log-ind?videre=" + encodeURIComponent(location.pathname);
      const main = document.querySelector("main");
      main.replaceChildren(made("h1", "Du er logget ud"), made("p", "Havde du skrevet noget, er det gemt i denne fane og står der igen, når du har logget ind."), again);
      document.body.replaceChildren(main);
      main.focus(); // and it is read aloud
      document.title = "Du er logget ud – SSP-sagsgang";
    };
    // What is fetched and is no page keeps one logged in too, so it is asked first.
    const over = async () => {
      const answer = await fetch("/tid-tilbage", { headers: { Accept: "text/plain" } }).catch(() => null);
      if (!answer || !answer.ok) { clear(); return; }
      until = from(await answer.text());
      look();
    };
    const look = () => {
      notice.hidden = until - Date.now() > WARN_BEFORE;
      if (until <= Date.now()) over();
    };
    const tell = () => tabs.postMessage({ who, until });
    tabs.addEventListener("message", ({ data }) => {
      if (data.who !== who || data.ended) clear();
      else if (data.until > until) { until = data.until; look(); }
    });
    for (const form of document.querySelectorAll('form[action="/log-ud"]')) {
      form.addEventListener("submit", () => tabs.postMessage({ who, ended: true }));
    }
    watch = setInterval(look, 15000);
    document.addEventListener("visibilitychange", look); // a machine that slept
    tell();
    look();
    stay.addEventListener("click", async () => {
      const answer = await fetch("/bliv", { headers: { Accept: "text/plain" } });
      if (!answer.ok) { location.reload(); return; }
      until = from(await answer.text());
      tell();
      look();
      said("Du er stadig logget ind.");
    });
  }

  // A page that was sent back with faults begins at them.
  const faults = document.getElementById("faults");
  if (faults) faults.focus();
})();
