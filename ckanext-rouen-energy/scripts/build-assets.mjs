// Puts the browser libraries that package.json names into the assets folder, where CKAN bundles them.
import { copyFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const vendor = join(root, "ckanext", "rouen_energy", "assets", "vendor");

mkdirSync(vendor, { recursive: true });
copyFileSync(
  join(root, "node_modules", "echarts", "dist", "echarts.common.min.js"),
  join(vendor, "echarts.min.js"),
);
