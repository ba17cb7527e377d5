// The review page: a verdict for each segment by one key, redrawing with brush and eraser, and on to the next case.
import { bindKey, send } from "./site.js";
import { openViewer, linkReport, showMask } from "./viewing.js";
import { Drawing } from "./drawing.js";

const viewer = await openViewer(document.querySelector(".viewer"));
const box = document.getElementById("review");
const outcome = document.getElementById("outcome");
const fields = [...box.querySelectorAll("[data-review]")];
let current = 0;
let drawing = null;
let drawn = null;
let last = null; // the segment of the word that was said last on this page
const underWay = new Set();
if (viewer) linkReport(viewer, document.getElementById("report"));

function choose(index) {
  if (drawing) return; // a drawing belongs to the segment that it was begun for
  current = index;
  fields.forEach((field, i) => field.classList.toggle("current", i === index));
  fields[index]?.scrollIntoView({ block: "nearest" });
}

const say = text => { outcome.hidden = false; outcome.textContent = text; };
const number = field => Number(field.dataset.review);
const told = (field, text) => { field.querySelector(".said").textContent = text; };
const away = problem => problem instanceof TypeError ? "No answer came; it may not be on record. Try again when the service is back: that replaces it." : problem.message;

/** Tells whether the word is on record. */
async function record(field, verdict, mask) {
  if (underWay.has(field)) return false;
  underWay.add(field);
  const comment = document.getElementById("comment");
  try {
    const answer = await send(`/api/cases/${viewer.case}/reviews`, { segment: number(field), verdict, mask, comment: comment.value.trim() || null });
    const had = field.dataset.drawn;
    field.dataset.done = verdict;
    field.dataset.label = answer.label;
    if (verdict === "redrawn") field.dataset.drawn = answer.label;
    else delete field.dataset.drawn;
    last = field;
    comment.value = ""; // it was about this segment
    told(field, { accepted: "✓ Accepted.", rejected: "✕ Rejected.", wrongSide: "⇄ Wrong side.", redrawn: "✎ Redrawn." }[verdict] + " It is a label now.");
    field.querySelector("[data-take-back]").hidden = false;
    if (verdict === "redrawn") showWhose(field, true);
    else if (had) show(field, false).catch(problem => viewer.say(problem.message));
    const open = fields.findIndex(other => !other.dataset.done);
    if (open >= 0) choose(open);
    else {
      say("Every segment has its word. Press n for the next case.");
      document.querySelector(".case-actions .primary").href = answer.next;
    }
    return true;
  } catch (problem) {
    say(away(problem));
    return false;
  } finally {
    underWay.delete(field);
  }
}

/** For some minutes, and only one's own. */
async function takeBack(field) {
  if (!field?.dataset.label || drawing || underWay.has(field)) return;
  underWay.add(field);
  try {
    await send(`/api/cases/${viewer.case}/reviews/${field.dataset.label}`, undefined, "DELETE");
    const { drawn: had } = field.dataset;
    for (const name of ["done", "label", "drawn"]) delete field.dataset[name];
    field.querySelector("[data-take-back]").hidden = true;
    told(field, "Taken back: it is no label any more.");
    outcome.hidden = true;
    choose(fields.indexOf(field));
    if (had) await show(field, false);
  } catch (problem) {
    say(away(problem));
  } finally {
    underWay.delete(field);
  }
}

/** The reader's own drawing, or what the network delineated. */
async function show(field, isDrawing) {
  await showMask(viewer, number(field), isDrawing ? field.dataset.drawn : null);
  showWhose(field, isDrawing);
}

function showWhose(field, isDrawing) {
  field.dataset.shows = isDrawing ? "drawing" : "network";
  const button = field.querySelector("[data-mask]");
  button.hidden = !field.dataset.drawn;
  button.setAttribute("aria-pressed", String(!isDrawing));
}

async function exchangeMasks(field) {
  if (!field?.dataset.drawn || drawing || underWay.has(field)) return;
  try {
    await show(field, field.dataset.shows !== "drawing");
  } catch (problem) {
    say(away(problem));
  }
}

