// Puts the browser's own verdict beside the server's: reads the bytes that stand in the page and hands them to verify.js.

import { check } from "./verify.js";

const evidence = JSON.parse(document.getElementById("evidence").textContent);
const section = document.getElementById("browser-result");
const verdict = document.getElementById("browser-verdict");

function row(step) {
  const line = document.createElement("tr");
  line.className = step.outcome;
  const name = document.createElement("th");
  name.scope = "row";
  // textContent throughout: sentences quote foreign documents, and no markup of theirs may become ours.
  name.textContent = step.name;
  const outcome = document.createElement("td");
  outcome.textContent = step.outcome;
  const why = document.createElement("td");
  why.textContent = `${step.sentence} `;
  const code = document.createElement("code");
  code.className = "code";
  code.textContent = step.code;
  why.append(code);
  line.append(name, outcome, why);
  return line;
}

function table(checks) {
  const element = document.createElement("table");
  const head = element.createTHead().insertRow();
  for (const title of ["Check", "Outcome", "Why"]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = title;
    head.append(cell);
  }
  element.createTBody().append(...checks.map(row));
  return element;
}

function show(report) {
  verdict.textContent = report.verdict;
  section.classList.replace("pending", report.verdict.split(" ").at(-1));
  document.getElementById("browser-checks").replaceChildren(table(report.checks));
}

// The bytes that the server judged, as base64: a text in HTML would have been changed by its parser.
const bytes = Uint8Array.from(atob(evidence.document), (character) => character.charCodeAt(0));
try {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  show(await check(text, { url: evidence.url, kept: evidence.kept }));
} catch {
  // Outside https `crypto.subtle` is missing, and a document that is UTF-8 must not be called damaged for it.
  const sentence = globalThis.isSecureContext ? "The document is not UTF-8." : "Browsers offer SHA-256 only over https or on this machine.";
  const code = globalThis.isSecureContext ? "not-utf8" : "no-web-crypto";
  const outcome = globalThis.isSecureContext ? "FAIL" : "SKIPPED";
  show({ verdict: globalThis.isSecureContext ? "failed" : "not checked", checks: [{ name: "read", outcome, code, sentence }] });
}
