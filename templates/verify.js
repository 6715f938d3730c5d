// verify.js: check a signed AI Discovery document without trusting anybody's server.
//
// A second implementation, sharing nothing with the Python one: strict JSON, RFC 8785, SHA-256 (Web Crypto), Keccak-256,
// secp256k1 recovery (BigInt; no secrets pass through here, so constant time is not needed), the EIP-712 envelope and
// RFC 9162 audit paths. Use it anywhere that has Web Crypto:
//
//   import { check } from "./verify.js";
//   const report = await check(text, { url: "https://example.com/.well-known/ai" });
//   report.verdict   // "verified" | "verified with warnings" | "failed"
//   report.checks    // [{ name, outcome: "PASS" | "FAIL" | "SKIPPED" | "WARN", code, sentence }]

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

// ---------------------------------------------------------------------------------------------------------- bytes

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function fromHex(text) {
  const digits = text.startsWith("0x") ? text.slice(2) : text;
  if (digits.length % 2 || /[^0-9a-fA-F]/.test(digits)) throw new Problem("expected hex digits");
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const toBig = (bytes) => (bytes.length ? BigInt(`0x${toHex(bytes)}`) : 0n);
const toWord = (number) => fromHex(number.toString(16).padStart(64, "0"));

export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** What is wrong with the input, in one sentence. */
export class Problem extends Error {}

// ---------------------------------------------------------------------------------------------------- strict JSON

const MAX_DEPTH = 64;
const MAX_DIGITS = 4000;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const SPACE = /[ \t\n\r]*/y;
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** A number with the characters it was written with: other dialects hash those. */
class Token {
  constructor(raw) {
    this.raw = raw;
  }
}

/** Objects are Maps (order and `__proto__` kept), numbers are Tokens. Throws Problem for anything a strict reader refuses. */
export function parse(text) {
  if (text.startsWith("\ufeff")) throw new Problem("the text begins with a byte order mark");
  let at = 0;
  const match = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const fail = (expected) => {
    throw new Problem(`expected ${expected} at character ${at}`);
  };
  const expect = (character) => (text[at] === character ? at++ : fail(`"${character}"`));

  function string() {
    expect('"');
    let out = "";
    for (;;) {
      out += match(PLAIN)[0];
      const character = text[at++];
      if (character === '"') break;
      if (character !== "\\") fail("the end of a string");
      const escape = text[at++];
      if (escape === "u") {
        const digits = text.slice(at, at + 4);
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) fail("four hex digits");
        out += String.fromCharCode(parseInt(digits, 16));
        at += 4;
      } else if (Object.hasOwn(ESCAPES, escape ?? "")) out += ESCAPES[escape];
      else fail("an escape");
    }
    if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(out)) fail("no lone surrogate before here");
    return out;
  }

  function number() {
    const found = match(NUMBER);
    if (!found || !found[0]) fail("a value");
    if (found[0].replace(/[^0-9]/g, "").length > MAX_DIGITS) fail(`a number of at most ${MAX_DIGITS} digits`);
    if (!Number.isFinite(Number(found[0]))) fail("a number that a double can hold");
    return new Token(found[0]);
  }

  function members(close, depth, one) {
    at++;
    match(SPACE);
    if (text[at] === close) return at++;
    for (;;) {
      one(depth);
      match(SPACE);
      if (text[at] === close) return at++;
      expect(",");
      match(SPACE);
    }
  }

  function value(depth) {
    if (depth > MAX_DEPTH) fail(`at most ${MAX_DEPTH} levels`);
    match(SPACE);
    const first = text[at];
    if (first === '"') return string();
    if (first === "{") {
      const object = new Map();
      members("}", depth, () => {
        const key = string();
        if (object.has(key)) fail(`each key once, not "${key}" again`);
        match(SPACE);
        expect(":");
        object.set(key, value(depth + 1));
      });
      return object;
    }
    if (first === "[") {
      const list = [];
      members("]", depth, () => list.push(value(depth + 1)));
      return list;
    }
    for (const [word, meaning] of [["true", true], ["false", false], ["null", null]]) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return meaning;
      }
    }
    return number();
  }

  const result = value(1);
  match(SPACE);
  if (at !== text.length) fail("the end");
  return result;
}