function verdict(name) {
  const field = fields[current];
  if (!field || !viewer) return;
  if (!viewer.isWhole) return say("Picture and masks are not on the screen, so there is nothing to judge yet. Load the page again.");
  if (drawing) return say("A drawing is under way: save it (s) or leave it (q) first.");
  if (field.querySelector(`[data-verdict=${name}]`).disabled) return;
  if (name === "redraw") return begin(field);
  if (field.dataset.shows === "drawing" && name !== "rejected") return say("The picture shows your drawing, and this would be a word on the network's mask. Look at that first (m).");
  record(field, name, null);
}

function begin(field) {
  const item = viewer.element.querySelector(`[data-segment="${number(field)}"]`);
  drawn = field;
  drawing = new Drawing(viewer, number(field), Number(item.dataset.tint));
  document.getElementById("drawing").hidden = false;
  document.getElementById("drawing-name").textContent = field.querySelector("legend").textContent.trim();
  drawing.size(document.getElementById("brush-size").value);
  press("brush");
}

function close() {
  drawing?.end();
  drawing = null;
  drawn = null;
  document.getElementById("drawing").hidden = true;
}

function press(tool) {
  drawing.erase = tool === "eraser";
  for (const button of box.querySelectorAll("[data-draw=brush], [data-draw=eraser]")) button.setAttribute("aria-pressed", String(button.dataset.draw === tool));
}

const draw = {
  brush: () => press("brush"),
  eraser: () => press("eraser"),
  undo: () => drawing.undo(),
  redo: () => drawing.redo(),
  cancel: () => { drawing.restore(); close(); },
  save: async () => {
    const [field, mask] = [drawn, drawing.packed()];
    if (!await record(field, "redrawn", mask)) return;
    close();
    const open = fields.findIndex(other => !other.dataset.done);
    if (open >= 0) choose(open);
  },
};

/** Not while the drawing is being recorded: what is on the screen has to be what is on record. */
const use = tool => { if (drawing && !underWay.has(drawn)) draw[tool](); };

// Before anything can be said: what is on the screen is what a word is about.
if (viewer?.isWhole)
  try {
    for (const field of fields.filter(field => field.dataset.drawn)) await show(field, true);
  } catch (problem) {
    viewer.isWhole = false;
    viewer.say(problem.message);
  }

fields.forEach((field, index) => field.addEventListener("focusin", () => choose(index)));
box.addEventListener("click", event => {
  const said = event.target.closest("[data-verdict]");
  if (said) {
    if (!drawing) choose(fields.indexOf(said.closest("[data-review]")));
    verdict(said.dataset.verdict);
  }
  const field = event.target.closest("[data-review]");
  if (event.target.closest("[data-take-back]")) takeBack(field);
  if (event.target.closest("[data-mask]")) exchangeMasks(field);
  const tool = event.target.closest("[data-draw]");
  if (tool) use(tool.dataset.draw);
});
const slider = document.getElementById("brush-size");
slider.addEventListener("input", () => drawing?.size(slider.value));

bindKey("a", "Accept", () => verdict("accepted"));
bindKey("x", "Reject: nothing of that is there", () => verdict("rejected"));
bindKey("w", "Wrong side", () => verdict("wrongSide"));
bindKey("d", "Redraw", () => verdict("redraw"));
bindKey("u", "Take the last word back", () => takeBack(last?.dataset.label ? last : fields[current]));
bindKey("m", "Your drawing or the network's mask", () => exchangeMasks(fields[current]));
bindKey("j", "Next segment", () => choose((current + 1) % Math.max(1, fields.length)));
for (const [key, text, name] of [["b", "Brush", "brush"], ["e", "Eraser", "eraser"], ["z", "Undo a stroke", "undo"], ["y", "Redo a stroke", "redo"], ["s", "Save the drawing", "save"], ["q", "Leave the drawing", "cancel"]])
  bindKey(key, text, () => use(name));
const resize = step => { slider.value = Number(slider.value) + step; drawing?.size(slider.value); };
bindKey("[", "Smaller brush", () => resize(-4), { repeats: true });
bindKey("]", "Larger brush", () => resize(4), { repeats: true });
addEventListener("beforeunload", event => { if (drawing) event.preventDefault(); });

/** What is over stays over. */
function closeForGood() {
  if (!box.querySelector("[data-closed]")) return;
  for (const button of box.querySelectorAll("[data-verdict]")) button.disabled = true;
}
document.getElementById("standing").addEventListener("live", closeForGood);

choose(Math.max(0, fields.findIndex(field => !field.dataset.done)));
