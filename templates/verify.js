// verify.js: check a signed AI Discovery document without trusting anybody's server.
//
// A second implementation, sharing nothing with the Python one: strict JSON, RFC 8785, SHA-256 (Web Crypto), Keccak-256,
// secp256k1 recovery (BigInt; no secrets pass through here, so constant time is not needed), the EIP-712 envelope and
// RFC 9162 audit paths. Use it anywhere that has Web Crypto:
//
//   import { check } from "./verify.js";
//   const report = await check(text, { url: "https://example.com/.well-known/ai" });
//   report.verdict   // "verified" | "verified with warnings" | "failed" | "not checked" (where there is no Web Crypto)
//   report.checks    // [{ name, outcome: "PASS" | "FAIL" | "SKIPPED" | "WARN", code, sentence }]

const encoder = new TextEncoder();
// ignoreBOM keeps the mark in the text, so that `parse` can refuse it; the decoder would drop it silently.
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

// Limits of the strict reader (rootzpub/wire/strict.py) [trust §4.strict]: what one refuses the other must not read.
const MAX_DEPTH = 64;
const MAX_DIGITS = 4000;
// Sticky (`y`): each pattern matches where the reader stands, and the text is never cut into pieces.
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
  // Not JSON.parse: it takes the last of two equal keys, forgets how numbers were written, and moves keys that look
  // like integers to the front.
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
    // On the finished text: two escapes that stand side by side may make a pair.
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
    match(SPACE);
    const first = text[at];
    if (depth > MAX_DEPTH && (first === "{" || first === "[")) fail(`at most ${MAX_DEPTH} levels`);
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

/** RFC 8785: keys by UTF-16 units, numbers and strings as ECMAScript writes them. Throws Problem for |integer| ≥ 2^53. */
export function canonical(value) {
  if (value instanceof Token) {
    const number = Number(value.raw);
    // As a double it would be rounded, and another number hashed.
    if (/^-?[0-9]+$/.test(value.raw) && !Number.isSafeInteger(number)) throw new Problem("an integer is too large for canonical JSON");
    return JSON.stringify(number);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value instanceof Map) {
    // sort() without a function compares UTF-16 units, which is what RFC 8785 §3.2.3 asks for.
    const keys = [...value.keys()].sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value.get(key))}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The WordPress plugin's form: order of the document, numbers as written, U+2028 and U+2029 escaped. */
export function pluginForm(value) {
  // PHP prints numbers in its own way (`1.0e+25`), so the characters are kept [trust §1.plugin].
  if (value instanceof Token) return value.raw;
  if (Array.isArray(value)) return `[${value.map(pluginForm).join(",")}]`;
  if (value instanceof Map) return `{${[...value].map(([key, inner]) => `${phpString(key)}:${pluginForm(inner)}`).join(",")}}`;
  return typeof value === "string" ? phpString(value) : JSON.stringify(value);
}

/** What JSON.stringify writes in the order of the document. */
function documentForm(value) {
  if (value instanceof Token) return JSON.stringify(Number(value.raw));
  if (Array.isArray(value)) return `[${value.map(documentForm).join(",")}]`;
  if (value instanceof Map) return `{${[...value].map(([key, inner]) => `${JSON.stringify(key)}:${documentForm(inner)}`).join(",")}}`;
  return JSON.stringify(value);
}

const phpString = (text) => JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

// ------------------------------------------------------------------------------------------------------ Keccak-256

const MASK64 = (1n << 64n) - 1n;
// Bytes taken in at once: 1600 bits of state less twice the 256 of the digest.
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
  // The first padding byte and the last may be one: both are added with XOR.
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
// No division until the end: an inverse costs as much as hundreds of products.
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
  // n is odd, so of s and n − s one lies below: without this each signature had a second form [trust §4].
  if (s > N / 2n) throw new Problem("the signature's s is high: somebody changed its form");
  const ySquared = mod(r ** 3n + 7n);
  // The prime is 3 modulo 4, so this power is the square root, if there is one.
  let y = power(ySquared, (P + 1n) / 4n, P);
  if (mod(y * y) !== ySquared) throw new Problem("the signature's r is no point of the curve");
  if (Number(y & 1n) !== v - 27) y = P - y;
  const back = inverse(r, N);
  const key = added(
    // Q = r⁻¹ (s·R − e·G), SEC 1 §4.1.6.
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

// ------------------------------------------------------------------------------------------------------- typed data

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
    // Without this a larger number would run into the next word.
    if (number >> BigInt(type.slice(4))) throw new Problem("a number of the envelope is too large");
    return toWord(number);
  }
  if (type === "address") return joined(new Uint8Array(12), fromHex(address(value, false)));
  if (typeof value !== "string" || !/^0x[0-9a-f]{64}$/.test(value)) throw new Problem("a hash of the envelope must be 0x and 64 lower-case hex digits");
  return fromHex(value);
}

/** The digest that the envelope's signature covers (EIP-712). `message` is a Map as `parse` gives it. */
export const envelopeDigest = (message) => typedDigest(ENVELOPE_DOMAIN, "DiscoveryDocument", ENVELOPE_FIELDS, message);

function typedDigest({ name, version }, primary, fields, message) {
  const type = `${primary}(${fields.map((field) => field.join(" ")).join(",")})`;
  const struct = keccak256(joined(hashOfText(type), ...fields.map(([kind, field]) => word(kind, message.get(field)))));
  const domain = keccak256(joined(hashOfText("EIP712Domain(string name,string version)"), hashOfText(name), hashOfText(version)));
  return keccak256(joined(Uint8Array.of(0x19, 0x01), domain, struct));
}