/** RFC 8785: keys by UTF-16 units, numbers and strings as ECMAScript writes them. */
export function canonical(value) {
  if (value instanceof Token) return JSON.stringify(Number(value.raw));
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value instanceof Map) {
    const keys = [...value.keys()].sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value.get(key))}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The WordPress plugin's form: order of the document, numbers as written, U+2028 and U+2029 escaped. */
export function pluginForm(value) {
  if (value instanceof Token) return value.raw;
  if (Array.isArray(value)) return `[${value.map(pluginForm).join(",")}]`;
  if (value instanceof Map) return `{${[...value].map(([key, inner]) => `${phpString(key)}:${pluginForm(inner)}`).join(",")}}`;
  return typeof value === "string" ? phpString(value) : JSON.stringify(value);
}

const phpString = (text) => JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

// ------------------------------------------------------------------------------------------------------ Keccak-256

const MASK64 = (1n << 64n) - 1n;
const RATE = 136;
const ROTATIONS = [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14];
const ROUND_CONSTANTS = roundConstants();

/** The constants come from the linear feedback shift register of FIPS 202, section 3.2.5. */
function roundConstants() {
  const constants = [];
  let register = 1;
  for (let round = 0; round < 24; round++) {
    let constant = 0n;
    for (let bit = 0; bit < 7; bit++) {
      if (register & 1) constant |= 1n << ((1n << BigInt(bit)) - 1n);
      register = (register << 1) ^ (register & 0x80 ? 0x171 : 0);
    }
    constants.push(constant);
  }
  return constants;
}

const rotated = (lane, by) => (by ? ((lane << BigInt(by)) | (lane >> BigInt(64 - by))) & MASK64 : lane);

function permute(state) {
  for (const constant of ROUND_CONSTANTS) {
    const column = [0, 1, 2, 3, 4].map((x) => state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20]);
    const moved = new Array(25);
    for (let y = 0; y < 5; y++) {
      for (let x = 0; x < 5; x++) {
        const mixed = state[x + 5 * y] ^ column[(x + 4) % 5] ^ rotated(column[(x + 1) % 5], 1);
        moved[y + 5 * ((2 * x + 3 * y) % 5)] = rotated(mixed, ROTATIONS[x + 5 * y]);
      }
    }
    for (let y = 0; y < 25; y += 5) {
      for (let x = 0; x < 5; x++) {
        state[x + y] = moved[x + y] ^ (~moved[((x + 1) % 5) + y] & MASK64 & moved[((x + 2) % 5) + y]);
      }
    }
    state[0] ^= constant;
  }
}

/** Keccak-256 as Ethereum uses it (padding 0x01, not SHA-3's 0x06). */
export function keccak256(message) {
  const padded = new Uint8Array((Math.floor(message.length / RATE) + 1) * RATE);
  padded.set(message);
  padded[message.length] ^= 0x01;
  padded[padded.length - 1] ^= 0x80;
  const state = new Array(25).fill(0n);
  for (let block = 0; block < padded.length; block += RATE) {
    for (let lane = 0; lane < RATE / 8; lane++) {
      state[lane] ^= toBig(padded.slice(block + 8 * lane, block + 8 * lane + 8).reverse());
    }
    permute(state);
  }
  const out = state.slice(0, 4).map((lane) => fromHex(lane.toString(16).padStart(16, "0")).reverse());
  return joined(...out);
}

// ------------------------------------------------------------------------------------------------------- secp256k1

const P = 2n ** 256n - 2n ** 32n - 977n;
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const G = [
  0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
  1n,
];
const INFINITY = [0n, 1n, 0n];
const mod = (number, modulus = P) => ((number % modulus) + modulus) % modulus;

function power(base, exponent, modulus) {
  let result = 1n;
  for (let factor = mod(base, modulus), rest = exponent; rest; rest >>= 1n, factor = (factor * factor) % modulus) {
    if (rest & 1n) result = (result * factor) % modulus;
  }
  return result;
}

const inverse = (number, modulus) => power(number, modulus - 2n, modulus);

