// Shortcuts of one key, told by "?" and by a button; they can be turned off, and are silent while something is being written.
(() => {
  const OFF = "doudi-keys-off";
  const WAYS = { d: "/queue", t: "/today", a: "/alerts", s: "/applications", f: "/payday", g: "/wall" };
  const box = () => document.getElementById("keys");
  let after = 0;
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
    if (localStorage.getItem(OFF) || !box() || box().open) return;
    if (event.key === "?") {
      event.preventDefault();
      box().showModal();
    } else if (event.key === "g") {
      after = event.timeStamp;
    } else if (event.timeStamp - after < 1500 && WAYS[event.key] && document.querySelector(`#menu a[href="${WAYS[event.key]}"]`)) {
      location.assign(WAYS[event.key]);
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    if (!box()) return;
    const off = document.getElementById("keys-off");
    off.checked = Boolean(localStorage.getItem(OFF));
    off.addEventListener("change", () => (off.checked ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF)));
    document.querySelectorAll("[data-keys]").forEach((button) => button.addEventListener("click", () => box().showModal()));
  });
})();