// ------------------------------------------------------------------------------------------------- publication tree

/** The root that a leaf and its audit path lead to (RFC 9162, section 2.1.3.2). */
export async function rootOf(leafBytes, index, size, path) {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new Problem("the leaf's index lies outside the tree");
  let position = index;
  let last = size - 1;
  // (1) the leaf, (2) its siblings up to the root, (3) both counters must be used up; steps of RFC 9162 §2.1.3.2.
  // Divided and not shifted: JavaScript's shifts end at 32 bits.
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

// As the server's verifier has it (verify/freshness.py).
const SKEW_SECONDS = 300;
const MAX_LIFETIME = 30 * 86400;
const OUTCOMES = { PASS: "PASS", FAIL: "FAIL", SKIPPED: "SKIPPED", WARN: "WARN" };

class Steps {
  checks = [];
  /** Whether the signed validity covers `now`; null where nothing signed says. */
  stillValid = null;

  add(name, outcome, code, sentence) {
    this.checks.push({ name, outcome, code, sentence });
    return outcome === OUTCOMES.PASS;
  }

  /** PASS with the first code and sentence where `holds`, else FAIL with the second. */
  decide(name, holds, [code, sentence], [otherCode, otherSentence]) {
    return holds ? this.add(name, OUTCOMES.PASS, code, sentence) : this.add(name, OUTCOMES.FAIL, otherCode, otherSentence);
  }

  fail(name, code, sentence) {
    this.add(name, OUTCOMES.FAIL, code, sentence);
    return null;
  }

  warn(name, code, sentence) {
    this.add(name, OUTCOMES.WARN, code, sentence);
    return null;
  }

  verdict() {
    if (this.checks.some((step) => step.outcome === OUTCOMES.FAIL)) return "failed";
    return this.checks.some((step) => step.outcome === OUTCOMES.WARN) ? "verified with warnings" : "verified";
  }
}

/**
 * Check a document (JSON text, or an llms.txt that ends in a stamp).
 * `url`: where it was fetched, to compare origin and resource with; `now`: Unix seconds; `kept`: whether the text lay in
 * a file or was pasted, so that an ended validity is no fault of whoever serves it (decision 0026).
 * Pins, key history and identity contracts are not asked here: nothing is fetched, nothing is kept.
 */
export async function check(text, { url = "", now = Math.floor(Date.now() / 1000), kept = false } = {}) {
  const steps = new Steps();
  // Without Web Crypto there is no verdict: "not checked" is not "verified" (decision 0011).
  if (!globalThis.crypto?.subtle) {
    steps.add("read", OUTCOMES.SKIPPED, "no-web-crypto", "There is no SHA-256 here: browsers offer it only over https or on this machine.");
    return { verdict: "not checked", signer: null, stillValid: null, checks: steps.checks };
  }
  let signer = null;
  try {
    const found = text.trimStart().startsWith("{") ? await fromJson(text, steps) : fromText(text, steps);
    signer = await checkSigned({ ...found, url, now, kept }, steps);
  } catch (problem) {
    // Anything else that is thrown is a form that no document has: foreign bytes never end in a stack trace.
    const sentence = problem instanceof Problem ? problem.message : "a member has a form that no such document has";
    steps.fail("read", "malformed", `${sentence}.`);
  }
  return { verdict: steps.verdict(), signer, stillValid: steps.stillValid, checks: steps.checks };
}

const member = (value, name) => (value instanceof Map ? (value.get(name) ?? null) : null);
const textOf = (value, name) => (typeof member(value, name) === "string" ? value.get(name) : "");
const hasExactly = (value, names) => value instanceof Map && value.size === names.length && names.every((name) => value.has(name));

// ---------------------------------------------------------------------------------------------------- what is signed

const RULES = [
  ["canonical JSON (RFC 8785)", canonical],
  ["the WordPress plugin's JSON", pluginForm],
  ["JSON in the order of the document", documentForm],
];

/** Members that only an AI Discovery document has (rootzpub/wire/dialects/foreign.py). */
const MARKS = ["specVersion", "schemaVersion", "coreConcepts", "_provenance", "_freshness", "_origin"];

/** The document, its signature block and the bytes that are signed: `{document, block, bytes, ours}`. */
async function fromJson(text, steps) {
  const document = parse(text);
  const block = member(document, "_signature");
  if (!(block instanceof Map)) {
    const isOurs = MARKS.some((name) => document.has(name)) || textOf(document, "standard") === "ai-discovery";
    throw new Problem(isOurs ? "this is not a signed AI Discovery document" : "this is JSON of another format, not an AI Discovery document");
  }
  const body = new Map([...document].filter(([key]) => key !== "_signature"));
  // A document of ours that lost its envelope still names its server, and does not pass for the plugin's.
  const ours = block.has("envelope") || textOf(member(body, "_provenance"), "servedBy").startsWith("rootzpub/");
  const found = { document, block, ours, bytes: encoder.encode(ours ? canonical(body) : pluginForm(body)) };
  const undated = new Map([...body].filter(([key]) => key !== "generated"));
  const candidates = RULES.map(([rule, form]) => [rule, form, body]);
  if (undated.size < body.size) candidates.push(["sorted keys without `generated`", canonical, undated]);
  for (const [rule, form, signed] of candidates) {
    const bytes = encoded(form, signed);
    if (!bytes || `sha256:${toHex(await sha256(bytes))}` !== block.get("contentHash")) continue;
    // The first rule that gives the claimed hash is the dialect; all cover the whole body but the last.
    steps.add("dialect", OUTCOMES.PASS, "dialect-known", `The hash is over ${rule}.`);
    if (signed === undated) steps.warn("dialect", "dialect-partial", "The hash leaves the member `generated` open.");
    return { ...found, bytes };
  }
  steps.add("dialect", OUTCOMES.SKIPPED, "dialect-unknown", "No rule this script knows gives the hash that is claimed; rootzpub verify knows more.");
  return found;
}

/** The bytes of one rule; null where it cannot write the value. */
function encoded(form, value) {
  try {
    return encoder.encode(form(value));
  } catch (problem) {
    if (problem instanceof Problem) return null;
    throw problem;
  }
}

const STAMP_NAMES = ["Content-Hash", "Signer", "Signed-At", "Signature", "Envelope", "Standard"];
const BLOCK_NAMES = { contentHash: "Content-Hash", signer: "Signer", signedAt: "Signed-At", signature: "Signature" };
const CODE_NAMES = { "Signed by": "Signer", "Content hash": "Content-Hash", Signature: "Signature", Timestamp: "Signed-At", Verify: "Verify" };
const SECTION_HEADING = "## Verification";
const MANUAL_TITLE = "Content signed by Rootz AI Discovery";
const STANDARD_URL = "https://rootz.global/ai-discovery";

function fromText(text, steps) {
  const stamp = readStamp(text);
  if (!stamp) throw new Problem("this is neither a JSON document nor a text that ends in a stamp");
  // A stamp on a stamp: a reader of the lower one would take it for the only one.
  if (readStamp(stamp.signed)) throw new Problem("the text under the stamp ends in another stamp: one was put on the other");
  const lines = Object.entries(BLOCK_NAMES).filter(([, name]) => stamp.lines.has(name));
  const block = new Map(lines.map(([key, name]) => [key, stamp.lines.get(name)]));
  if (stamp.lines.has("Envelope")) block.set("envelope", parse(fromBase64Url(stamp.lines.get("Envelope"))));
  steps.add("dialect", OUTCOMES.PASS, "dialect-known", `A text with ${stamp.form}: the hash is over everything above it.`);
  const ours = stamp.form === "a Verification section" || block.has("envelope");
  return { document: null, text, stamp, block, ours, bytes: encoder.encode(stamp.signed) };
}

/** The stamp that ends a text, null where none does: the last one counts, and nothing but its own lines may follow. */
function readStamp(text) {
  const section = lastLine(text, SECTION_HEADING);
  // The last of the two ends the file; a body may hold both as text.
  const start = Math.max(section, lastLine(text, "---"));
  // Blank rows are no lines of the stamp; 64 is more than any stamp has (wire/text_stamp.py).
  const rows = start < 0 ? [] : text.slice(start).split("\n").slice(1).filter(Boolean);
  if (!rows.length || rows.length > 64) return null;
  const form = start === section ? "a Verification section" : rows[0] === MANUAL_TITLE ? "the footer of the plugin's manual" : "the footer of the plugin's code";
  const read = start === section ? sectionRow : rows[0] === MANUAL_TITLE ? manualRow : codeRow;
  const named = (read === manualRow ? rows.slice(1) : rows).map(read);
  const lines = new Map(named);
  if (named.some(([name]) => !name) || lines.size < named.length || !lines.has("Content-Hash")) return null;
  return { form, lines, signed: text.slice(0, start) };
}

function lastLine(text, line) {
  const at = text.lastIndexOf(`\n${line}\n`);
  return at >= 0 ? at + 1 : text.startsWith(`${line}\n`) ? 0 : -1;
}

const known = (name, value) => (STAMP_NAMES.includes(name) ? [name, value] : ["", ""]);

function sectionRow(row) {
  const found = /^- (?:\[([A-Za-z-]+)\]\([^)\s]*\)|([A-Za-z-]+)): (\S.*)$/.exec(row);
  return found ? known(found[1] ?? found[2], found[3]) : ["", ""];
}

