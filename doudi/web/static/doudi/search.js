// "/" leads to the search wherever nothing is being written; Escape lets its suggestions go.
document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.key === "Escape" && at.id === "head-words") document.getElementById("head-suggested").replaceChildren();
  if (event.key !== "/" || localStorage.getItem("doudi-keys-off") || event.ctrlKey || event.metaKey || event.altKey || at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
  const box = [document.getElementById("head-words"), document.getElementById("q")].find((one) => one && one.offsetParent);
  if (box) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});
