// Draws charts from the figures of tables that are already in the page: the table is the truth.
(function () {
  "use strict";

  const ROW_HEIGHT = 38;
  const COLUMNS_HEIGHT = 340;
  const NARROW = 480;
  const INK = "#1B2430";
  const LINE = "#D5DBE1";
  const COLOURS = ["#0B5A66", "#B4531A", "#5B4B9A", "#3A6EA5", "#6B7A12", "#A1335D", "#4F5B6B", "#8A4B00", "#1B2430"];
  // A pattern beside each colour: nobody has to tell them by their hue.
  const PATTERNS = [
    null,
    { dashArrayX: [1, 0], dashArrayY: [3, 5], rotation: Math.PI / 4 },
    { symbol: "circle", dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0], symbolSize: 0.6 },
    { dashArrayX: [1, 0], dashArrayY: [3, 5], rotation: -Math.PI / 4 },
    { dashArrayX: [1, 0], dashArrayY: [2, 4] },
    { dashArrayX: [[3, 3], [0, 3, 3, 0]], dashArrayY: [3, 0] },
  ];
  const PARTIAL = { dashArrayX: [1, 0], dashArrayY: [4, 4], rotation: Math.PI / 4, color: "rgba(255,255,255,.65)" };

  function words(element) {
    return element.textContent.trim().replace(/\s+/g, " ");
  }

  function number(text) {
    return text === "" || text === undefined ? null : Number(text);
  }

  // The series of a table: one for each column that says its colour, else one of the rows themselves.
  function seriesOf(table) {
    const rows = Array.from(table.querySelectorAll("tbody tr"));
    const heads = Array.from(table.querySelectorAll("thead th"));
    const columns = heads.map((head, place) => ({ head, place })).filter(({ head }) => head.dataset.series !== undefined);
    const names = rows.map((row) => words(row.querySelector("th")));
    if (columns.length === 0) {
      const kept = rows.filter((row) => row.dataset.value !== undefined);
      const values = kept.map((row) => ({ value: number(row.dataset.value), partial: row.dataset.partial !== undefined }));
      return { names: kept.map((row) => words(row.querySelector("th"))), series: [{ name: "", colour: 0, values }] };
    }
    const series = columns.map(({ head, place }) => ({
      name: words(head),
      colour: Number(head.dataset.series) % COLOURS.length,
      values: rows.map((row) => ({
        value: number(row.children[place].dataset.value),
        partial: false,
      })),
    }));
    return { names, series };
  }

  function drawn(one) {
    const pattern = PATTERNS[one.colour % PATTERNS.length];
    return {
      type: "bar",
      name: one.name,
      barMaxWidth: 44,
      itemStyle: { color: COLOURS[one.colour], decal: pattern ? { color: "rgba(255,255,255,.45)", ...pattern } : undefined },
      data: one.values.map(({ value, partial }) => (partial ? { value, itemStyle: { decal: PARTIAL } } : value)),
    };
  }

  function common(formats) {
    return {
      animation: false,
      textStyle: { fontFamily: "system-ui, sans-serif", color: INK },
      tooltip: {
        renderMode: "richText",
        trigger: "axis",
        axisPointer: { type: "shadow" },
        formatter: (points) =>
          [points[0].name, ...points.map((one) => (one.seriesName ? one.seriesName + " : " : "") + formats.whole(one.value))]
            .join("\n"),
      },
    };
  }

  function bars({ names, series }, formats, width) {
    const narrow = width < NARROW;
    return {
      ...common(formats),
      grid: { left: narrow ? 0 : 8, right: narrow ? 76 : 96, top: 8, bottom: 8, containLabel: true },
      xAxis: { type: "value", min: (extent) => Math.min(0, extent.min), show: false },
      yAxis: {
        type: "category",
        inverse: true,
        data: names,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { width: narrow ? 104 : 150, overflow: "break", lineHeight: 15, fontSize: narrow ? 12 : 13, color: INK },
      },
      series: series.map((one) => ({
        ...drawn(one),
        barMaxWidth: 18,
        label: { show: true, position: "right", color: INK, fontSize: narrow ? 12 : 13, formatter: (point) => formats.bare(point.value) },
      })),
    };
  }

  // Axes of months or years, whatever is drawn on them.
  function calendar({ names, series }, formats, drawings) {
    const several = series.length > 1;
    return {
      ...common(formats),
      grid: { left: 8, right: 8, top: several ? 44 : 28, bottom: 8, containLabel: true },
      legend: several ? { top: 0, left: 0, itemWidth: 18, textStyle: { color: INK, fontSize: 13 } } : undefined,
      xAxis: {
        type: "category",
        data: names,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: INK } },
        axisLabel: { color: INK, fontSize: 13, hideOverlap: true },
      },
      yAxis: {
        type: "value",
        splitLine: { lineStyle: { color: LINE } },
        axisLabel: { color: INK, fontSize: 12, formatter: formats.short },
      },
      series: drawings,
    };
  }

  function columns(found, formats) {
    const stack = found.series.length > 1 ? "all" : undefined;
    return calendar(found, formats, found.series.map((one) => ({ ...drawn(one), stack })));
  }

  // What was expected beside what was used.
  function paired(found, formats) {
    return calendar(found, formats, found.series.map(drawn));
  }

  // A value between its bounds, which are drawn as dashed lines.
  function interval(found, formats) {
    const lines = found.series.map(({ name, values }, place) => ({
      type: "line",
      name,
      symbol: place === 0 ? "circle" : "none",
      symbolSize: 7,
      itemStyle: { color: place === 0 ? COLOURS[0] : COLOURS[6] },
      lineStyle: { color: place === 0 ? COLOURS[0] : COLOURS[6], type: place === 0 ? "solid" : "dashed" },
      data: values.map(({ value }) => value),
    }));
    return calendar(found, formats, lines);
  }

  const KINDS = { bars, columns, paired, interval };

  function formatsOf(language, unit) {
    const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
    const bare = (value) => (value === null || value === undefined ? "–" : whole.format(value));
    // kWh by the thousand are MWh: an axis has little room.
    const short = (value) => (unit === "kWh" && Math.abs(value) >= 1000 ? whole.format(value / 1000) + " MWh" : bare(value) + " " + unit);
    return { bare, short, whole: (value) => bare(value) + " " + unit };
  }

  // Paper is narrower than a screen: there the drawing is made smaller, as a picture would be.
  function scalable(box) {
    box.querySelector("svg").setAttribute("viewBox", `0 0 ${box.clientWidth} ${box.clientHeight}`);
  }

  function draw(figure) {
    const table = document.getElementById(figure.dataset.table);
    const found = table ? seriesOf(table) : { names: [], series: [] };
    if (found.names.length === 0) {
      return;
    }
    const box = figure.querySelector("[data-chart]");
    const kind = figure.dataset.rouenEnergyChart;
    const formats = formatsOf(document.documentElement.lang || "fr", figure.dataset.unit);
    figure.hidden = false;
    box.style.height = (kind === "bars" ? found.names.length * ROW_HEIGHT + 16 : COLUMNS_HEIGHT) + "px";
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.setOption(KINDS[kind](found, formats, box.clientWidth));
    table.classList.add("rn-drawn");
    scalable(box);
    window.addEventListener("resize", () => {
      chart.resize();
      scalable(box);
    });
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
