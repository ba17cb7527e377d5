// The page of a case.
import { openViewer, loadMasks, linkReport } from "./viewing.js";

const viewer = await openViewer(document.querySelector(".viewer"));
if (viewer) {
  linkReport(viewer, document.getElementById("report"));
  document.getElementById("segments").addEventListener("live", () => loadMasks(viewer).catch(problem => viewer.say(problem.message)));
}