// Jacobian coordinates: (X, Y, Z) stands for (X/Z², Y/Z³); Z = 0 is the point at infinity.
function doubled([x, y, z]) {
  if (!z || !y) return INFINITY;
  const ySquared = mod(y * y);
  const s = mod(4n * x * ySquared);
  const m = mod(3n * x * x);
  const x3 = mod(m * m - 2n * s);
  return [x3, mod(m * (s - x3) - 8n * ySquared * ySquared), mod(2n * y * z)];
}

function added(a, b) {
  if (!a[2]) return b;
  if (!b[2]) return a;
  const za = mod(a[2] * a[2]);
  const zb = mod(b[2] * b[2]);
  const u = mod(a[0] * zb);
  const s = mod(a[1] * zb * b[2]);
  const h = mod(b[0] * za - u);
  const r = mod(b[1] * za * a[2] - s);
  if (!h) return r ? INFINITY : doubled(a);
  const hh = mod(h * h);
  const hhh = mod(h * hh);
  const v = mod(u * hh);
  const x = mod(r * r - hhh - 2n * v);
  return [x, mod(r * (v - x) - s * hhh), mod(a[2] * b[2] * h)];
}

function multiplied(point, scalar) {
  let result = INFINITY;
  for (let addend = point, rest = scalar; rest; rest >>= 1n, addend = doubled(addend)) {
    if (rest & 1n) result = added(result, addend);
  }
  return result;
}

/** The address that signed `digest`; throws Problem unless the signature is 65 bytes, v 27 or 28, 0 < r < n, 0 < s ≤ n/2. */
export function recover(digest, signature) {
  if (signature.length !== 65) throw new Problem(`the signature has ${signature.length} bytes, not 65`);
  const r = toBig(signature.slice(0, 32));
  const s = toBig(signature.slice(32, 64));
  const v = signature[64];
  if (v !== 27 && v !== 28) throw new Problem(`the signature's v is ${v}, not 27 or 28`);
  if (!r || r >= N || !s || s >= N) throw new Problem("r or s of the signature is out of range");
  if (s > N / 2n) throw new Problem("the signature's s is high: somebody changed its form");
  const ySquared = mod(r ** 3n + 7n);
  let y = power(ySquared, (P + 1n) / 4n, P);
  if (mod(y * y) !== ySquared) throw new Problem("the signature's r is no point of the curve");
  if (Number(y & 1n) !== v - 27) y = P - y;
  const back = inverse(r, N);
  const key = added(
    multiplied(G, mod(-toBig(digest) * back, N)),
    multiplied([r, y, 1n], mod(s * back, N)),
  );
  if (!key[2]) throw new Problem("the signature recovers to nobody");
  const z = inverse(key[2], P);
  const point = joined(toWord(mod(key[0] * z * z)), toWord(mod(key[1] * z * z * z)));
  return checksummed(toHex(keccak256(point)).slice(24));
}

/** EIP-55. */
export function checksummed(address) {
  const digits = address.toLowerCase().replace(/^0x/, "");
  const hash = toHex(keccak256(encoder.encode(digits)));
  return `0x${[...digits].map((digit, at) => (parseInt(hash[at], 16) > 7 ? digit.toUpperCase() : digit)).join("")}`;
}

// --------------------------------------------------------------------------------------------------------- envelope

const ENVELOPE_DOMAIN = { name: "AI Discovery Document", version: "1" };
const ENVELOPE_FIELDS = [
  ["string", "origin"], ["string", "resource"], ["string", "kind"], ["bytes32", "contentHash"], ["uint64", "signedAt"],
  ["uint64", "expiresAt"], ["uint64", "sequence"], ["bytes32", "publicationRoot"], ["address", "identity"], ["uint256", "chainId"],
];
const hashOfText = (text) => keccak256(encoder.encode(text));

function word(type, value) {
  if (type === "string") {
    if (typeof value !== "string") throw new Problem("the envelope's texts must be strings");
    return hashOfText(value);
  }
  if (type.startsWith("uint")) {
    if (!(value instanceof Token) || !/^(0|[1-9][0-9]*)$/.test(value.raw)) throw new Problem("the envelope's numbers must be whole");
    const number = BigInt(value.raw);
    if (number >> BigInt(type.slice(4))) throw new Problem("a number of the envelope is too large");
    return toWord(number);
  }
  const size = type === "address" ? 20 : 32;
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]*$/.test(value) || value.length !== 2 + 2 * size) {
    throw new Problem(`the envelope's ${type} must be 0x and ${2 * size} hex digits`);
  }
  return joined(new Uint8Array(32 - size), fromHex(value));
}

