// Distils what is published of the Kubernetes API into two files that are checked in:
//
//   src/kube/objects/schema/models-text.ts        every field and its type, in Go's notation
//   src/kube/objects/schema/descriptions-text.ts  what `kubectl explain` says of it
//
// `node scripts/distil-schema.mjs` fetches with `npm pack` and reads: @kubernetes/client-node 1.3.0, 1.4.0 and 2.0.1, the
// models of Kubernetes 1.33, 1.34 and 1.36 (what a release does not know yet shows in who has it); kubernetes-models
// and @kubernetes-models/apimachinery, whose comments also describe fields that are structs. Only models that the
// declarations in src/kube/objects name, and what these reach, are taken.
//
// Types come out in Go's notation, because the API server's behaviour depends on Go's: a pointer keeps its zero
// value, a plain field loses it, a struct by value is always there.
//
//   replicas:*int32       keeps 0           paused:bool      false vanishes
//   spec:V1PodSpec        always present    securityContext:*V1PodSecurityContext
//   name:string!          no omitempty      limits:map[string]quantity
//   rules:[]V1PolicyRule~ the same, but nobody has to give it                      hostnameOverride:*string@34  from 1.34 on
//
// The published schema does not say which is which; schema-go-types.mjs does, after k8s.io/api's types.go.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goType, isStruct, NEVER_OMITTED, SINCE } from './schema-go-types.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'src/kube/objects/schema');
const downloads = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'schema-'));

/** By minor release; the last one has everything. */
const CLIENTS = [
  [33, fetched('@kubernetes/client-node', '1.3.0')],
  [34, fetched('@kubernetes/client-node', '1.4.0')],
  [36, fetched('@kubernetes/client-node', '2.0.1')],
].map(([minor, folder]) => ({ minor, models: join(folder, 'dist/gen/models') }));
const NEWEST = CLIENTS.at(-1);
const COMMENTED = [fetched('kubernetes-models', '5.1.0'), fetched('@kubernetes-models/apimachinery', '3.0.2')];

/** What is asked and answered but not stored. */
const OTHER_MODELS = (
  'V1Binding V1TokenReview V1SubjectAccessReview V1LocalSubjectAccessReview V1SelfSubjectAccessReview ' +
  'V1SelfSubjectRulesReview V1SelfSubjectReview AuthenticationV1TokenRequest V1Eviction V1Scale V1DeleteOptions V1Status'
).split(' ');

/** Comments that changed with 1.36, not with 1.35. */
const UNTIL_35 = new Set(['V1PodSpec.hostUsers']);

/** Whose older words are kept too; elsewhere nobody will miss them, and the package must stay small. */
const WITH_HISTORY = ['core', 'meta', 'apps', 'batch', 'networking', 'storage', 'policy', 'autoscaling'];
/** Devices have long words, and no cluster here has devices. */
const WITHOUT_WORDS = ['resource'];

const models = new Map();
const comments = indexOfComments();
for (const name of [...namedModels(), ...OTHER_MODELS]) visit(name);
const sorted = [...models].sort(([a], [b]) => (a < b ? -1 : 1));
writeText('models-text.ts', 'MODELS_TEXT', sorted.map(modelLine));
writeText('descriptions-text.ts', 'DESCRIPTIONS_TEXT', sorted.flatMap(descriptionLines));
console.log(`${models.size} models`);

function fetched(name, version) {
  const folder = join(downloads, `${name.replaceAll('/', '-')}-${version}`);
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['pack', `${name}@${version}`], { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] });
    const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'));
    execFileSync('tar', ['xzf', archive], { cwd: folder });
  }
  return join(folder, 'package');
}

/** The models named by the declarations of src/kube/objects. */
function namedModels() {
  const folder = join(root, 'src/kube/objects');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => {
    const lines = readFileSync(join(folder, file), 'utf8').matchAll(/^ +schema: (.*),$/gm);
    return [...lines].flatMap(([, value]) => [...value.matchAll(/'(\w+)'/g)].map(([, model]) => model));
  });
}

