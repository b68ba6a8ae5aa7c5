// The days as bars and lines; the same numbers stand in the table under the chart.
document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("days-chart");
  const days = JSON.parse(document.getElementById("days-rows").textContent);
  const chart = echarts.init(place, null, { renderer: "svg" });
  const font = getComputedStyle(document.body).fontFamily;
  const series = (name, key, type, color, symbol) => ({ name, type, data: days.map((day) => day[key]), color, symbol, symbolSize: 7, barMaxWidth: 14 });
  chart.setOption({
    textStyle: { fontFamily: font },
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    tooltip: { trigger: "axis" },
    legend: { top: 0, left: 0, itemGap: 16, textStyle: { color: "#4d5a6b" } },
    grid: { left: 36, right: 12, top: place.clientWidth < 480 ? 68 : 40, bottom: 28 },
    xAxis: { type: "category", data: days.map((day) => day.on), axisLabel: { color: "#4d5a6b", hideOverlap: true }, axisLine: { lineStyle: { color: "#c3ccd6" } }, axisTick: { show: false } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { color: "#4d5a6b" }, splitLine: { lineStyle: { color: "#e8ecf1" } } },
    series: [
      series("新预警", "raised", "bar", "#1d4f91"),
      series("预警办结", "concluded", "bar", "#8fb0d9"),
      series("作出决定", "decided", "line", "#a34700", "diamond"),
      series("部门反馈", "answered", "line", "#1d6b3a", "circle"),
    ],
  });
  addEventListener("resize", () => chart.resize());
});
