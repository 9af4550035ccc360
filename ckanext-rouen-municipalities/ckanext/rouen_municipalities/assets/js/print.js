// Shows the buttons that print the page: without this script the browser's own menu does.
"use strict";
(function () {
  function ready() {
    document.querySelectorAll("[data-rouen-print]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    });
  }
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", ready);
  } else {
    ready();
  }
})();
