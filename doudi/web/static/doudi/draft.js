// What is typed and not sent is kept for whoever typed it: a moment after the last key, given back on asking, never by itself.
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("form[data-draft]").forEach(async (form) => {
  const address = `/drafts/${form.dataset.draft}`;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let timer;
  const note = document.createElement("p");
  note.className = "draft-note d-print-none";
  note.setAttribute("role", "status");
  form.prepend(note);
  const send = (body) => fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
  const keep = async () => {
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      note.textContent = (await (await send(body)).json()).words;
    } catch {
      note.textContent = "草稿没有保存，请检查网络。";
    }
  };
  const button = (words, does) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "btn btn-sm ms-2", textContent: words });
    made.addEventListener("click", does);
    note.append(made);
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 1200); });
  form.addEventListener("submit", () => clearTimeout(timer));
  let found = {};
  try { found = await (await fetch(address)).json(); } catch { return; }
  if (!found.fields || note.textContent) return;
  note.textContent = found.words;
  button("恢复", () => {
    for (const field of form.elements) {
      const left = found.fields[field.name];
      if (!field.name || field.type === "hidden" || field.type === "password" || field.type === "file") continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = Boolean(left?.includes(field.value));
      else if (left) [field.value] = left;
    }
    note.textContent = "已恢复，请核对后提交。";
  });
  button("丢弃", async () => {
    const body = new FormData();
    body.append("drop", "1");
    await send(body);
    note.textContent = "草稿已丢弃。";
  });
}));
