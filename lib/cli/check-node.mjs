// Runs before everything else, also on a Node that could not read the rest: no newer syntax here.
import { existsSync } from "node:fs";

const LEAST = [20, 19];
const found = process.versions.node.split(".").map(Number);

if (found[0] < LEAST[0] || (found[0] === LEAST[0] && found[1] < LEAST[1])) {
  console.error(`Flexbill needs Node ${LEAST.join(".")} or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}
if (!existsSync("node_modules/tsx") || !existsSync("node_modules/next")) {
  console.error("The packages are not installed: run `npm ci` first.");
  process.exit(1);
}