function visit(name) {
  if (models.has(name)) return;
  const { attributes, required: now } = read(NEWEST, name);
  const older = CLIENTS.slice(0, -1).map((client) => ({ minor: client.minor, ...read(client, name) }));
  // What has become optional may still be left out by nobody who talks to an older server.
  const required = new Set([...now, ...older.flatMap((client) => [...client.required])]);
  const fields = new Map();
  models.set(name, fields);
  for (const attribute of attributes) {
    const id = `${name}.${attribute.baseName}`;
    const model = /[A-Z]\w+/.exec(attribute.type.replace(/^Array</, ''))?.[0];
    const type = goType(id, attribute, quantityFields(name));
    const since = SINCE[id] ?? sinceOf(older, attribute.baseName);
    const written =
      NEVER_OMITTED.has(id) && !required.has(attribute.name) ? '~' : required.has(attribute.name) ? '!' : '';
    const notation = `${written !== '' && !isStruct(attribute) ? type.replace(/^\*/, '') : type}${written}`;
    fields.set(attribute.baseName, since ? `${notation}@${since}` : notation);
    if (model && /V\d/.test(model) && model !== 'V1MicroTime') visit(model);
  }
}

/** The release after the newest one that has the model but not the field. */
function sinceOf(older, field) {
  const lacking = older.filter(
    ({ attributes }) => attributes && !attributes.some(({ baseName }) => baseName === field),
  );
  const minor = lacking.at(-1)?.minor;
  return minor === undefined ? undefined : minor + 1;
}

function read({ models: folder }, name) {
  const path = join(folder, `${name}.js`);
  if (!existsSync(path)) return { attributes: undefined, required: new Set() };
  const text = readFileSync(path, 'utf8');
  const list = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(text)?.[1] ?? '[]';
  const declaration = readFileSync(join(folder, `${name}.d.ts`), 'utf8');
  const required = [...declaration.matchAll(/^\s+'(.+)': /gm)].map(([, field]) => field);
  return { attributes: JSON.parse(list), required: new Set(required) };
}

/** `V1PodSpec core.v1 activeDeadlineSeconds:*int64 ...` */
function modelLine([name, fields]) {
  const text = [...fields].map(([field, notation]) => `${field}:${notation}`);
  return [name, packageOf(name), ...text].join(' ');
}

// ——— comments ———

/** By struct: every file that declares it, with its package. */
function indexOfComments() {
  const found = new Map();
  const walk = (folder, path) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && entry.name !== '_schemas') walk(join(folder, entry.name), [...path, entry.name]);
      const struct = /^(\w+)\.d\.ts$/.exec(entry.name)?.[1];
      if (struct && struct !== 'index') {
        found.set(struct, [...(found.get(struct) ?? []), { path, file: join(folder, entry.name) }]);
      }
    }
  };
  for (const folder of COMMENTED) walk(folder, []);
  return found;
}

/** The file that describes `RbacV1Subject`: in a folder v1, of a group that begins with rbac. */
function commentsOf(name) {
  const [, prefix, version, struct] = /^(.*?)(V\d+(?:(?:alpha|beta)\d+)?)(\w+)$/.exec(name);
  const candidates = (comments.get(struct) ?? []).filter(({ path }) => path.at(-1) === version.toLowerCase());
  const group = prefix.toLowerCase();
  const inGroup = candidates.filter(({ path }) =>
    group === 'core' ? path.length === 1 : path.length > 1 && path.at(-2).startsWith(group),
  );
  return (prefix === '' ? candidates : inGroup)[0];
}

/** `core.v1`, `rbac.v1`, `meta.v1`: the Go package, which OpenAPI names models by. */
function packageOf(name) {
  const found = commentsOf(name);
  if (!found) throw new Error(`no comments for ${name}`);
  const { path } = found;
  if (path.length === 1) return `core.${path[0]}`;
  return `${path.at(-2).split('.')[0]}.${path.at(-1)}`;
}

