// Shows a button beside each request that copies it, and says that it did. Without this script the text is selected.
"use strict";
(function () {
  function copy(button) {
    const text = document.getElementById(button.dataset.rouenCopy).textContent;
    navigator.clipboard.writeText(text).then(() => {
      document.getElementById("copied").textContent = button.dataset.said;
    });
  }

  function ready() {
    if (!navigator.clipboard) { return; }
    document.querySelectorAll("[data-rouen-copy]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => copy(button));
    });
  }
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", ready);
  } else {
    ready();
  }
})();
