/* Views of CKAN read what they show from variables of the page, which stock pages set in a script inside the page.
   Ours say them as data, so that no page may run a script that came with it. */
"use strict";
(function () {
  const told = document.getElementById("rn-view");
  Object.assign(window, JSON.parse(told.textContent));
  const refit = document.getElementById("refit-button");
  if (refit) {
    refit.addEventListener("click", function () { window.fitColText(); });
  }
})();