function quantityFields(name) {
  const { file } = commentsOf(name) ?? {};
  if (!file) return new Set();
  const text = readFileSync(file, 'utf8').split('export declare class')[0];
  const fields = text.matchAll(/"(\w+)"\??: (?:\{\s*\[key: string\]: )?IIoK8sApimachineryPkgApiResourceQuantity/g);
  return new Set([...fields].map(([, field]) => field));
}

/** The model's own line, then one for each field that has words; `name@34` are those it had until then. */
function descriptionLines([name, fields]) {
  const [goPackage] = packageOf(name).split('.');
  if (WITHOUT_WORDS.includes(goPackage)) return [];
  const text = readFileSync(commentsOf(name).file, 'utf8');
  const [declaration] = text.split('export declare class');
  const own = /((?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?)export interface/.exec(declaration)?.[1] ?? '';
  const lines = [`${name} ${wordsOf(own)}`];
  for (const [, comment, field] of declaration.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\s*"([^"]+)"\??:/g)) {
    if (!fields.has(field)) continue;
    const present = wordsOf(comment);
    lines.push(` ${field} ${present}`);
    if (!WITH_HISTORY.includes(goPackage)) continue;
    let newer = oldWords(NEWEST, name, field);
    for (const client of CLIENTS.slice(0, -1).reverse()) {
      const words = oldWords(client, name, field);
      if (words === undefined || words === newer) continue;
      newer = words;
      lines.push(` ${field}@${UNTIL_35.has(`${name}.${field}`) ? 35 : client.minor} ${withParagraphs(words, present)}`);
    }
  }
  return lines;
}

/** Gives older words, which are all in one line, the paragraphs and the list of values of the present ones. */
function withParagraphs(words, present) {
  const [prose, values] = present.split('\\n\\nPossible enum values:');
  let result = words;
  const paragraphs = prose.split('\\n\\n');
  for (const [at, paragraph] of paragraphs.slice(1).entries()) {
    const before = paragraphs[at].split(' ').slice(-2).join(' ');
    const after = paragraph.split(' ').slice(0, 3).join(' ');
    result = result.includes(`${before}  `)
      ? result.replace(`${before}  `, `${before}\\n\\n`)
      : result.replace(`  ${after}`, `\\n\\n${after}`);
  }
  return values === undefined ? result : `${result}\\n\\nPossible enum values:${values}`;
}

/** client-node has all comments in one line, and none for structs. */
function oldWords({ models: folder }, name, field) {
  const path = join(folder, `${name}.d.ts`);
  if (!existsSync(path)) return undefined;
  const comment = new RegExp(`/\\*\\*\\n\\s*\\* (.*)\\n\\s*\\*/\\n\\s*'${field.replaceAll('$', '\\$')}'\\??:`);
  const words = comment.exec(readFileSync(path, 'utf8'))?.[1].replace(/\\(["'])/g, '$1');
  return words === undefined ? undefined : withoutEscapes(words).replaceAll('\\', '\\\\');
}

/** Newer comments escape stars for a tool that makes web pages of them. */
function withoutEscapes(words) {
  return words.replaceAll('\\*', '*').replaceAll('*\u200b/', '*/');
}

/** A comment's words in one line; `\n` stands for the end of a line. */
function wordsOf(comment) {
  const lines = comment
    .replace(/^\s*\/\*\*?/, '')
    .replace(/\*\/\s*$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  return withoutEscapes(lines.join('\n').trim()).replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function writeText(file, constant, lines) {
  const text = lines.join('\n').replace(/[\\`]|\$\{/g, '\\$&');
  writeFileSync(
    join(target, file),
    `// Made by scripts/distil-schema.mjs; not edited by hand.\n\nexport const ${constant} = \`\n${text}\n\`;\n`,
  );
}
