// Photographs go one by one, each with its progress and, where the way broke, its own "retry": the same bytes sent twice are one paper.
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("form[data-attach]").forEach((form) => {
  const queue = form.querySelector(".attach-queue");
  const most = Number(form.dataset.most);
  const waiting = [];
  let busy = false;
  form.classList.add("is-live");
  form.querySelectorAll("input[type=file]").forEach((input) => input.addEventListener("change", () => {
    for (const file of input.files) waiting.push(row(file, form.elements.kind.value));
    input.value = "";
    next();
  }));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });

  function row(file, kind) {
    const place = queue.appendChild(document.createElement("li"));
    const words = place.appendChild(document.createElement("span"));
    const bar = place.appendChild(document.createElement("progress"));
    const name = file.name.length > 24 ? `${file.name.slice(0, 12)}…${file.name.slice(-9)}` : file.name;
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `${name} 上传进度`);
    queue.hidden = false;
    const one = { file, kind, place, bar, say: (text) => { words.textContent = `${name}：${text}`; } };
    one.say("等待上传");
    return one;
  }

  function next() {
    const one = busy ? undefined : waiting.shift();
    if (!one) return;
    if (one.file.size > most) {
      fail(one, `文件有 ${Math.round(one.file.size / 1e6)} MB，一次最多 ${most / 1e6} MB。`, false);
      next();
      return;
    }
    busy = true;
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("kind", one.kind);
    body.append("file", one.file, "paper");
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.timeout = 120000;
    request.setRequestHeader("X-Requested-With", "fetch");
    request.upload.addEventListener("progress", (event) => {
      one.bar.value = (event.loaded / event.total) * 100;
      one.say(event.loaded < event.total ? "正在上传" : "正在检查");
    });
    request.addEventListener("loadend", () => {
      busy = false;
      if (request.status === 200 && !request.responseURL.includes("/sign-in")) {
        document.getElementById(form.dataset.list).innerHTML = request.responseText;
        one.place.remove();
        queue.hidden = !queue.children.length;
      } else if (request.status === 422) fail(one, request.responseText, false);
      else fail(one, request.status === 200 ? "登录已过期，请重新登录后再传。" : "没有传到，可能是网络不好。", request.status !== 200);
      next();
    });
    one.say("正在上传");
    request.send(body);
  }

  function fail(one, text, again) {
    one.say(text);
    one.place.classList.add("is-failed");
    one.bar.hidden = true;
    const button = one.place.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = again ? "重试" : "知道了";
    button.addEventListener("click", () => {
      button.remove();
      if (!again) {
        one.place.remove();
        queue.hidden = !queue.children.length;
        return;
      }
      one.place.classList.remove("is-failed");
      one.bar.hidden = false;
      one.say("等待上传");
      waiting.push(one);
      next();
    });
  }
}));
