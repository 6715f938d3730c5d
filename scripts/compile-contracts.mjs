// Compiles fixtures/contracts/*.sol into JSON beside them: { compiler, contractName, sourceSha256, abi, bytecode }.
// Run scripts/node-tools.sh first, then: node scripts/compile-contracts.mjs [--check]
// With --check nothing is written; exit 1 says that a committed JSON is not what its source compiles to.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const solc = createRequire(new URL("../tests/node/package.json", import.meta.url))("solc");
const folder = new URL("../fixtures/contracts/", import.meta.url);
let stale = 0;

for (const file of readdirSync(folder).filter((name) => name.endsWith(".sol"))) {
  const contractName = file.replace(/\.sol$/, "");
  const content = readFileSync(new URL(file, folder), "utf8");
  const input = {
    language: "Solidity",
    sources: { [file]: { content } },
    settings: {
      evmVersion: "paris",
      metadata: { bytecodeHash: "none" },
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const problems = (output.errors ?? []).filter((problem) => problem.severity === "error");
  if (problems.length) throw new Error(problems.map((problem) => problem.formattedMessage).join("\n"));
  const { abi, evm } = output.contracts[file][contractName];
  const compiled = JSON.stringify(
    {
      compiler: solc.version(),
      contractName,
      sourceSha256: createHash("sha256").update(content).digest("hex"),
      abi,
      bytecode: "0x" + evm.bytecode.object,
    },
    null,
    1,
  );
  const target = new URL(`${contractName}.json`, folder);
  if (process.argv.includes("--check")) {
    if (readFileSync(target, "utf8") !== compiled + "\n") {
      console.error(`${fileURLToPath(target)} is not what ${file} compiles to`);
      stale = 1;
    }
  } else {
    writeFileSync(target, compiled + "\n");
    console.log(`${contractName}.json: ${(evm.bytecode.object.length / 2)} bytes`);
  }
}
process.exit(stale);
