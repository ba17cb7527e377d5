// Holds each document of the manifests against the schema of its kind; a line for each that fits, a sentence on standard error for each that does not.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [installed, ...files] = process.argv.slice(2);
const require = createRequire(`${installed}/`);
const yaml = require("js-yaml");
const packages = { "keda.sh": "@kubernetes-models/keda" };

for (const file of files)
  for (const document of yaml.loadAll(readFileSync(file, "utf8"))) {
    const [group, version] = document.apiVersion.includes("/") ? document.apiVersion.split("/") : ["", document.apiVersion];
    if (group === "kustomize.config.k8s.io") continue;
    const path = [packages[group] ?? "kubernetes-models", group, version, document.kind].filter(Boolean).join("/");
    try {
      new (require(path)[document.kind])(document).validate();
      console.log(`${document.kind} ${document.metadata.name}`);
    } catch (problem) {
      console.error(`${file}: ${document.kind} ${document.metadata?.name}: ${problem.message}`);
      process.exitCode = 1;
    }
  }