/** The digest that the envelope's signature covers (EIP-712). `message` is a Map as `parse` gives it. */
export function envelopeDigest(message) {
  const type = `DiscoveryDocument(${ENVELOPE_FIELDS.map((field) => field.join(" ")).join(",")})`;
  const struct = keccak256(joined(hashOfText(type), ...ENVELOPE_FIELDS.map(([kind, name]) => word(kind, message.get(name)))));
  const domain = keccak256(
    joined(
      hashOfText("EIP712Domain(string name,string version)"),
      hashOfText(ENVELOPE_DOMAIN.name),
      hashOfText(ENVELOPE_DOMAIN.version),
    ),
  );
  return keccak256(joined(Uint8Array.of(0x19, 0x01), domain, struct));
}

// ------------------------------------------------------------------------------------------------- publication tree

/** The root that a leaf and its audit path lead to (RFC 9162, section 2.1.3.2). */
export async function rootOf(leafBytes, index, size, path) {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new Problem("the leaf's index lies outside the tree");
  let position = index;
  let last = size - 1;
  let node = await sha256(joined(Uint8Array.of(0), leafBytes));
  for (const sibling of path) {
    if (!last) throw new Problem("the audit path is too long");
    if (position % 2 || position === last) {
      node = await sha256(joined(Uint8Array.of(1), sibling, node));
      while (!(position % 2) && position) [position, last] = [position / 2, Math.floor(last / 2)];
    } else {
      node = await sha256(joined(Uint8Array.of(1), node, sibling));
    }
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  if (last) throw new Problem("the audit path is too short");
  return node;
}

// ----------------------------------------------------------------------------------------------------------- checks

const SKEW_SECONDS = 300;
const OUTCOMES = { PASS: "PASS", FAIL: "FAIL", SKIPPED: "SKIPPED", WARN: "WARN" };

class Steps {
  checks = [];

  add(name, outcome, code, sentence) {
    this.checks.push({ name, outcome, code, sentence });
    return outcome === OUTCOMES.PASS;
  }

  verdict() {
    if (this.checks.some((step) => step.outcome === OUTCOMES.FAIL)) return "failed";
    return this.checks.some((step) => step.outcome === OUTCOMES.WARN) ? "verified with warnings" : "verified";
  }
}

/**
 * Check a document (JSON text, or an llms.txt with a Verification section).
 * `url`: where it was fetched, to compare origin and resource with; `now`: Unix seconds.
 */
export async function check(text, { url = "", now = Math.floor(Date.now() / 1000) } = {}) {
  const steps = new Steps();
  let signer = null;
  try {
    const found = text.trimStart().startsWith("{") ? await fromJson(text, steps) : fromText(text);
    signer = await checkSigned(found, { url, now }, steps);
    if (found.document) await checkProof(found, steps);
  } catch (problem) {
    const sentence = problem instanceof Problem ? problem.message : "a member has a form that no such document has";
    steps.add("read", OUTCOMES.FAIL, "malformed", `${sentence}.`);
  }
  return { verdict: steps.verdict(), signer, checks: steps.checks };
}

async function fromJson(text, steps) {
  const document = parse(text);
  if (!(document instanceof Map) || !(document.get("_signature") instanceof Map)) {
    throw new Problem("this is not a signed AI Discovery document");
  }
  const signature = document.get("_signature");
  const body = new Map([...document].filter(([key]) => key !== "_signature"));
  const wanted = signature.get("contentHash");
  for (const [dialect, form] of [["canonical JSON (RFC 8785)", canonical], ["the WordPress plugin's JSON", pluginForm]]) {
    const bytes = encoder.encode(form(body));
    if (`sha256:${toHex(await sha256(bytes))}` === wanted) {
      steps.add("dialect", OUTCOMES.PASS, "dialect-known", `The hash is over ${dialect}.`);
      return { document, signature, bytes };
    }
  }
  steps.add("dialect", OUTCOMES.SKIPPED, "dialect-unknown", "No rule this script knows gives the hash that is claimed.");
  return { document, signature, bytes: encoder.encode(canonical(body)) };
}

const FIELD = /^- \[(Content-Hash|Signer|Signed-At|Signature|Envelope|Standard)\]\([^)]*\): (.+)$/gm;

