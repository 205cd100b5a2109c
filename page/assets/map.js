// In the last step, the browser itself calls the learner's server, with the learner's script.

const WORLD = {
  lo: { latitude: -900000000, longitude: -1800000000 },
  hi: { latitude: 900000000, longitude: 1800000000 },
};
const SVG = "http://www.w3.org/2000/svg";

function dot(feature) {
  const { latitude, longitude } = feature.location;
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("class", "by-browser");
  path.setAttribute("d", `M${longitude / 1e7} ${latitude / 1e7}h0`);
  const title = document.createElementNS(SVG, "title");
  title.textContent = feature.name;
  path.append(title);
  return path;
}

/**
 * Writes the page's origin into the commands on the page. Then draws the features that the server sends to
 * the browser, if the page asks for that.
 */
export async function drawFromServer() {
  for (const element of document.querySelectorAll("[data-origin]")) element.textContent = location.origin;
  const report = document.getElementById("browser");
  const group = document.getElementById("by-browser");
  if (!report || !group || group.childElementCount > 0) return;
  const dots = [];
  try {
    const { listFeatures } = await import("/web/route_guide.js");
    for await (const feature of listFeatures(report.dataset.server, WORLD)) {
      if (feature.name) dots.push(dot(feature));
    }
  } catch (error) {
    report.querySelector("[role=status]").textContent = `Your browser cannot draw yet: ${error.message}.`;
    report.querySelector("[hidden]")?.removeAttribute("hidden");
    return;
  }
  group.replaceChildren(...dots);
  report.textContent = `${dots.length} features, drawn by your browser, straight from ${report.dataset.server}`;
}
