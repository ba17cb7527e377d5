// The worklist by keyboard: j and k walk, Enter opens, r tries again.
import { bindKey } from "./site.js";

let selected = null;
const rows = () => [...document.querySelectorAll("#rows tbody tr")];

function select(row) {
  for (const other of rows()) other.classList.toggle("selected", other === row);
  selected = row?.id ?? null;
  row?.scrollIntoView({ block: "nearest" });
  row?.querySelector("a.open").focus({ preventScroll: true });
}

function move(step) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.findIndex(row => row.id === selected);
  select(all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))]);
}

const current = () => selected && document.getElementById(selected);

bindKey("j", "Next case", () => move(1), { repeats: true });
bindKey("k", "Case before", () => move(-1), { repeats: true });
bindKey("Enter", "Open the case", event => (event.target.closest("a, button") ?? current()?.querySelector("a.open"))?.click());
bindKey("r", "Retry the selected case", () => current()?.querySelector("form[action$='/retry']")?.requestSubmit());
bindKey("/", "Search", () => document.getElementById("search").focus());
document.getElementById("rows").addEventListener("live", () => current()?.classList.add("selected"));
for (const choice of document.querySelectorAll(".filters select")) choice.addEventListener("change", () => choice.form.requestSubmit());
