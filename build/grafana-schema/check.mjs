// Holds dashboards to the types that Grafana publishes (@grafana/schema): the dashboard itself, and each panel's options and
// custom field settings. The types become JSON Schemas, against which the files are checked.
//   npm install && npm run check
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { createGenerator } from "ts-json-schema-generator";

const types = new URL("node_modules/@grafana/schema/dist/types/raw/", import.meta.url).pathname;
const known = new Map();

function schema(file, type, additionalProperties) {
  const key = `${file} ${type}`;
  if (!known.has(key)) {
    const generator = createGenerator({ path: file, type, skipTypeCheck: true, additionalProperties });
    known.set(key, new Ajv({ allErrors: true, strict: false }).compile(generator.createSchema(type)));
  }
  return known.get(key);
}

function panelTypes(kind) {
  const folder = join(types, "composable", kind.replaceAll("-", ""), "panelcfg", "x");
  return join(folder, readdirSync(folder).find((name) => name.endsWith(".d.ts")));
}

function problems(check, value) {
  return check(value) ? [] : check.errors.map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}

// A dashboard's own fields must be known ones; panels' options may hold what older versions of Grafana read.
const folder = process.argv[2];
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
let failed = files.length === 0 ? 1 : 0;
for (const name of files) {
  const dashboard = JSON.parse(readFileSync(join(folder, name), "utf8"));
  const found = problems(schema(join(types, "dashboard/x/types.gen.d.ts"), "Dashboard", false), dashboard);
  for (const panel of dashboard.panels.filter((one) => one.type !== "row")) {
    const file = panelTypes(panel.type),
      text = readFileSync(file, "utf8");
    found.push(...problems(schema(file, "Options", true), panel.options).map((problem) => `${panel.title}: options${problem}`));
    if (/interface FieldConfig\b/.test(text))
      found.push(...problems(schema(file, "FieldConfig", true), panel.fieldConfig.defaults.custom ?? {}).map((problem) => `${panel.title}: custom${problem}`));
  }
  failed += found.length;
  console.log(`${name}: ${found.length === 0 ? "fits" : "\n  " + found.join("\n  ")}`);
}
process.exitCode = failed === 0 ? 0 : 1;
