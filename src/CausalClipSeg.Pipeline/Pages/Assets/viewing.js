// Hands and keys on the viewer, shared by the case and the review page.
import { bindKey } from "./site.js";
import { Viewer, readMask } from "./viewer.js";

/** Makes the page's viewer; null where the visitor may not see pictures. */
export async function openViewer(element) {
  if (element.dataset.maySee !== "true") return null;
  const viewer = new Viewer(element);
  bindMouse(viewer);
  bindTools(viewer);
  try {
    await viewer.load();
    await loadMasks(viewer);
    viewer.isWhole = true;
  } catch (problem) {
    viewer.say(problem.message);
  }
  element.dataset.ready = "true";
  return viewer;
}

/** Fetches the masks that the list of segments names and that are not there yet. */
export async function loadMasks(viewer) {
  for (const item of viewer.element.querySelectorAll("[data-segment]")) {
    const number = Number(item.dataset.segment);
    if (!viewer.overlays.has(number)) await showMask(viewer, number);
  }
}

/** Shows a segment as the network delineated it, or as a reader drew it. */
export async function showMask(viewer, number, review = null) {
  const item = viewer.element.querySelector(`[data-segment="${number}"]`);
  const path = review ? `reviews/${review}` : `segments/${number}`;
  if (!review && Number(item.dataset.pixels) === 0) return viewer.removeMask(number);
  viewer.setMask(number, await readMask(`/api/cases/${viewer.case}/${path}/mask`, viewer.rows * viewer.columns), Number(item.dataset.tint));
}

function bindMouse(viewer) {
  const { canvas } = viewer;
  const pointers = new Map();
  let pinch = 0;
  canvas.addEventListener("pointerdown", event => {
    if (viewer.brush?.begin(event)) return;
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
  });
  canvas.addEventListener("pointermove", event => {
    if (viewer.brush?.move(event)) return;
    const last = pointers.get(event.pointerId);
    if (!last) return;
    const [dx, dy] = [event.clientX - last[0], event.clientY - last[1]];
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (pointers.size === 2) {
      const [a, b] = [...pointers.values()];
      const distance = Math.hypot(a[0] - b[0], a[1] - b[1]);
      if (pinch) viewer.zoom(distance / pinch, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
      pinch = distance;
      viewer.move(dx / 2, dy / 2);
    } else if (event.buttons !== 1 || event.shiftKey) viewer.move(dx, dy);
    else viewer.window(dx, dy);
  });
  const release = event => {
    viewer.brush?.end(event);
    pointers.delete(event.pointerId);
    pinch = 0;
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("contextmenu", event => event.preventDefault());
  canvas.addEventListener("dblclick", () => viewer.reset());
  canvas.addEventListener("wheel", event => {
    event.preventDefault();
    viewer.zoom(Math.exp(-event.deltaY / 500), event.clientX, event.clientY);
  }, { passive: false });
}

function bindTools(viewer) {
  const { element } = viewer;
  const button = name => element.querySelector(`[data-tool=${name}]`);
  const held = { repeats: true };
  const steering = { repeats: true, when: () => document.activeElement === viewer.canvas };
  const tool = (name, key, text, action, how) => {
    const run = () => {
      const pressed = action();
      if (pressed !== undefined) button(name)?.setAttribute("aria-pressed", String(pressed));
    };
    button(name)?.addEventListener("click", run);
    bindKey(key, text, run, how);
  };
  tool("invert", "i", "Invert", () => { viewer.inverted = !viewer.inverted; viewer.expose(); return viewer.inverted; });
  tool("outline", "l", "Outline in place of fill", () => { viewer.outlined = !viewer.outlined; viewer.draw(); return viewer.outlined; });
  tool("overlays", "o", "Overlays on or off", () => { viewer.shown = !viewer.shown; viewer.draw(); return viewer.shown; });
  tool("fit", "0", "Whole image, first window", () => viewer.reset());
  tool("zoom-in", "+", "Zoom in", () => viewer.zoom(1.25), held);
  tool("zoom-out", "-", "Zoom out", () => viewer.zoom(0.8), held);
  bindKey("ArrowLeft", "Move left, on the picture", () => viewer.move(40, 0), steering);
  bindKey("ArrowRight", "Move right, on the picture", () => viewer.move(-40, 0), steering);
  bindKey("ArrowUp", "Move up, on the picture", () => viewer.move(0, 40), steering);
  bindKey("ArrowDown", "Move down, on the picture", () => viewer.move(0, -40), steering);
  bindKey("<", "Narrower window", () => viewer.window(-20, 0), held);
  bindKey(">", "Wider window", () => viewer.window(20, 0), held);
  element.querySelector("#opacity").addEventListener("input", event => { viewer.opacity = event.target.value / 100; viewer.draw(); });
  element.addEventListener("change", event => {
    const overlay = viewer.overlays.get(Number(event.target.dataset?.toggle));
    if (overlay) { overlay.on = event.target.checked; viewer.draw(); }
  });
  element.addEventListener("click", event => {
    const asked = event.target.closest("[data-probability]");
    if (asked) toggleProbability(viewer, asked);
  });
}

async function toggleProbability(viewer, button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  for (const other of viewer.element.querySelectorAll("[data-probability]")) other.setAttribute("aria-pressed", "false");
  try {
    if (on) viewer.say("Asking the network again…");
    await viewer.showProbability(on ? Number(button.dataset.probability) : null);
    button.setAttribute("aria-pressed", String(on));
    viewer.element.querySelector("#probability-scale").hidden = !on;
    viewer.say("");
  } catch (problem) {
    viewer.say(problem.message);
  }
}

/** A sentence of the report and its segments light up together, whichever is pointed at. */
export function linkReport(viewer, report) {
  const light = numbers => {
    for (const [number, overlay] of viewer.overlays) overlay.lit = numbers.includes(number);
    for (const item of viewer.element.querySelectorAll("[data-segment]")) item.classList.toggle("lit", numbers.includes(Number(item.dataset.segment)));
    for (const mark of report?.querySelectorAll("mark[data-segments]") ?? []) mark.classList.toggle("lit", ofMark(mark).some(n => numbers.includes(n)));
    viewer.draw();
  };
  const ofMark = mark => mark.dataset.segments.split(" ").filter(Boolean).map(Number);
  for (const name of ["mouseover", "focusin"]) {
    report?.addEventListener(name, event => light(event.target.closest("mark") ? ofMark(event.target.closest("mark")) : []));
    viewer.element.addEventListener(name, event => light(event.target.closest("[data-segment]") ? [Number(event.target.closest("[data-segment]").dataset.segment)] : []));
  }
  report?.addEventListener("mouseleave", () => light([]));
}