function manualRow(row) {
  const found = /^([A-Z][A-Za-z-]*): (\S.*)$/.exec(row);
  return found ? known(found[1], found[2]) : ["", ""];
}

function codeRow(row) {
  const found = /^_(?:(Generated by Rootz AI Discovery .*)|([A-Za-z ]+): (.+))_$/.exec(row);
  if (!found) return ["", ""];
  return found[1] ? ["Generator", found[1]] : [Object.hasOwn(CODE_NAMES, found[2]) ? CODE_NAMES[found[2]] : "", found[3]];
}

function fromBase64Url(text) {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return decoder.decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
  } catch {
    throw new Problem("the envelope is not base64url of UTF-8");
  }
}

function toBase64Url(text) {
  const binary = String.fromCharCode(...encoder.encode(text));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// -------------------------------------------------------------------------------------------------- hash and signer

/** Hash, signature, envelope and all that follows; the address that signed, null where nobody is established. */
async function checkSigned(found, steps) {
  const digest = await sha256(found.bytes);
  const hash = `sha256:${toHex(digest)}`;
  const holds = steps.decide(
    "hash", hash === found.block.get("contentHash"),
    ["hash-matches", `All ${found.bytes.length} bytes that are signed have the hash that is claimed.`],
    ["hash-differs", alteredContent(found, digest, hash)],
  );
  if (member(found.block, "signature") === null) return unsigned(found, steps);
  const method = member(found.block, "method");
  if (method !== "ecdsa-secp256k1" && (method !== null || (found.ours && found.document))) {
    return steps.fail("signature", "signature-method", "There is a signature, but its method is called otherwise.");
  }
  // Over altered bytes a signature recovers to an address too, and it is nobody's.
  if (!holds) return null;
  const signer = recovered("signature", digest, found, steps);
  if (!signer) return null;
  for (const block of ["_provenance", "_origin"]) {
    const named = textOf(member(found.document, block), "signer");
    if (named && named.toLowerCase() !== signer.toLowerCase()) steps.fail("signature", "signer-contradicted", `${block} names another signer.`);
  }
  const envelope = member(found.block, "envelope");
  const message = envelope === null ? null : checkEnvelope({ ...found, envelope, hash, signer }, steps);
  if (message && found.document instanceof Map) checkClaims(found.document, message.get("origin"), steps);
  if (envelope === null) checkWithout(found, steps);
  // An envelope that does not hold establishes no place and no kind, so nothing that rests on them is looked at.
  // A kept document whose validity is over is judged as of its signing, its owner's permission too.
  const asOf = found.kept && message && steps.stillValid === false ? Math.min(found.now, Number(message.get("signedAt").raw)) : found.now;
  if (envelope === null || message) checkAuthorization({ ...found, message, signer, now: asOf }, steps);
  if (message) await checkPublication(found, message, steps);
  return signer;
}

/** What to say where the content has another hash than the one claimed (verify/alteration.py). */
function alteredContent({ block }, digest, hash) {
  const [claimed, signature] = [member(block, "contentHash"), member(block, "signature")];
  const plain = `The content has the hash ${hash}; another one is claimed. It was altered, or hashed by a rule this script does not know.`;
  if (typeof signature !== "string" || !/^0x[0-9a-f]{130}$/.test(signature) || !/^sha256:[0-9a-f]{64}$/.test(claimed ?? "")) return plain;
  try {
    const named = address(block.get("signer"), false);
    const isSigned = (hashed) => recover(hashed, fromHex(signature)) === named;
    if (isSigned(digest)) return `The hash was altered, not the content: that is as ${named} signed it.`;
    if (isSigned(fromHex(claimed.slice(7)))) return `Altered after signing: ${named} signed other content than this.`;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
  }
  return plain;
}

/** A hash and no signature: a warning where nobody claims one, a failure where one was taken away. */
function unsigned({ document, block, stamp }, steps) {
  if (member(block, "method") === "ecdsa-secp256k1" || (stamp && block.has("signer"))) {
    return steps.fail("signature", "signature-missing", "It says that it is signed, and holds no signature.");
  }
  const named = textOf(member(document, "_provenance"), "signer") || textOf(block, "signer");
  if (named && named !== "none") return steps.fail("signature", "signature-stripped", `It names ${named} as its signer, and the signature is gone.`);
  if (textOf(block, "authorization") === "pending-admin-approval") {
    return steps.warn("signature", "pending", "Nobody signed it yet: the site's administrator has not approved it.");
  }
  return steps.warn("signature", "unsigned", "There is a hash, but nobody signed it: anyone could have made both.");
}

function recovered(name, digest, { block, ours, signature = block.get("signature") }, steps) {
  try {
    if (typeof signature !== "string" || !/^0x(?:[0-9a-f]{2})*$/.test(signature)) throw new Problem("the signature is not lower-case hex");
    // Our publisher writes the checksum always, so without it a document of ours was altered (decision 0006).
    const claimed = address(block.get("signer"), ours);
    const signer = recover(digest, fromHex(signature));
    const same = steps.decide(
      name, signer === claimed,
      ["signer-recovered", `Signed by ${signer}.`],
      ["signer-differs", `Altered after signing: the signature is not that of ${claimed}, who is named, over these bytes.`],
    );
    return same ? signer : null;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return steps.fail(name, "signature-malformed", `${problem.message}.`);
  }
}

/** An address with its checksum; other publishers than ours may leave the checksum out. */
function address(text, strictly = true) {
  if (typeof text !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(text)) throw new Problem("the signer's address is none");
  const right = checksummed(text);
  const bare = text === text.toLowerCase() || text.slice(2) === text.slice(2).toUpperCase();
  if (text !== right && (strictly || !bare)) throw new Problem("the signer's address has a wrong checksum");
  return right;
}

// --------------------------------------------------------------------------------------------------------- envelope

const ENVELOPE_MEMBERS = ["domain", "message", "signature", "type"];
const COVERED = new Set(["authorization", "contentHash", "delegation", "envelope", "identityContract", "method", "signature", "signedAt", "signer"]);
/** As rootzpub/wire/chains.py has them; a test holds the two tables together. */
const CHAINS = {
  ethereum: "1", mainnet: "1", "ethereum-mainnet": "1", optimism: "10", polygon: "137", "polygon-mainnet": "137",
  base: "8453", arbitrum: "42161", amoy: "80002", sepolia: "11155111",
};

/** The signed message where the envelope is about this document, else null. */
function checkEnvelope({ envelope, hash, signer, ...found }, steps) {
  const message = member(envelope, "message");
  const wellFormed =
    hasExactly(envelope, ENVELOPE_MEMBERS) && envelope.get("type") === "eip712-discovery-v1" && isDomain(envelope.get("domain"), ENVELOPE_DOMAIN) &&
    hasExactly(message, ENVELOPE_FIELDS.map(([, name]) => name));
  if (!wellFormed) return steps.fail("envelope", "envelope-unknown", "The envelope is of a form this script does not know.");
  // Strictly: in an envelope there is one spelling, zero included.
  address(message.get("identity"));
  const by = recovered("envelope", envelopeDigest(message), { ...found, signature: envelope.get("signature") }, steps);
  const matches = steps.decide(
    "envelope content", message.get("contentHash") === `0x${hash.slice(7)}`,
    ["envelope-matches", "The envelope is about this content."],
    ["envelope-differs", "The envelope is about another content."],
  );
  const differs = contradiction(found, envelope);
  if (differs) steps.fail("envelope members", "envelope-contradicted", `Beside the envelope, ${differs} says something else.`);
  if (by !== signer || !matches || differs) return null;
  const loose = uncovered(found, message);
  if (loose.length) steps.warn("envelope members", "envelope-uncovered", `No signature covers ${loose.join(", ").slice(0, 200)}.`);
  checkTime(message, found, steps);
  checkPlace(message, found.url, steps);
  return message;
}

const isDomain = (value, domain) => hasExactly(value, Object.keys(domain)) && Object.entries(domain).every(([name, text]) => value.get(name) === text);
const isoSeconds = (token) => new Date(Number(token.raw) * 1000).toISOString().replace(".000", "");

/** What stands beside the envelope and says something else than it; "" where nothing does. */
function contradiction({ document, block, stamp, text, ours }, envelope) {
  const message = envelope.get("message");
  const signedAt = member(block, "signedAt");
  // Other publishers may leave signedAt out; ours never does.
  if ((signedAt !== null || ours) && signedAt !== isoSeconds(message.get("signedAt"))) return "signedAt";
  const [said, covered] = [textOf(block, "publishedAt"), textOf(member(document, "_provenance"), "publishedAt")];
  if (covered && said && said !== covered) return "publishedAt";
  if (block.has("identityContract") && block.get("identityContract") !== message.get("identity")) return "identityContract";
  const chain = chainOf(block);
  // Chain 0 names none: a network beside it is uncovered, and no contradiction.
  if (chain && !["0", chain].includes(message.get("chainId").raw)) return "network";
  const origin = textOf(member(document, "_provenance"), "origin");
  // The bare host, as the plugin has it; earlier versions wrote the envelope's own form.
  if (origin && ![message.get("origin"), hostOf(message.get("origin"))].includes(origin)) return "_provenance.origin";
  return stamp && text !== restamped(stamp, envelope) ? "a line of the stamp" : "";
}

const hostOf = (origin) => origin.replace(/^[a-z]+:\/\//, "").replace(/:[0-9]+$/, "").replace(/^\[|\]$/g, "");

/** The chain id of the block's network as digits: by name, alias or number (text or JSON number); "" where it says none. */
const chainOf = (block) => {
  const said = member(block, "network");
  const network = (typeof said === "string" ? said : said?.raw ?? "").toLowerCase();
  if (/^[1-9][0-9]{0,15}$/.test(network)) return Number.isSafeInteger(Number(network)) ? network : "";
  return Object.hasOwn(CHAINS, network) ? CHAINS[network] : "";
};

/** The text with the stamp that the publisher writes: links and order of its lines are not signed. */
function restamped({ form, lines, signed }, envelope) {
  if (!/^AI Discovery v?[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}( \u2014 rootz\.global\/ai-discovery)?$/.test(lines.get("Standard") ?? "")) return null;
  const message = envelope.get("message");
  const here = `${message.get("origin")}${plainAddress(split(message.get("resource"))).path}.sig`;
  const value = (name) => (name === "Envelope" ? toBase64Url(canonical(envelope)) : lines.get(name));
  const rows = STAMP_NAMES.filter((name) => lines.has(name)).map((name) =>
    form === "a Verification section" ? `- [${name}](${name === "Standard" ? STANDARD_URL : here}): ${value(name)}` : `${name}: ${value(name)}`,
  );
  const head = form === "a Verification section" ? [SECTION_HEADING, ""] : ["---", MANUAL_TITLE];
  return `${signed}${[...head, ...rows].join("\n")}\n`;
}

/** Members of the block that neither hash nor envelope nor body covers. */
function uncovered({ document, block }, message) {
  return [...block.keys()].filter((name) => {
    if (COVERED.has(name)) return false;
    if (name === "digitalName") return !textOf(block, name) || block.get(name) !== member(member(document, "organization"), name);
    if (name === "publishedAt") return !textOf(block, name) || block.get(name) !== member(member(document, "_provenance"), name);
    return name !== "network" || !chainOf(block) || chainOf(block) !== message.get("chainId").raw;
  });
}

function checkTime(message, { now, kept }, steps) {
  const [signedAt, expiresAt] = [message.get("signedAt"), message.get("expiresAt")].map((token) => Number(token.raw));
  const when = isoSeconds(message.get("signedAt"));
  steps.stillValid = signedAt - SKEW_SECONDS <= now && now <= expiresAt + SKEW_SECONDS;
  if (signedAt > now + SKEW_SECONDS) steps.fail("time", "from-the-future", `Signed at ${when}, which is still to come.`);
  else if (expiresAt < signedAt || expiresAt > signedAt + MAX_LIFETIME) steps.fail("time", "lifetime", "It claims to hold for more than 30 days, or not at all.");
  else if (!steps.stillValid && kept) {
    steps.add("time", OUTCOMES.PASS, "as-of", `Verified as of ${when}; what the site says today is another question (its validity ended at ${isoSeconds(message.get("expiresAt"))}).`);
  } else if (!steps.stillValid) steps.fail("time", "stale", `Signed at ${when}; it has expired since, and is an old copy.`);
  else steps.add("time", OUTCOMES.PASS, "fresh", `Signed at ${when} and still fresh.`);
}

// ------------------------------------------------------------------------------------------------------------ place

const WELL_KNOWN = "/.well-known/ai";
const REST = "/wp-json/rootz/v1";
const KINDS = {
  [WELL_KNOWN]: ["ai-discovery"], [`${WELL_KNOWN}.json`]: ["ai-discovery"], [`${REST}/ai.json`]: ["ai-discovery", "getOrganizationInfo"],
  [`${REST}/policies`]: ["ai-policies", "getPolicies"], [`${REST}/knowledge`]: ["ai-knowledge", "getKnowledge"], [`${REST}/feed`]: ["ai-feed", "getFeed"],
  [`${WELL_KNOWN}/policies`]: ["ai-policies"], [`${WELL_KNOWN}/knowledge`]: ["ai-knowledge"], [`${WELL_KNOWN}/feed`]: ["ai-feed"],
  [`${WELL_KNOWN}/pages`]: ["ai-page-manifest"], [`${REST}/pages`]: ["ai-page-manifest"], [`${WELL_KNOWN}/content`]: ["ai-content"], [`${REST}/content`]: ["ai-content"],
  [`${WELL_KNOWN}/tools`]: ["ai-tools"], [`${REST}/tools`]: ["ai-tools"], [`${WELL_KNOWN}/archive`]: ["ai-archive"], "/.well-known/archive": ["ai-archive"], [`${REST}/archive`]: ["ai-archive"], [`${WELL_KNOWN}/keys`]: ["ai-keys"],
  [`${REST}/search`]: ["searchContent"], [`${REST}/page`]: ["getPage"], [`${WELL_KNOWN}/page/index.json`]: ["getPage"], [`${REST}/verify`]: ["verifyPageHash"], [`${REST}/status`]: ["getStatus"], [`${REST}/context`]: ["getContext"], [`${REST}/context.sig`]: ["getContext"],
  "/llms.txt": ["llms-txt"], "/llms.txt.sig": ["llms-txt"], "/llms-full.txt": ["llms-full-txt"], "/llms-full.txt.sig": ["llms-full-txt"],
};

/** Below these stands what stands at them, at any depth. */
const DEEP = [`${WELL_KNOWN}/content`, `${REST}/content`];

/** Between these two, at any depth, stands what stands at the two put together. */
const BETWEEN = [[`${WELL_KNOWN}/page`, "/index.json"]];

/** Other spellings of an address, in the order in which they are taken off (rootzpub/wire/forms.py). */
const FORMS = [
  { parameter: "rest_route", at: ["/", "/index.php", "/index.php/"], root: "/wp-json" },
  { before: "/index.php" },
  { behind: "/", neverBehind: ".sig" },
];

/** The path and parameters that an address means. */
function plainAddress({ path, pairs }) {
  return FORMS.reduce((address, form) => {
    if (form.parameter) return fromParameter(address, form);
    if (form.before && address.path.startsWith(`${form.before}/`)) return { ...address, path: address.path.slice(form.before.length) };
    if (!form.behind || !address.path.endsWith(form.behind)) return address;
    const plain = address.path.slice(0, -form.behind.length);
    return plain && !plain.endsWith(form.neverBehind) ? { ...address, path: plain } : address;
  }, { path, pairs });
}

function fromParameter({ path, pairs }, form) {
  const values = form.at.includes(path) ? pairs.filter(([name]) => name === form.parameter) : [];
  if (values.length !== 1 || !values[0][1].startsWith("/")) return { path, pairs };
  const root = values[0][1].split("/").map(percent).join("/");
  return { path: form.root + root, pairs: pairs.filter(([name]) => name !== form.parameter) };
}

/** Whether a document of this kind may stand at this address; an error may stand anywhere. */
function belongs(kind, address) {
  const list = plainAddress(address).path.replace(/\/page\/[1-9][0-9]*$/, "");
  // Content goes to any depth; whatever stands below it is of one kind (wire/places.py).
  const between = BETWEEN.find(([before, behind]) => list.startsWith(`${before}/`) && list.endsWith(behind) && list.length > before.length + 1 + behind.length);
  const place = between?.join("") ?? DEEP.find((base) => list.startsWith(`${base}/`)) ?? list;
  return kind === "error" || !Object.hasOwn(KINDS, place) || KINDS[place].includes(kind);
}

function checkPlace(message, url, steps) {
  const [origin, resource] = [message.get("origin"), message.get("resource")];
  const signedFor = `${origin}${resource}`;
  const signed = split(resource);
  // Written again and compared: what has two spellings could be signed once and served as two documents.
  if (originOf(origin) !== origin || !resource.startsWith("/") || written(signed) !== resource) {
    steps.fail("place", "place-malformed", `${signedFor} is not written as the place of a document is.`);
  } else if (!belongs(message.get("kind"), signed)) {
    steps.fail("place", "place-of-another-kind", `A document of another kind than ${message.get("kind").slice(0, 40)} belongs at ${signed.path.slice(0, 100)}.`);
  } else if (!url) {
    steps.warn("place", "no-url", `Nobody said where it was fetched; it is signed for ${signedFor}.`);
  } else {
    comparePlace(signed, { origin, signedFor, url }, steps);
  }
}

function comparePlace(signed, { origin, signedFor, url }, steps) {
  // Taken from the text of the address: `URL` would resolve dots and re-encode the path before it is compared.
  const asked = split(/^[A-Za-z]+:\/\/[^/?#]*([^#]*)/.exec(url)?.[1] ?? "");
  const includes = (pairs, [name, value]) => pairs.some((pair) => pair[0] === name && pair[1] === value);
  const samePath = decoded(asked.path || "/") === decoded(signed.path);
  const same = originOf(url) === origin && samePath && signed.pairs.every((pair) => includes(asked.pairs, pair));
  const ignored = asked.pairs.filter((pair) => !includes(signed.pairs, pair)).map(([name]) => name);
  if (same && ignored.length) steps.warn("place", "place-ignored", `Signed for ${signedFor}; the site ignored ${ignored.join(", ").slice(0, 100)}.`);
  else steps.decide("place", same, ["place-matches", `Signed for ${signedFor}.`], ["place-differs", `Signed for ${signedFor}, not for ${url}.`]);
}

/** An address of an entry at another origin is the document's claim and nothing more (rootzpub/verify/claims.py). */
function checkClaims(document, origin, steps) {
  const rows = ["content", "items", "pages", "results"].flatMap((name) => {
    const value = document.get(name);
    return Array.isArray(value) ? value.filter((row) => row instanceof Map) : [];
  });
  const addresses = [document, ...rows].flatMap((entry) => [entry.get("url"), entry.get("canonicalUrl")]);
  const foreign = addresses.find((text) => typeof text === "string" && text && !isAt(text, origin));
  if (foreign) steps.warn("place", "place-other-origin", `It names ${foreign.slice(0, 200)} as an address, which is not at ${origin}: only a claim.`);
}

function isAt(text, origin) {
  if (/^\/(?![/\\])/.test(text)) return true;
  // Programs read a backslash, a control character and what stands before an @ in different ways.
  if (/[\u0000-\u0020\u007f\\]/.test(text) || /^[^/]*\/\/[^/]*@/.test(text)) return false;
  return originOf(text) === origin;
}

function originOf(url) {
  try {
    const { protocol, origin } = new URL(url);
    return ["http:", "https:"].includes(protocol) ? origin : "";
  } catch {
    return "";
  }
}

function split(resource) {
  const at = resource.indexOf("?");
  const query = at < 0 ? "" : resource.slice(at + 1);
  return { path: at < 0 ? resource : resource.slice(0, at), pairs: [...new URLSearchParams(`?${query}`)] };
}

// encodeURIComponent leaves these five as they are, RFC 3986 does not call them unreserved.
const percent = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** Path and parameters as the wire writes them: sorted, only unreserved characters kept. */
function written({ path, pairs }) {
  const shown = pairs.map(([name, value]) => [percent(name), percent(value)]).sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1));
  return shown.length ? `${path}?${shown.map((pair) => pair.join("=")).join("&")}` : path;
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** Without an envelope nothing binds; a covered domain may still contradict the place. */
function checkWithout({ document, ours, url, now }, steps) {
  if (ours) return steps.fail("envelope", "envelope-stripped", "Its publisher always adds an envelope, and it is gone.");
  // An unsigned domain only contradicts: subdomains and `www.` are the same site.
  const host = originOf(url) && new URL(url).hostname.replace(/^www\./, "");
  const domain = textOf(member(document, "organization"), "domain") || textOf(member(document, "_origin"), "domain");
  const named = domain && originOf(`https://${domain}`) && new URL(`https://${domain}`).hostname.replace(/^www\./, "");
  if (host && domain && host !== named && !host.endsWith(`.${named}`)) {
    return steps.fail("place", "domain-differs", `It says that it is of ${domain.slice(0, 100)}, but came from ${host}.`);
  }
  const ahead = [textOf(document, "generated"), ...["_provenance", "_origin"].map((name) => textOf(member(document, name), "servedAt"))];
  if (ahead.some((time) => TIME.test(time) && Date.parse(time) / 1000 > now + SKEW_SECONDS)) {
    return steps.fail("time", "from-the-future", "A time inside the signed bytes is still to come.");
  }
  return steps.warn("envelope", "no-envelope", "Time, place and publication are not signed: there is no envelope.");
}

// ---------------------------------------------------------------------------------------------------- authorization

const DELEGATION_DOMAIN = { name: "AI Discovery Delegation", version: "1" };
const DELEGATION_FIELDS = [["string", "origin"], ["address", "delegate"], ["string", "scope"], ["uint64", "notBefore"], ["uint64", "notAfter"]];

function checkAuthorization({ document, block, ours, message, signer, now, url }, steps) {
  const claimed = member(block, "authorization");
  if (ours && document && !["self-signed", "delegated"].includes(claimed)) {
    return steps.fail("authority", "authorization-contradicted", "It is signed, but its authorization says otherwise.");
  }
  if (claimed !== "delegated") {
    if (block.has("delegation")) return steps.fail("authority", "authorization-contradicted", "It holds a delegation, but does not say that it is delegated.");
    return steps.add("authority", OUTCOMES.SKIPPED, "self-asserted", "Only the document names its signer. Pins, key history and identity contract are not asked here; rootzpub verify asks them.");
  }
  const proof = member(block, "delegation");
  const problem = delegationProblem(proof, { origin: message ? message.get("origin") : originOf(url), kind: message?.get("kind") ?? "", signer, now });
  if (problem) return steps.fail("authority", "delegation-refused", `The delegation ${problem}.`);
  return steps.add("authority", OUTCOMES.PASS, "delegated", `${proof.get("owner")} lets this key sign.`);
}

/** What keeps the owner's delegation from covering a document; "" where it covers it. */
function delegationProblem(proof, { origin, kind, signer, now }) {
  const message = member(proof, "message");
  const wellFormed =
    hasExactly(proof, ["domain", "message", "owner", "signature", "type"]) && proof.get("type") === "eip712-delegation-v1" &&
    isDomain(proof.get("domain"), DELEGATION_DOMAIN) && hasExactly(message, DELEGATION_FIELDS.map(([, name]) => name));
  if (!wellFormed) return "is missing, or of a form this script does not know";
  const signature = proof.get("signature");
  if (typeof signature !== "string" || !/^0x[0-9a-f]{130}$/.test(signature)) return "has no well-formed signature";
  const owner = recover(typedDigest(DELEGATION_DOMAIN, "Delegation", DELEGATION_FIELDS, message), fromHex(signature));
  if (owner !== address(proof.get("owner"), false)) return "is not signed by the owner it names";
  if (message.get("origin") !== origin) return "is for another origin";
  if (address(message.get("delegate"), false) !== signer) return "is to another key";
  if (message.get("scope") !== "all" && !message.get("scope").split(/\s+/).includes(kind)) return "does not cover this kind of document";
  const inForce = Number(message.get("notBefore").raw) <= now && now <= Number(message.get("notAfter").raw);
  return inForce ? "" : "is not in force now";
}

// ------------------------------------------------------------------------------------------------------ publication

const RECORD = ["contentHash", "modified", "path", "title", "type"];

async function checkPublication({ document }, message, steps) {
  if (!document) return;
  const [content, claimed] = [document.get("content"), member(document, "contentHash")];
  if (typeof content === "string" && claimed !== null) {
    steps.decide(
      "content hash", `sha256:${toHex(await sha256(encoder.encode(content)))}` === claimed,
      ["content-matches", "The text has the hash that stands beside it."],
      ["content-differs", "The text does not have the hash that stands beside it."],
    );
  }
  // The document says `sha256:`, the envelope `0x`: one hash in two spellings.
  const root = `sha256:${message.get("publicationRoot").slice(2)}`;
  if (document.has("_proof")) {
    const same = await isIncluded(document, root);
    steps.decide(
      "publication", same,
      ["in-publication", "The entry stands in the publication that the envelope names."],
      ["not-in-publication", "The entry does not stand in the publication that is named."],
    );
  } else if (document.get("publication") instanceof Map) {
    const summary = document.get("publication");
    const same = summary.get("root") === root && member(summary, "sequence")?.raw === message.get("sequence").raw;
    steps.decide(
      "publication", same,
      ["publication-named", "It names the publication that was signed."],
      ["publication-contradicted", "It names another publication than the one that was signed."],
    );
  } else if (message.get("kind") === "getPage" && document.has("content")) {
    steps.warn("publication", "no-proof", "The page does not prove its place in the site's publication.");
  }
}

/** Whether `_proof` leads from a record that says what the document says to `root`. */
async function isIncluded(document, root) {
  const proof = document.get("_proof");
  const [leaf, path] = [member(proof, "leaf"), member(proof, "auditPath")];
  const shown = {
    contentHash: document.get("contentHash") ?? document.get("currentHash"),
    modified: textOf(member(document, "_origin"), "modifiedAt") || null,
    path: document.get("path") ?? document.get("page"),
    title: document.get("title"),
    type: document.get("type"),
  };
  // Record and document must agree wherever both speak, else a proof of one entry would adorn another.
  const isRecord = leaf instanceof Map && RECORD.every((name) => leaf.has(name) && ((shown[name] ?? null) === null || shown[name] === leaf.get(name)));
  const counts = ["leafIndex", "treeSize"].map((name) => member(proof, name));
  // Numbers above 2^53 would lose digits as doubles; `rootOf` refuses what is not safe.
  const areCounts = counts.every((count) => count instanceof Token && /^(?:0|[1-9][0-9]{0,15})$/.test(count.raw));
  const isPath = Array.isArray(path) && path.every((node) => typeof node === "string" && /^sha256:[0-9a-f]{64}$/.test(node));
  if (!isRecord || !areCounts || !isPath || proof.get("root") !== root) return false;
  const [index, size] = counts.map((count) => Number(count.raw));
  const nodes = path.map((node) => fromHex(node.slice(7)));
  return `sha256:${toHex(await rootOf(encoder.encode(canonical(leaf)), index, size, nodes))}` === root;
}
