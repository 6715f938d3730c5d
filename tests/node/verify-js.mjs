// Holds templates/verify.js against noble and ethers.
// Reads {messages: [hex], signatures: [{digest, signature}], documents: [{text, url, now, kept}]}; prints what each says.
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { ethers } from "ethers";
import { canonical, check, checksummed, envelopeDigest, fromHex, keccak256, parse, recover, toHex } from "../../templates/verify.js";

globalThis.crypto ??= webcrypto; // Node 18 has it, but not by this name
const input = JSON.parse(readFileSync(0, "utf8"));
const attempt = (action) => {
  try {
    return action();
  } catch (problem) {
    return `refused: ${problem.message}`;
  }
};
const TYPES = {
  DiscoveryDocument: [
    ["string", "origin"], ["string", "resource"], ["string", "kind"], ["bytes32", "contentHash"], ["uint64", "signedAt"],
    ["uint64", "expiresAt"], ["uint64", "sequence"], ["bytes32", "publicationRoot"], ["address", "identity"], ["uint256", "chainId"],
  ].map(([type, name]) => ({ type, name })),
};
if (input.withoutCrypto) Object.defineProperty(globalThis, "crypto", { value: undefined });
const reports = [];
for (const { text, ...given } of input.documents ?? []) reports.push(await check(text, given));
process.stdout.write(
  JSON.stringify({
    keccak: (input.messages ?? []).map((message) => ({
      ours: toHex(keccak256(fromHex(message))),
      noble: Buffer.from(keccak_256(fromHex(message))).toString("hex"),
    })),
    recovered: (input.signatures ?? []).map(({ digest, signature }) => ({
      ours: attempt(() => recover(fromHex(digest), fromHex(signature))),
      ethers: attempt(() => ethers.recoverAddress(digest, signature)),
    })),
    envelopes: (input.messagesOfEnvelopes ?? []).map((message) => ({
      ours: `0x${toHex(envelopeDigest(parse(JSON.stringify(message))))}`,
      ethers: ethers.TypedDataEncoder.hash({ name: "AI Discovery Document", version: "1" }, TYPES, message),
    })),
    addresses: (input.addresses ?? []).map((address) => ({ ours: checksummed(address), ethers: ethers.getAddress(address.toLowerCase()) })),
    canonical: (input.json ?? []).map((text) => attempt(() => canonical(parse(text)))),
    reports,
  }),
);
