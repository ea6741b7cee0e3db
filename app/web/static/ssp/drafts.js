// What stands in a form and is not sent: in this tab alone, gone when the tab is closed or the form is sent. It lies
// sealed, under a key that comes with each page of the same user: with the session ended nobody at the machine reads it.
"use strict";
(async () => {
  const who = document.body.dataset.who;
  const key = document.body.dataset.draftKey;
  delete document.body.dataset.draftKey;

  // Another who logs in at the same tab meets nothing of what the one before had begun on.
  if (who) {
    if (sessionStorage.getItem("who") !== who) sessionStorage.clear();
    sessionStorage.setItem("who", who);
  }
  for (const form of document.querySelectorAll('form[action="/log-ud"]')) form.addEventListener("submit", () => sessionStorage.clear());

  // Sent and taken: the page that follows is another one, or says so.
  const sent = sessionStorage.getItem("sent");
  if (sent && sent !== "draft:" + location.pathname && !location.pathname.startsWith("/log-ind")) {
    sessionStorage.removeItem(sent);
    sessionStorage.removeItem("sent");
  }

  // Without TLS a browser seals nothing, and then nothing is kept.
  if (!key || !window.crypto.subtle) return;
  const octets = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const text = (bytes) => btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
  const imported = crypto.subtle.importKey("raw", octets(key), "AES-GCM", false, ["encrypt", "decrypt"]);
  const how = (name, nonce) => ({ name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(name) });
  const seal = async (name, values) => {
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(how(name, nonce), await imported, new TextEncoder().encode(JSON.stringify(values)));
    return text(nonce) + "." + text(new Uint8Array(sealed));
  };
  const open = async (name, kept) => {
    const parts = kept.split(".").map(octets);
    const opened = await crypto.subtle.decrypt(how(name, parts[0]), await imported, parts[1]);
    return new Map(JSON.parse(new TextDecoder().decode(opened)));
  };

  const named = (one) => one.name + (one.type === "checkbox" || one.type === "radio" ? "=" + one.value : "");
  const said = (one) => (one.type === "checkbox" || one.type === "radio" ? one.checked : one.value);
  const say = (one, value) => { if (one.type === "checkbox" || one.type === "radio") one.checked = value; else one.value = value; };
  const refused = document.querySelector(".alert-error, .alert-warning");

  for (const form of document.querySelectorAll("form[data-draft]")) {
    // Where one address asks about several things, the form says of which it asks.
    const name = "draft:" + (form.dataset.draft || location.pathname);
    const fields = () => [...form.elements].filter((one) => one.name && !one.name.startsWith("_") && one.name !== "csrf" && one.type !== "file" && one.type !== "hidden");
    let written = false;
    let last = Promise.resolve();
    form.addEventListener("input", () => {
      written = true;
      const values = fields().map((one) => [named(one), said(one)]);
      last = last.then(async () => sessionStorage.setItem(name, await seal(name, values)));
    });
    const kept = sessionStorage.getItem(name);
    if (!kept || refused) continue;
    const values = await open(name, kept).catch(() => { sessionStorage.removeItem(name); return new Map(); });
    if (written) continue; // somebody was quicker
    let found = false;
    for (const one of fields()) {
      const value = values.get(named(one));
      if (value === undefined) continue;
      found = found || said(one) !== value;
      say(one, value);
    }
    if (!found) continue;
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
})();
