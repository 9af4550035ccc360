/* What CKAN's view of a table lacks: cells as people write them, and working without scripts made of text. */
"use strict";
(function () {
  const language = document.documentElement.lang;
  const DAY = /^(\d{4})-(\d\d)-(\d\d)/;
  // The view asks once for a timer without saying what to do, which browsers take for a script made of text.
  const later = window.setTimeout;
  window.setTimeout = function (what, ...rest) {
    return typeof what === "function" ? later(what, ...rest) : 0;
  };

  function number(text) {
    const [whole, decimals] = text.split(".");
    const grouped = new Intl.NumberFormat(language).format(BigInt(whole));
    const minus = whole.startsWith("-0") ? "-" : "";
    const mark = language === "fr" ? "," : ".";
    return minus + grouped + (decimals ? mark + decimals : "");
  }

  function day(text) {
    return language === "fr" ? text.replace(DAY, "$3/$2/$1") : text;
  }

  const writers = {
    numeric: number,
    int8: number,
    date: day,
    bool: function (text) { return text === "True" ? window.rnWords.yes : window.rnWords.no; },
  };

  function write(rows) {
    for (const field of window.gdataDict) {
      const writer = writers[field.type];
      if (!writer) continue;
      for (const row of rows) {
        if (/^(-?\d+(\.\d+)?|\d{4}-\d\d-\d\d|True|False)$/.test(row[field.id])) row[field.id] = writer(row[field.id]);
      }
    }
  }

  window.jQuery("#dtprv").on("xhr.dt", function (event, settings, answer) {
    if (answer && answer.data) write(answer.data);
  });
  document.getElementById("refit-button").addEventListener("click", function () { window.fitColText(); });
})();