function fromText(text) {
  const marker = text.lastIndexOf("\n## Verification\n");
  if (marker < 0) throw new Problem("this is neither JSON nor a text with a Verification section");
  const fields = new Map([...text.slice(marker).matchAll(FIELD)].map((line) => [line[1], line[2].trim()]));
  const signature = new Map([
    ["contentHash", fields.get("Content-Hash")],
    ["signer", fields.get("Signer")],
    ["signature", fields.get("Signature")],
    ["signedAt", fields.get("Signed-At")],
  ]);
  if (fields.has("Envelope")) signature.set("envelope", parse(fromBase64Url(fields.get("Envelope"))));
  return { document: null, signature, bytes: encoder.encode(text.slice(0, marker + 1)) };
}

function fromBase64Url(text) {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return decoder.decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
  } catch {
    throw new Problem("the envelope is not base64url of UTF-8");
  }
}

async function checkSigned({ signature, bytes }, { url, now }, steps) {
  const digest = await sha256(bytes);
  const hash = `sha256:${toHex(digest)}`;
  const same = hash === signature.get("contentHash");
  steps.add(
    "hash", same ? OUTCOMES.PASS : OUTCOMES.FAIL, same ? "hash-matches" : "hash-differs",
    same ? `All ${bytes.length} bytes that are signed have the hash that is claimed.` : `The content has the hash ${hash}; another one is claimed.`,
  );
  if (!signature.get("signature")) {
    steps.add("signature", OUTCOMES.WARN, "unsigned", "There is a hash, but nobody signed it.");
    return null;
  }
  const signer = recovered("signature", digest, signature.get("signature"), signature.get("signer"), steps);
  const envelope = signature.get("envelope");
  if (!(envelope instanceof Map)) {
    steps.add("envelope", OUTCOMES.WARN, "no-envelope", "Time, place and publication are not signed: there is no envelope.");
    return signer;
  }
  checkEnvelope(envelope, { hash, signature, url, now }, steps);
  return signer;
}

function recovered(name, digest, signature, claimed, steps) {
  try {
    if (typeof signature !== "string" || !/^0x[0-9a-f]+$/.test(signature)) throw new Problem("the signature is not lower-case hex");
    if (typeof claimed !== "string" || claimed !== checksummed(claimed)) throw new Problem("the signer's address has a wrong checksum");
    const signer = recover(digest, fromHex(signature));
    const same = signer === claimed;
    steps.add(
      name, same ? OUTCOMES.PASS : OUTCOMES.FAIL, same ? "signer-recovered" : "signer-differs",
      same ? `Signed by ${signer}.` : `Signed by ${signer}, but ${claimed} is claimed.`,
    );
    return signer;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    steps.add(name, OUTCOMES.FAIL, "signature-malformed", `${problem.message}.`);
    return null;
  }
}

const AUTHORIZATIONS = ["self-signed", "delegated"];

/** What stands beside the signature and outside of it must say what the envelope says. */
function contradiction(signature, message) {
  const signedAt = new Date(Number(message.get("signedAt")?.raw) * 1000);
  if (signature.get("signedAt") !== signedAt.toISOString().replace(".000", "")) return "signedAt";
  if (!["ecdsa-secp256k1", undefined].includes(signature.get("method"))) return "method";
  return [...AUTHORIZATIONS, undefined].includes(signature.get("authorization")) ? "" : "authorization";
}

