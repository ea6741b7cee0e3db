// A list that is handed over: it can be dropped, and one sees that it is on its way. The form works without this.
"use strict";
(() => {
  const said = (text) => { document.getElementById("said").textContent = text; };
  for (const form of document.querySelectorAll("form[data-list]")) {
    let asking;
    const zone = form.querySelector("[data-drop]"), input = form.querySelector('input[type="file"]');
    const too_large = () => {
      const large = input && [...input.files].some((file) => file.size > Number(form.dataset.most));
      input?.setCustomValidity(large ? "Filen fylder mere end 20 MB. Del listen i mindre filer." : "");
      return large;
    };
    input?.addEventListener("change", too_large);
    if (zone) {
      for (const hint of zone.querySelectorAll("[data-with-script]")) hint.hidden = false;
      let inside = 0;
      const over = (count) => { inside = count; zone.classList.toggle("over", inside > 0); };
      zone.addEventListener("dragenter", (event) => { event.preventDefault(); over(inside + 1); });
      zone.addEventListener("dragleave", () => over(inside - 1));
      zone.addEventListener("dragover", (event) => event.preventDefault());
      zone.addEventListener("drop", (event) => {
        event.preventDefault();
        over(0);
        if (event.dataTransfer.files.length !== 1) { said("Slip én fil ad gangen."); return; }
        input.files = event.dataTransfer.files;
        if (!too_large()) form.requestSubmit();
        else input.reportValidity();
      });
    }
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "true";
      const progress = form.querySelector("[data-progress]");
      progress.hidden = false;
      said(progress.textContent);
      progress.scrollIntoView({ block: "nearest" });
      // Fetched anew, the page says how far the list is, and sends nothing again.
      history.replaceState(null, "", "/lister/ny");
      asking = setInterval(() => htmx.trigger(progress, "how-far"), 1000);
    });
    // Back from the page that came after: it can be sent again.
    addEventListener("pageshow", () => { clearInterval(asking); delete form.dataset.sent; form.querySelector("[data-progress]").hidden = true; });
  }
})();
