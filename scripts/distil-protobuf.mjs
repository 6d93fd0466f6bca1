// Distils how objects of the Kubernetes API are numbered in protobuf into src/kube/api/protobuf/messages-text.ts,
// which is checked in: `node scripts/distil-protobuf.mjs /path/to/kubectl` (any release up to 1.33). A kubectl carries
// the descriptor of each generated.proto, compressed; what is kept of them are names, numbers and types.
//
//   k8s.io.api.core.v1                   the package of the messages that follow
//   Volume 1:name:s! 2:<VolumeSource     number, JSON name, type; `<`: its fields stand among ours, without a name
//   ConfigMap 2:data:{s 3:binaryData:{y  `{`: a map from strings, `[`: a list
//   JobSpec 4:selector:/meta.v1.LabelSelector     a message of another package, shortened to its last two words
//
// s text, i integer, b boolean, d floating point, y bytes; `!`: no pointer in Go, so a zero says nothing.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inflateRawSync } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const models = join(root, 'node_modules/@kubernetes/client-node/dist/gen/models');
const target = join(root, 'src/kube/api/protobuf/messages-text.ts');
const [binary] = process.argv.slice(2);
if (!binary) throw new Error('name a kubectl binary');

/** Stable versions, and what they are made of. Left out are those no cluster of ours serves. */
const WANTED = /^k8s\.io\/(api\/(?!admission\/|imagepolicy\/)[a-z]+\/v\d+|apimachinery\/[a-z0-9/]+)\/generated\.proto$/;
const UNWANTED = /v1beta1|testing|apidiscovery|runtime\/schema/;

const TYPES = { 1: 'd', 3: 'i', 4: 'i', 5: 'i', 8: 'b', 9: 's', 12: 'y', 13: 'i' };
const MESSAGE = 11;
const REPEATED = 3;
const NULLABLE = 65001;
const CUSTOM_NAME = 65004;

const packages = new Map();
for (const descriptor of descriptors(readFileSync(binary))) {
  const file = parts(descriptor);
  const path = text(file.get(1)?.[0]);
  if (!WANTED.test(path) || UNWANTED.test(path)) continue;
  packages.set(text(file.get(2)[0]), (file.get(4) ?? []).map(parts));
}
const lines = [];
for (const [name, messages] of [...packages].sort(([a], [b]) => (a < b ? -1 : 1))) {
  lines.push(name);
  for (const message of messages) lines.push(await lineOf(name, message));
}
const comment = '// Made by scripts/distil-protobuf.mjs; not edited by hand.';
writeFileSync(target, `${comment}\n\nexport const MESSAGES_TEXT = \`\n${lines.join('\n')}\n\`;\n`);
console.log(`${lines.length - packages.size} messages of ${packages.size} packages`);

async function lineOf(packageName, message) {
  const name = text(message.get(1)[0]);
  const entries = new Map((message.get(3) ?? []).map((nested) => [text(parts(nested).get(1)[0]), parts(nested)]));
  const notations = [];
  for (const bytes of message.get(2) ?? []) notations.push(await notation(packageName, name, parts(bytes), entries));
  return [name, ...notations].join(' ');
}

async function notation(packageName, message, field, entries) {
  const published = await publishedNames(message);
  const name = published.find((one) => sameLetters(one, text(field.get(1)[0]))) ?? text(field.get(1)[0]);
  const number = Number(field.get(3)[0]);
  const options = field.has(8) ? parts(field.get(8)[0]) : new Map();
  const byValue = options.get(NULLABLE)?.[0] === 0n;
  const repeated = Number(field.get(4)?.[0]) === REPEATED;
  const typeName = field.has(6) ? text(field.get(6)[0]) : '';
  const entry = entries.get(typeName.split('.').at(-1));
  if (entry) {
    const value = parts(entry.get(2)[1]);
    return `${number}:${name}:{${typeOf(packageName, value)}`;
  }
  const type = typeOf(packageName, field);
  if (await isInlined(message, name, typeName, options)) return `${number}:<${type}`;
  return `${number}:${name}:${repeated ? '[' : ''}${type}${byValue && !repeated ? '!' : ''}`;
}

function typeOf(packageName, field) {
  const kind = Number(field.get(5)[0]);
  if (kind !== MESSAGE) return TYPES[kind] ?? fail(`type ${kind}`);
  const full = text(field.get(6)[0]).slice(1);
  if (full.startsWith(`${packageName}.`)) return full.slice(packageName.length + 1);
  return `/${full.split('.').slice(-3).join('.')}`;
}

/** An embedded struct bears its type's name, and the published model does not know the field. */
async function isInlined(message, name, typeName, options) {
  const short = typeName.split('.').at(-1);
  if (typeName === '' || text(options.get(CUSTOM_NAME)?.[0]) !== short || options.get(NULLABLE)?.[0] !== 0n)
    return false;
  const published = await publishedNames(message);
  return published.length > 0 && !published.includes(name);
}

/** The JSON names of a message's fields, in a few of which the descriptor has other letters upper-case. */
async function publishedNames(message) {
  for (const model of [`V1${message}`, `CoreV1${message}`, `V2${message}`, `AuthenticationV1${message}`]) {
    if (!existsSync(join(models, `${model}.js`))) continue;
    const module = await import(pathToFileURL(join(models, `${model}.js`)).href);
    return module[model].getAttributeTypeMap().map((attribute) => attribute.baseName);
  }
  return [];
}

function sameLetters(a, b) {
  return a.toLowerCase() === b.toLowerCase();
}

// ——— descriptors ———

/** Every gzip stream of the file that turns out to be a descriptor. */
function* descriptors(bytes) {
  const magic = Buffer.from([0x1f, 0x8b, 0x08]);
  for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + magic.length)) {
    try {
      const content = inflateRawSync(bytes.subarray(at + 10, at + 2 ** 18), { finishFlush: 2 });
      if (
        content[0] === 0x0a &&
        content
          .subarray(2, 2 + content[1])
          .toString()
          .endsWith('.proto')
      )
        yield content;
    } catch {
      // three bytes that look like the beginning of a stream
    }
  }
}

/** Field numbers and their values: numbers and bytes. */
function parts(bytes) {
  const found = new Map();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = tag >> 3;
    let value;
    if ((tag & 7) === 0) value = varint();
    else if ((tag & 7) === 2) {
      const length = Number(varint());
      value = bytes.subarray(at, at + length);
      at += length;
    } else fail(`wire type ${tag & 7}`);
    found.set(number, [...(found.get(number) ?? []), value]);
  }
  return found;
}

function text(bytes) {
  return bytes === undefined ? '' : Buffer.from(bytes).toString();
}

function fail(why) {
  throw new Error(why);
}
