// Counts the characters of a field while it is typed, and warns before what was typed is lost. The form needs neither:
// the server counts again, and refuses.
"use strict";
(function () {
  function count(field) {
    const most = Number(field.dataset.most);
    const shown = document.getElementById(field.dataset.count);
    const length = Array.from(field.value).length;
    shown.textContent = length + "/" + most;
    shown.classList.toggle("rn-count--over", length > most);
  }

  function ready() {
    document.querySelectorAll("[data-most]").forEach((field) => {
      field.addEventListener("input", () => count(field));
      count(field);
    });
    const form = document.querySelector("form[data-rouen-kept]");
    if (form) {
      let changed = form.dataset.rouenKept === "changed";
      form.addEventListener("input", () => { changed = true; });
      form.addEventListener("submit", () => { changed = false; });
      window.addEventListener("beforeunload", (event) => { if (changed) { event.preventDefault(); } });
    }
  }
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", ready);
  } else {
    ready();
  }
})();
