// Draws each .chart from the ECharts option in the <script class="chart-data"> that follows it.
// JSON carries no functions, so number formats come as hints:
//   data-format="number|percent|accounting"  accounting writes losses as △ in Japanese and in brackets in English
//   data-digits="1"  data-unit="円"  data-label="text read aloud"
(() => {
  "use strict";

  const language = document.documentElement.lang || "ja";
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const formatter = ({ format = "number", digits, unit = "" }) => {
    const places = digits === undefined ? {} : { minimumFractionDigits: Number(digits), maximumFractionDigits: Number(digits) };
    const style = format === "percent" ? { style: "percent", ...places } : places;
    const numbers = new Intl.NumberFormat(language, style);
    return (value) => {
      if (Array.isArray(value)) value = value[value.length - 1];
      if (value === null || value === undefined || value === "" || Number.isNaN(Number(value))) return "–";
      const text = numbers.format(format === "accounting" ? Math.abs(value) : value);
      const whole = unit && format !== "percent" ? `${text} ${unit}` : text;
      if (format !== "accounting" || Number(value) >= 0) return whole;
      return language.startsWith("ja") ? `△${whole}` : `(${whole})`;
    };
  };

  const theme = () => ({
    color: ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5", "--chart-6"].map(colour),
    textStyle: { fontFamily: colour("--font-stack"), color: colour("--bs-body-color") },
  });

  const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

  const dressAxis = (axis, withoutUnit) => {
    axis.axisLabel = { color: colour("--bs-body-color"), fontSize: 12, ...axis.axisLabel };
    axis.axisLine = { lineStyle: { color: colour("--field-line") }, ...axis.axisLine };
    axis.splitLine = { lineStyle: { color: colour("--chart-line") }, ...axis.splitLine };
    axis.nameTextStyle = { color: colour("--bs-secondary-color"), ...axis.nameTextStyle };
    if ((axis.type || "value") === "value" && axis.format !== "plain") axis.axisLabel.formatter = axis.format ? formatter({ ...axis }) : withoutUnit;
    if (axis.type === "category") axis.splitLine.show = false;
    axis.axisLabel.hideOverlap = true;
  };

  // Named theme colours ("pass", "fail", "accent" …) may stand in for colour values anywhere in an option.
  const resolveColours = (node) => {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === "string" && /^--[a-z0-9-]+$/.test(value)) node[key] = colour(value);
      else if (value && typeof value === "object") resolveColours(value);
    }
    return node;
  };

  const dress = (option, hints, width) => {
    const number = formatter(hints);
    const withoutUnit = formatter({ ...hints, unit: "" });
    resolveColours(option);
    for (const axis of [...list(option.xAxis), ...list(option.yAxis)]) dressAxis(axis, withoutUnit);
    // Long names beside the bars break into lines instead of taking the room of the chart.
    for (const axis of list(option.yAxis)) {
      if (axis.type === "category") axis.axisLabel = { width: Math.round(width * 0.3), overflow: "break", ...axis.axisLabel };
    }
    for (const axis of list(option.xAxis)) {
      if (axis.type === "value" && width < 480) axis.splitNumber = 3;
    }
    option.tooltip = {
      trigger: "axis", valueFormatter: number, backgroundColor: colour("--surface"), borderColor: colour("--field-line"),
      textStyle: { color: colour("--bs-body-color") }, ...option.tooltip, renderMode: "richText", confine: true,
    };
    if (option.legend) option.legend = { bottom: 0, textStyle: { color: colour("--bs-body-color") }, ...option.legend };
    option.grid = option.grid || { left: 12, right: 20, top: 24, bottom: option.legend ? 40 : 12, containLabel: true };
    for (const series of list(option.series)) {
      if (series.label && series.label.show && !series.label.formatter) series.label.formatter = (item) => withoutUnit(item.value);
      if (series.label) series.label = { color: colour("--bs-body-color"), ...series.label };
    }
    option.aria = { enabled: true, label: { enabled: false }, ...option.aria };
    return option;
  };

  const dataOf = (element) => {
    const script = element.nextElementSibling;
    return script && script.matches('script[type="application/json"].chart-data') ? script : null;
  };

  const drawn = new WeakMap();

  const draw = (element, always) => {
    const script = dataOf(element);
    if (!script || !window.echarts || (!always && drawn.get(element) === script.textContent)) return;
    const old = window.echarts.getInstanceByDom(element);
    if (old) old.dispose();
    const chart = window.echarts.init(element, theme(), { renderer: "svg" });
    const still = Boolean(old) || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    chart.setOption({ animation: !still, ...dress(JSON.parse(script.textContent), element.dataset, element.clientWidth) });
    drawn.set(element, script.textContent);
    element.setAttribute("role", "img");
    if (element.dataset.label) element.setAttribute("aria-label", element.dataset.label);
    resizer.observe(element);
  };

  const resizer = new ResizeObserver((entries) => {
    for (const entry of entries) window.echarts.getInstanceByDom(entry.target)?.resize();
  });
  const drawAll = (always) => {
    for (const element of document.querySelectorAll(".chart")) draw(element, always);
  };

  document.addEventListener("DOMContentLoaded", () => drawAll(false));
  document.addEventListener("htmx:afterSettle", () => drawAll(false));
  document.addEventListener("theme:change", () => drawAll(true));
})();
