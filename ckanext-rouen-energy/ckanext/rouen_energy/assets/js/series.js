// The curve of a meter. Where one can go from what is shown are links of the page: this asks for the part that changes
// instead of the whole page, and draws it from its own table.
(function () {
  "use strict";

  const ACCENT = "#0B5A66";
  const INK = "#1B2430";
  const LINE = "#D5DBE1";
  const WARN = "#8A4B00";
  const GAP = "#DFE4E9";
  const ZONE = "Europe/Paris";
  const DAY = 86400000;
  const DAYS_OF_HOURS = 3;
  const DAYS_OF_DAYS = 100;
  const DAYS_OF_MONTHS = 1500;
  const MOVES = { ArrowLeft: "earlier", ArrowRight: "later", "+": "nearer", "=": "nearer", "-": "wider", "−": "wider" };

  const language = document.documentElement.lang || "fr";
  let chart = null;

  // How a moment is written below the curve, and the least time between two of them.
  function axisOf(days) {
    if (days <= DAYS_OF_HOURS) return { format: { hour: "2-digit", minute: "2-digit" }, apart: DAY / 24 };
    if (days <= DAYS_OF_DAYS) return { format: { day: "2-digit", month: "2-digit" }, apart: DAY };
    if (days <= DAYS_OF_MONTHS) return { format: { month: "2-digit", year: "numeric" }, apart: 28 * DAY };
    return { format: { year: "numeric" }, apart: 365 * DAY };
  }

  function formatter(parts) {
    const format = new Intl.DateTimeFormat(language, { ...parts, timeZone: ZONE });
    return (moment) => format.format(new Date(moment));
  }

  function pointsOf(block) {
    return Array.from(block.querySelectorAll("[data-series-table] tr[data-start]")).map((row) => [
      Date.parse(row.dataset.start),
      row.dataset.value === "" ? null : Number(row.dataset.value),
    ]);
  }

  // A value lasts until the next one starts: the last one, and one before a gap, need an end to be drawn.
  function lasting(points, end) {
    const drawn = points.flatMap((point, place) => {
      const before = place ? points[place - 1][1] : null;
      return point[1] === null && before !== null ? [[point[0], before], point] : [point];
    });
    const count = points.length;
    if (count > 1) drawn.push([Math.min(end, 2 * points[count - 1][0] - points[count - 2][0]), points[count - 1][1]]);
    return drawn;
  }

  function gapsOf(block) {
    return Array.from(block.querySelectorAll("[data-gap-from]")).map((item) => [
      { xAxis: Date.parse(item.dataset.gapFrom) },
      { xAxis: Date.parse(item.dataset.gapTo) },
    ]);
  }

  // A reading that looks wrong stands on the curve, at the point that it lies in; of several in one point, the first.
  function outliersOf(block, points) {
    const marked = new Map();
    for (const item of block.querySelectorAll("[data-outlier]")) {
      const moment = Date.parse(item.dataset.outlier);
      const within = points.filter(([start]) => start <= moment).pop();
      if (within && !marked.has(within)) marked.set(within, [moment, within[1] === null ? 0 : within[1]]);
    }
    return Array.from(marked.values());
  }

  function option(block, figure) {
    const points = pointsOf(block);
    const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 3 });
    const unit = figure.dataset.unit;
    const axis = axisOf(Number(figure.dataset.days));
    const moment = formatter({ dateStyle: "short", timeStyle: "short" });
    const told = (value) => (value === null || value === undefined ? figure.dataset.none : whole.format(value) + " " + unit);
    return {
      animation: false,
      useUTC: true,
      textStyle: { fontFamily: "system-ui, sans-serif", color: INK },
      grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
      tooltip: {
        renderMode: "richText",
        trigger: "axis",
        formatter: (found) =>
          moment(found[0].value[0]) + "\n" + found.map((one) => (one.seriesIndex ? "▲ " + figure.dataset.suspected : told(one.value[1]))).join("\n"),
      },
      xAxis: {
        type: "time",
        min: Date.parse(figure.dataset.from),
        max: Date.parse(figure.dataset.to),
        minInterval: axis.apart,
        axisLabel: { color: INK, hideOverlap: true, formatter: formatter(axis.format) },
        axisLine: { lineStyle: { color: INK } },
      },
      yAxis: {
        type: "value",
        name: figure.dataset.per,
        nameTextStyle: { color: INK, align: "left" },
        axisLabel: { color: INK, formatter: (value) => whole.format(value) },
        splitLine: { lineStyle: { color: LINE } },
      },
      series: [
        {
          type: "line",
          step: "end",
          data: lasting(points, Date.parse(figure.dataset.to)),
          showSymbol: points.length < 3,
          connectNulls: false,
          lineStyle: { color: ACCENT, width: 1.5 },
          itemStyle: { color: ACCENT },
          areaStyle: { color: ACCENT, opacity: 0.12 },
          markArea: { silent: true, itemStyle: { color: GAP }, data: gapsOf(block) },
        },
        {
          type: "scatter",
          symbol: "triangle",
          symbolSize: 13,
          data: outliersOf(block, points),
          itemStyle: { color: WARN, borderColor: "#fff", borderWidth: 1 },
        },
      ],
    };
  }

  // Paper is narrower than a screen: there the drawing is made smaller, as a picture would be.
  function scalable(box) {
    box.querySelector("svg").setAttribute("viewBox", `0 0 ${box.clientWidth} ${box.clientHeight}`);
  }

  function draw(block) {
    const figure = block.querySelector("[data-series-figure]");
    if (chart) {
      chart.dispose();
      chart = null;
    }
    if (!figure || !window.echarts) {
      return;
    }
    figure.hidden = false;
    chart = window.echarts.init(figure.querySelector("[data-chart]"), null, { renderer: "svg" });
    chart.setOption(option(block, figure));
    scalable(chart.getDom());
    figure.setAttribute("aria-busy", "false");
  }

  // The focus stays on what was pressed; where it leads nowhere any more, on the curve.
  function focusAgain(block, pressed) {
    if (!pressed) {
      return;
    }
    const again = pressed === "chart" ? null : block.querySelector(`a[data-move="${pressed}"]`);
    (again || block.querySelector("[data-chart]")).focus({ preventScroll: true });
  }

  function announce(block) {
    const sentence = block.querySelector("[data-series-sentence]");
    document.querySelector("[data-series-said]").textContent = sentence ? sentence.textContent.replace(/\s+/g, " ").trim() : "";
  }

  async function show(block, search, pressed) {
    block.setAttribute("aria-busy", "true");
    const open = Array.from(block.querySelectorAll("details")).map((one) => one.open);
    try {
      const answer = await fetch(block.dataset.rouenEnergySeries + search, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      block.innerHTML = await answer.text();
    } catch {
      window.location.search = search;
      return;
    }
    const figures = block.querySelector(".rn-series__figures");
    if (figures && open.length) figures.open = open[open.length - 1];
    draw(block);
    announce(block);
    focusAgain(block, pressed);
    block.setAttribute("aria-busy", "false");
  }

  function go(block, search, pressed) {
    window.history.pushState(null, "", window.location.pathname + search);
    return show(block, search, pressed);
  }

  function follow(block, link, pressed) {
    return go(block, new URL(link.href, document.baseURI).search, pressed);
  }

  function onClick(block, event) {
    const link = event.target.closest("a[data-move]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    follow(block, link, link.dataset.move);
  }

  function onKey(block, event) {
    const move = MOVES[event.key];
    if (!move || !event.target.closest("[data-chart]") || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const link = block.querySelector(`a[data-move="${move}"]`);
    if (link) follow(block, link, "chart");
  }

  function onSubmit(block, event) {
    event.preventDefault();
    const asked = new URLSearchParams(new FormData(event.target));
    go(block, "?" + asked.toString(), "");
  }

  function begin(block) {
    draw(block);
    block.addEventListener("click", (event) => onClick(block, event));
    block.addEventListener("keydown", (event) => onKey(block, event));
    block.addEventListener("submit", (event) => onSubmit(block, event));
    window.addEventListener("popstate", () => show(block, window.location.search, ""));
    window.addEventListener("resize", () => {
      if (!chart) return;
      chart.resize();
      scalable(chart.getDom());
    });
  }

  function beginAll() {
    document.querySelectorAll("[data-rouen-energy-series]").forEach(begin);
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", beginAll);
  } else {
    beginAll();
  }
})();
