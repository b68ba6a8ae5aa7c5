// Sliders beside the numbers they set, and the counties as a map; without this the form and the tables say the same.
(() => {
  let outlines = null;

  const pair = (lever) => {
    const [slider, number] = lever.querySelectorAll("input");
    slider.hidden = false;
    const mark = () => lever.classList.toggle("is-moved", number.value !== lever.dataset.present);
    slider.addEventListener("input", () => { number.value = slider.value; mark(); });
    number.addEventListener("input", () => { slider.value = number.value; mark(); });
    mark();
  };

  const SHOWN = {
    entering: { unit: " 户新进入", colours: ["#f3f6fa", "#7da5d6"] },
    leaving: { unit: " 户退出", colours: ["#fdf6ee", "#e2a066"] },
    change: { unit: " 元", colours: ["#f3f6fa", "#7da5d6"] },
  };

  const draw = () => {
    const place = document.getElementById("county-map");
    if (!place || !outlines || echarts.getInstanceByDom(place)) return;
    const counties = JSON.parse(document.getElementById("county-rows").textContent);
    const chart = echarts.init(place, null, { renderer: "svg" });
    const choices = document.querySelector(".map-choices");
    choices.hidden = false;
    const show = (key) => {
      const values = counties.map((one) => one[key]);
      const most = Math.max(1, ...values.map(Math.abs));
      chart.setOption({
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
        animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
        tooltip: { formatter: (one) => `${one.name}<br>${(one.data && one.data.words) || "没有数据"}` },
        visualMap: {
          min: Math.min(0, ...values) < 0 ? -most : 0, max: most, left: 0, bottom: 0, itemHeight: place.clientWidth < 480 ? 45 : 90, text: [`${most.toLocaleString()}${SHOWN[key].unit}`, ""],
          inRange: { color: Math.min(...values) < 0 ? ["#e2a066", "#f5f7f9", "#7da5d6"] : SHOWN[key].colours }, textStyle: { color: "#4d5a6b" },
        },
        series: [{
          type: "map", map: "weifang", selectedMode: false, aspectScale: 0.82, layoutCenter: ["52%", "50%"], layoutSize: place.clientWidth < 480 ? "100%" : "108%",
          label: { show: true, color: "#17283d", fontSize: place.clientWidth < 480 ? 10 : 12, textBorderColor: "#fff", textBorderWidth: 2, formatter: (one) => `${one.name}\n${Number(one.value || 0).toLocaleString()}` },
          labelLayout: { hideOverlap: true },
          itemStyle: { borderColor: "#7f93ab", borderWidth: 1 },
          emphasis: { label: { color: "#17283d" }, itemStyle: { areaColor: "#f6d66b" } },
          data: counties.map((one) => ({ name: one.name, value: one[key], words: one.words })),
        }],
      }, true);
    };
    const chosen = () => choices.querySelector("input:checked").value;
    choices.addEventListener("change", () => show(chosen()));
    show(chosen());
    addEventListener("resize", () => { if (place.isConnected) chart.resize(); });
  };

  document.addEventListener("DOMContentLoaded", async () => {
    document.querySelectorAll(".lever").forEach(pair);
    const levers = document.getElementById("levers");
    if (!levers) return;
    levers.addEventListener("change", (event) => { if (event.target.type === "range") event.target.parentElement.querySelector("input[type=number]").dispatchEvent(new Event("input")); });
    // What has the same id is first given the attributes of the map: a style among them would be refused.
    document.body.addEventListener("htmx:beforeSwap", (event) => {
      const place = document.getElementById("county-map");
      const chart = place && event.detail.shouldSwap && echarts.getInstanceByDom(place);
      if (!chart) return;
      chart.dispose();
      place.removeAttribute("id");
    });
    document.body.addEventListener("htmx:afterSettle", draw);
    const load = async () => {
      const place = document.getElementById("county-map");
      if (!place || outlines) return;
      outlines = await (await fetch(place.dataset.outlines)).json();
      echarts.registerMap("weifang", outlines);
    };
    document.body.addEventListener("htmx:afterSettle", async () => { await load(); draw(); });
    await load();
    draw();
  });
})();
