// What every page does: keys, live parts, questions before what cannot be undone.

const keys = new Map();

/**
 * Binds a key, shown in the help; `action` gets the event. Letters typed into a field are left alone. A key that is held acts once unless `repeats`, and only
 * where `when` says so.
 */
export function bindKey(key, text, action, { repeats = false, when = () => true } = {}) {
  keys.set(key, { text, action, repeats, when });
}

// Whoever dictates, or uses other software that types, can switch single keys off; what has a longer name (Enter, arrows) stays.
const areOff = () => localStorage.getItem("keys") === "off";
const isOff = key => key.length === 1 && areOff();

const token = () => document.querySelector("meta[name=antiforgery]").content;

/** Sends JSON as this page, with its anti-forgery token; a refusal throws with the server's sentence. */
export async function send(url, body, method = "POST") {
  const answer = await fetch(url, { method, headers: { "Content-Type": "application/json", "X-Antiforgery": token() }, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(await sentence(answer));
  return answer.status === 204 ? null : answer.json();
}

/** The server's own words on why it refuses. */
export async function sentence(answer) {
  const problem = await answer.json().catch(() => null);
  return problem?.detail ?? `The server answers ${answer.status}.`;
}

const isTyping = target => target.closest("input:not([type=checkbox]):not([type=range]), textarea, select, dialog[open]") !== null;

// A slider has keys of its own, and no use for letters.
const isSliding = event => event.target.matches("input[type=range]") && /^(Arrow|Page|Home|End)/.test(event.key);

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && isTyping(event.target)) return event.target.blur();
  if (isTyping(event.target) || isSliding(event) || isOff(event.key)) return;
  const bound = keys.get(event.key) ?? keys.get(event.key.toLowerCase());
  if (!bound || !bound.when()) return;
  event.preventDefault();
  if (!event.repeat || bound.repeats) bound.action(event);
});

function bindLinks() {
  for (const link of document.querySelectorAll("[data-key]"))
    bindKey(link.dataset.key, link.dataset.keyText ?? link.firstChild.textContent.trim(), () => document.querySelector(`[data-key="${link.dataset.key}"]`)?.click());
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

const keysOn = document.getElementById("keys-on");
function showWhetherKeysAct() {
  keysOn.checked = !areOff();
  document.body.classList.toggle("keys-off", areOff());
}
keysOn.addEventListener("change", () => { localStorage.setItem("keys", keysOn.checked ? "on" : "off"); showWhetherKeysAct(); });
addEventListener("storage", showWhetherKeysAct);
showWhetherKeysAct();

document.addEventListener("submit", event => {
  const question = event.target.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

// Times are written in UTC and shown on the clock of whoever looks.
const two = number => String(number).padStart(2, "0");
function onThisClock(part) {
  for (const moment of part.querySelectorAll("time.moment")) {
    const at = new Date(moment.dateTime);
    moment.textContent = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  }
}

// Live: an event says that something moved; the page fetches itself and exchanges the parts that are marked and differ.
const live = document.getElementById("live");
let refreshing = null;
let again = false;

/** What moves while the page is being fetched may not be on it yet: then it is fetched once more. */
export function refresh() {
  again = refreshing !== null;
  refreshing ??= exchange().finally(() => {
    refreshing = null;
    if (again) refresh();
  });
  return refreshing;
}

async function exchange() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-Unattended": "true" } });
    // Too many requests, or a service that is just starting: what moved is still to be shown.
    if (answer.status === 429 || answer.status === 503) refreshLater(Number(answer.headers.get("Retry-After")) || 5);
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
      onThisClock(part);
      for (const row of part.querySelectorAll("tr[id]")) if (known.size && !known.has(row.id)) row.classList.add("fresh");
      if (place) (document.getElementById(place) ?? part.querySelector(`[href="${CSS.escape(place)}"]`))?.focus?.({ preventScroll: true });
      part.dispatchEvent(new CustomEvent("live", { bubbles: true }));
    }
  } catch (away) {
    // The stream of events says that the service is away, and when it is back.
    if (!(away instanceof TypeError)) throw away;
  }
}

let due = null;
function refreshSoon() {
  due ??= setTimeout(() => { due = null; refresh(); }, 250);
}

let quiet = null;
/** Where counting takes long, counts may be three seconds old (Overview.Freshness): one more look when nothing has moved for longer. */
function moved() {
  refreshSoon();
  if (!document.querySelector("[data-counted]")) return;
  clearTimeout(quiet);
  quiet = setTimeout(refresh, 4000);
}

let putOff = null;
function refreshLater(seconds) {
  putOff ??= setTimeout(() => { putOff = null; refresh(); }, 1000 * seconds);
}

function follow() {
  if (!document.querySelector("[data-live]")) return;
  for (const part of document.querySelectorAll("[data-live]")) part.dataset.seen = part.innerHTML;
  const only = document.querySelector("[data-case]")?.dataset.case;
  const say = (state, text) => { live.dataset.state = state; live.textContent = text; };
  const concerns = change => !only || change.case === only || change.state === "many";
  let events = null;
  const open = () => {
    if (events || document.hidden) return;
    events = new EventSource("/events");
    events.addEventListener("open", () => { say("on", "live"); moved(); });
    events.addEventListener("error", lost);
    events.addEventListener("case", event => { if (concerns(JSON.parse(event.data))) moved(); });
    if (document.querySelector("[data-live-beat]")) events.addEventListener("beat", refreshSoon);
  };
  // A line that breaks is opened again by the browser; one that was refused (a proxy whose service is just starting, too many requests) is not.
  const lost = () => {
    say("off", "not live");
    if (events?.readyState !== EventSource.CLOSED) return;
    events = null;
    setTimeout(open, 10000);
  };
  const close = () => {
    events?.close();
    events = null;
    say("off", "not live");
  };
  // A browser has six connections to a host: a page that nobody sees keeps none, and looks at everything again when it is seen.
  document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}

bindLinks();
bindKey("?", "These keys", showKeys);
follow();
onThisClock(document);
