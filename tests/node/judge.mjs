// Judges what rootzpub signed, with ethers, viem and noble, and signs the same digests with each of them.
// Reads {privateKey, documents: [{body, text?}]} from standard input; prints one JSON object.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { ethers } from "ethers";
import { recoverAddress, recoverTypedDataAddress, toHex } from "viem";
import { privateKeyToAccount, sign as viemSign } from "viem/accounts";

const TYPES = {
  DiscoveryDocument: [
    { name: "origin", type: "string" },
    { name: "resource", type: "string" },
    { name: "kind", type: "string" },
    { name: "contentHash", type: "bytes32" },
    { name: "signedAt", type: "uint64" },
    { name: "expiresAt", type: "uint64" },
    { name: "sequence", type: "uint64" },
    { name: "publicationRoot", type: "bytes32" },
    { name: "identity", type: "address" },
    { name: "chainId", type: "uint256" },
  ],
};
const primaryType = "DiscoveryDocument";
const bytes = (hex) => Uint8Array.from(Buffer.from(hex.slice(2), "hex"));
const sha256 = (data) => "0x" + createHash("sha256").update(data).digest("hex");

// noble: recover the public key from r, s and v, then the address from its Keccak hash.
const nobleRecover = (digest, signature) => {
  const raw = bytes(signature);
  const recovered = new Uint8Array([raw[64] - 27, ...raw.slice(0, 64)]);
  const compressed = secp256k1.recoverPublicKey(recovered, bytes(digest), { prehash: false });
  const point = secp256k1.Point.fromBytes(compressed).toBytes(false);
  return ethers.getAddress("0x" + Buffer.from(keccak_256(point.slice(1))).toString("hex").slice(-40));
};
const nobleSign = (digest, key) => {
  const [recovery, ...rs] = secp256k1.sign(bytes(digest), bytes(key), { prehash: false, format: "recovered" });
  return "0x" + Buffer.from([...rs, recovery + 27]).toString("hex");
};

const judge = async ({ body, text }, key) => {
  const { _signature, ...unsigned } = text === undefined ? JSON.parse(body) : { _signature: JSON.parse(body) };
  const digest = sha256(text === undefined ? JSON.stringify(unsigned) : text);
  const { domain, message, signature } = _signature.envelope;
  const typed = { domain, types: TYPES, primaryType, message };
  const envelopeDigest = ethers.TypedDataEncoder.hash(domain, TYPES, message);
  const wallet = new ethers.Wallet(key);
  return {
    sameHash: "sha256:" + digest.slice(2) === _signature.contentHash && digest === message.contentHash,
    signer: _signature.signer,
    content: {
      ethers: ethers.recoverAddress(digest, _signature.signature),
      viem: await recoverAddress({ hash: digest, signature: _signature.signature }),
      noble: nobleRecover(digest, _signature.signature),
    },
    envelope: {
      ethers: ethers.verifyTypedData(domain, TYPES, message, signature),
      viem: await recoverTypedDataAddress({ ...typed, signature }),
      noble: nobleRecover(envelopeDigest, signature),
    },
    digests: { content: digest, envelope: envelopeDigest },
    signed: {
      content: {
        ethers: wallet.signingKey.sign(digest).serialized,
        viem: await viemSign({ hash: digest, privateKey: key, to: "hex" }),
        noble: nobleSign(digest, key),
      },
      envelope: {
        ethers: await wallet.signTypedData(domain, TYPES, message),
        viem: await privateKeyToAccount(key).signTypedData(typed),
        noble: nobleSign(envelopeDigest, key),
      },
    },
  };
};

const { privateKey, documents } = JSON.parse(readFileSync(0, "utf8"));
const verdicts = [];
for (const document of documents) verdicts.push(await judge(document, privateKey));
process.stdout.write(JSON.stringify({ verdicts, checked: toHex(verdicts.length) }));
