/* Views of CKAN read what they show from variables of the page, which stock pages set in a script inside the page.
   Ours say them as data, since no page may run a script that came with it. */
"use strict";
(function () {
  Object.assign(window, JSON.parse(document.getElementById("rn-view").textContent));
})();
