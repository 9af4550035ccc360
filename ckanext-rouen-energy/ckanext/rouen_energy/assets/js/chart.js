// Draws a bar chart from the figures of a table that is already in the page: the table is the truth.
(function () {
  "use strict";

  const ROW_HEIGHT = 38;
  const ACCENT = "#0B5A66";
  const INK = "#1B2430";

  function rowsOf(table) {
    return Array.from(table.querySelectorAll("tbody tr[data-value]")).map((row) => ({
      name: row.querySelector("th").textContent.trim(),
      value: Number(row.dataset.value),
    }));
  }

  function option(rows, unit, language) {
    const format = new Intl.NumberFormat(language);
    const text = (value) => format.format(value) + " " + unit;
    return {
      animation: false,
      textStyle: { fontFamily: "system-ui, sans-serif", color: INK },
      grid: { left: 8, right: 96, top: 8, bottom: 8, containLabel: true },
      tooltip: { renderMode: "richText", formatter: (point) => point.name + "\n" + text(point.value) },
      xAxis: { type: "value", min: 0, show: false },
      yAxis: {
        type: "category",
        inverse: true,
        data: rows.map((row) => row.name),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { width: 150, overflow: "break", lineHeight: 15, fontSize: 13, color: INK },
      },
      series: [
        {
          type: "bar",
          data: rows.map((row) => row.value),
          itemStyle: { color: ACCENT },
          barMaxWidth: 18,
          label: { show: true, position: "right", color: INK, fontSize: 13, formatter: (point) => format.format(point.value) },
        },
      ],
    };
  }

  function draw(figure) {
    const table = document.getElementById(figure.dataset.table);
    const rows = table ? rowsOf(table) : [];
    if (rows.length === 0) {
      return;
    }
    const box = figure.querySelector("[data-chart]");
    figure.hidden = false;
    box.style.height = rows.length * ROW_HEIGHT + 16 + "px";
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.setOption(option(rows, figure.dataset.unit, document.documentElement.lang || "fr"));
    window.addEventListener("resize", () => chart.resize());
    figure.setAttribute("aria-busy", "false");
  }

  function drawAll() {
    if (window.echarts) {
      document.querySelectorAll("figure[data-rouen-energy-chart]").forEach(draw);
    }
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", drawAll);
  } else {
    drawAll();
  }
})();
