// What every page does: keys, live parts, questions before what cannot be undone.

const keys = new Map();

/** Binds a key, shown in the help; `action` gets the event. Letters typed into a field are left alone. */
export function bindKey(key, text, action) {
  keys.set(key, { text, action });
}

const token = () => document.querySelector("meta[name=antiforgery]").content;

/** Sends JSON as this page, with its anti-forgery token; a refusal throws with the server's sentence. */
export async function send(url, body) {
  const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json", "X-Antiforgery": token() }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await sentence(answer));
  return answer.status === 204 ? null : answer.json();
}

/** The server's own words on why it refuses. */
export async function sentence(answer) {
  const problem = await answer.json().catch(() => null);
  return problem?.detail ?? `The server answers ${answer.status}.`;
}

const isTyping = target => target.closest("input:not([type=checkbox]):not([type=range]), textarea, select, dialog[open]") !== null;

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && isTyping(event.target)) return event.target.blur();
  if (isTyping(event.target)) return;
  const bound = keys.get(event.key) ?? keys.get(event.key.toLowerCase());
  if (!bound) return;
  event.preventDefault();
  bound.action(event);
});

function bindLinks() {
  for (const link of document.querySelectorAll("[data-key]"))
    bindKey(link.dataset.key, link.firstChild.textContent.trim(), () => document.querySelector(`[data-key="${link.dataset.key}"]`)?.click());
}

const dialog = document.getElementById("keys");
function showKeys() {
  const list = document.getElementById("keys-list");
  list.replaceChildren(...[...keys].flatMap(([key, { text }]) => {
    const [term, detail, cap] = [document.createElement("dt"), document.createElement("dd"), document.createElement("kbd")];
    cap.textContent = key === " " ? "space" : key;
    term.append(cap);
    detail.textContent = text;
    return [term, detail];
  }));
  dialog.showModal();
}
document.getElementById("keys-button").addEventListener("click", showKeys);

document.addEventListener("submit", event => {
  const question = event.target.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

// Live: an event says that something moved; the page fetches itself and exchanges the parts that are marked and differ.
const live = document.getElementById("live");
let refreshing = null;

export async function refresh() {
  refreshing ??= (async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const next = fresh.getElementById(part.id);
      if (!next || next.innerHTML === part.dataset.seen) continue;
      const focused = part.contains(document.activeElement) ? document.activeElement : null;
      const place = focused && (focused.id || focused.getAttribute("href") || focused.closest("[id]")?.id);
      part.dataset.seen = next.innerHTML;
      const known = new Set([...part.querySelectorAll("tr[id]")].map(row => row.id));
      part.replaceChildren(...next.childNodes);
      for (const row of part.querySelectorAll("tr[id]")) if (known.size && !known.has(row.id)) row.classList.add("fresh");
      if (place) (document.getElementById(place) ?? part.querySelector(`[href="${CSS.escape(place)}"]`))?.focus?.({ preventScroll: true });
      part.dispatchEvent(new CustomEvent("live", { bubbles: true }));
    }
  })().finally(() => { refreshing = null; });
  return refreshing;
}

let due = null;
function refreshSoon() {
  due ??= setTimeout(() => { due = null; refresh(); }, 250);
}

function follow() {
  if (!document.querySelector("[data-live]")) return;
  for (const part of document.querySelectorAll("[data-live]")) part.dataset.seen = part.innerHTML;
  const only = document.querySelector("[data-case]")?.dataset.case;
  const events = new EventSource("/events");
  const say = (state, text) => { live.dataset.state = state; live.textContent = text; };
  events.addEventListener("open", () => { say("on", "live"); refreshSoon(); });
  events.addEventListener("error", () => say("off", "not live"));
  events.addEventListener("case", event => { if (!only || JSON.parse(event.data).case === only) refreshSoon(); });
  if (document.querySelector("[data-live-beat]")) events.addEventListener("beat", refreshSoon);
  addEventListener("pagehide", () => events.close());
}

bindLinks();
bindKey("?", "These keys", showKeys);
follow();