function checkEnvelope(envelope, { hash, signature, url, now }, steps) {
  const message = envelope.get("message");
  const domain = envelope.get("domain") instanceof Map ? Object.fromEntries(envelope.get("domain")) : {};
  const known = domain.name === ENVELOPE_DOMAIN.name && domain.version === ENVELOPE_DOMAIN.version;
  if (envelope.get("type") !== "eip712-discovery-v1" || !known || !(message instanceof Map)) {
    steps.add("envelope", OUTCOMES.FAIL, "envelope-unknown", "The envelope is of a type this script does not know.");
    return;
  }
  recovered("envelope", envelopeDigest(message), envelope.get("signature"), signature.get("signer"), steps);
  const differs = contradiction(signature, message);
  if (differs) steps.add("envelope members", OUTCOMES.FAIL, "envelope-contradicted", `Beside the envelope, ${differs} says something else.`);
  if (signature.get("authorization") === "delegated") {
    steps.add("delegation", OUTCOMES.SKIPPED, "delegation-not-checked", "This script does not check the owner's delegation; rootzpub verify does.");
  }
  const same = message.get("contentHash") === `0x${hash.slice(7)}`;
  steps.add(
    "envelope content", same ? OUTCOMES.PASS : OUTCOMES.FAIL, same ? "envelope-matches" : "envelope-differs",
    same ? "The envelope is about this content." : "The envelope is about another content.",
  );
  checkTime(Number(message.get("signedAt").raw), Number(message.get("expiresAt").raw), now, steps);
  checkPlace(message, url, steps);
}

function checkTime(signedAt, expiresAt, now, steps) {
  const when = new Date(signedAt * 1000).toISOString().replace(".000", "");
  if (signedAt > now + SKEW_SECONDS) steps.add("time", OUTCOMES.FAIL, "from-the-future", `Signed at ${when}, which is still to come.`);
  else if (now > expiresAt) steps.add("time", OUTCOMES.WARN, "stale", `Signed at ${when}; it has expired since.`);
  else steps.add("time", OUTCOMES.PASS, "fresh", `Signed at ${when} and still fresh.`);
}

function checkPlace(message, url, steps) {
  if (!url) {
    steps.add("place", OUTCOMES.SKIPPED, "no-url", `Nobody said where it was fetched; it is signed for ${message.get("origin")}${message.get("resource")}.`);
    return;
  }
  let asked;
  try {
    asked = new URL(url);
  } catch {
    steps.add("place", OUTCOMES.FAIL, "url-malformed", "The address it is said to come from is no URL.");
    return;
  }
  const signed = new URL(message.get("resource"), asked.origin);
  const samePlace = message.get("origin") === asked.origin && signed.pathname === asked.pathname;
  const kept = [...signed.searchParams].every(([name, value]) => asked.searchParams.getAll(name).includes(value));
  const same = samePlace && kept;
  steps.add(
    "place", same ? OUTCOMES.PASS : OUTCOMES.FAIL, same ? "place-matches" : "place-differs",
    same ? `Signed for ${message.get("origin")}${message.get("resource")}.` : `Signed for ${message.get("origin")}${message.get("resource")}, not for ${url}.`,
  );
}

async function checkProof({ document, signature }, steps) {
  const content = document.get("content");
  if (typeof content === "string" && document.has("contentHash")) {
    const same = `sha256:${toHex(await sha256(encoder.encode(content)))}` === document.get("contentHash");
    steps.add(
      "content hash", same ? OUTCOMES.PASS : OUTCOMES.FAIL, same ? "content-matches" : "content-differs",
      same ? "The text has the hash that stands beside it." : "The text does not have the hash that stands beside it.",
    );
  }
  const proof = document.get("_proof");
  if (!(proof instanceof Map)) return;
  const leaf = proof.get("leaf");
  const number = (name) => (proof.get(name) instanceof Token ? Number(proof.get(name).raw) : NaN);
  const path = (proof.get("auditPath") ?? []).map((node) => fromHex(String(node).replace(/^sha256:/, "")));
  const root = `sha256:${toHex(await rootOf(encoder.encode(canonical(leaf)), number("leafIndex"), number("treeSize"), path))}`;
  const message = signature.get("envelope")?.get("message");
  const signedRoot = message ? `sha256:${String(message.get("publicationRoot")).slice(2)}` : proof.get("root");
  const same = root === proof.get("root") && root === signedRoot && leaf.get("contentHash") === document.get("contentHash");
  steps.add(
    "publication", same ? OUTCOMES.PASS : OUTCOMES.FAIL, same ? "in-publication" : "not-in-publication",
    same ? "The entry stands in the publication that the envelope names." : "The entry does not stand in the publication that is named.",
  );
}
