// A signature is drawn with a finger or the mouse; what was drawn goes with the form as a picture.
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-sign]").forEach((box) => {
  const pad = box.querySelector("canvas");
  const kept = box.querySelector("input[name$=_drawn]");
  const pen = pad.getContext("2d");
  let at = null;
  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, pad.width, pad.height);
    kept.value = "";
  };
  const place = (event) => {
    const frame = pad.getBoundingClientRect();
    return [((event.clientX - frame.left) * pad.width) / frame.width, ((event.clientY - frame.top) * pad.height) / frame.height];
  };
  clear();
  Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#101828" });
  pad.addEventListener("pointerdown", (event) => { at = place(event); pad.setPointerCapture(event.pointerId); });
  pad.addEventListener("pointermove", (event) => {
    if (!at) return;
    const next = place(event);
    pen.beginPath();
    pen.moveTo(...at);
    pen.lineTo(...next);
    pen.stroke();
    at = next;
  });
  const lift = () => { if (at) { at = null; kept.value = pad.toDataURL("image/png"); } };
  pad.addEventListener("pointerup", lift);
  pad.addEventListener("pointercancel", lift);
  box.querySelector(".sign-clear").addEventListener("click", clear);
}));
