// Lists the features in a rectangle, from the command line:
// node web/list.js URL LATITUDE LONGITUDE OTHER_LATITUDE OTHER_LONGITUDE

import { listFeatures } from "./route_guide.js";

const [server, ...degrees] = process.argv.slice(2);
const e7 = degrees.map((text) => Math.round(Number(text) * 1e7));
if (e7.length !== 4 || e7.some(Number.isNaN)) {
  console.error("usage: node web/list.js URL LATITUDE LONGITUDE OTHER_LATITUDE OTHER_LONGITUDE");
  process.exit(2);
}
const corners = {
  lo: { latitude: e7[0], longitude: e7[1] },
  hi: { latitude: e7[2], longitude: e7[3] },
};
let count = 0;
try {
  for await (const feature of listFeatures(server, corners)) {
    console.log(feature.name);
    count += 1;
  }
  if (count === 0) console.error("There is no feature in this rectangle");
} catch (error) {
  const cause = error.cause ? `: ${error.cause.message}` : "";
  console.error(`error: ${error.message}${cause}`);
  process.exitCode = 1;
}
