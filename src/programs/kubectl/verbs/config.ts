// kubectl config: what the kubeconfig files say, and changing them.

import { fromBase64, toBase64 } from '../../../base/base64.ts';
import { encode } from '../../../base/bytes.ts';
import { goJson } from '../../../base/go-json.ts';
import { SystemError } from '../../../linux/errors.ts';
import type { Task } from '../../../sim/task.ts';
import {
  configObject,
  configText,
  emptyConfig,
  FIELD_ORDER,
  type Fields,
  type MergedConfig,
  parseConfig,
  SECTIONS,
  type Section,
} from '../config/kubeconfig.ts';
import { KubectlError } from '../errors.ts';
import { goFileError, type Invocation } from '../invocation.ts';
import { printerFor } from '../print/objects.ts';
import { ColumnWidths } from '../print/table.ts';
import { textOf } from '../resources/objects.ts';
import { PRINTING, type Verb, WrongArguments } from './verb.ts';

const EXEC_FLAGS = [
  'exec-api-version',
  'exec-arg',
  'exec-command',
  'exec-env',
  'exec-interactive-mode',
  'exec-provide-cluster-info',
];

export const config: readonly Verb[] = [
  { name: 'config view', flags: [...PRINTING, 'flatten', 'merge', 'minify', 'raw'], run: view },
  { name: 'config current-context', flags: [], run: currentContext },
  { name: 'config get-contexts', flags: ['no-headers', 'output'], run: getContexts },
  { name: 'config get-clusters', flags: [], run: (invocation) => names(invocation, 'clusters') },
  { name: 'config get-users', flags: [], run: (invocation) => names(invocation, 'users') },
  { name: 'config use-context', flags: [], run: useContext },
  { name: 'config rename-context', flags: [], run: renameContext },
  { name: 'config delete-context', flags: [], run: (invocation) => remove(invocation, 'contexts', 'context') },
  { name: 'config delete-cluster', flags: [], run: (invocation) => remove(invocation, 'clusters', 'cluster') },
  { name: 'config delete-user', flags: [], run: (invocation) => remove(invocation, 'users', 'user') },
  { name: 'config set', flags: ['set-raw-bytes'], run: setProperty },
  { name: 'config unset', flags: [], run: unsetProperty },
  { name: 'config set-context', flags: ['current'], run: setContext },
  { name: 'config set-cluster', flags: ['embed-certs'], run: setCluster },
  {
    name: 'config set-credentials',
    flags: ['embed-certs', 'username', 'password', ...EXEC_FLAGS],
    run: setCredentials,
  },
];

/** A program that knows how to log in. */
function execOf({ flags }: Invocation): Fields | undefined {
  const command = flags.string('exec-command');
  if (command === '') return undefined;
  const version = flags.string('exec-api-version');
  if (version === '') throw new KubectlError('exec API version is required');
  const env = flags.list('exec-env').map((pair) => {
    const [name, ...value] = pair.split('=');
    return { name, value: value.join('=') };
  });
  const mode = flags.string('exec-interactive-mode');
  return {
    apiVersion: version,
    args: flags.list('exec-arg').length > 0 ? flags.list('exec-arg') : null,
    command,
    env: env.length > 0 ? env : null,
    ...(mode !== '' && { interactiveMode: mode }),
    provideClusterInfo: flags.bool('exec-provide-cluster-info'),
  };
}

// ——— looking ———

function* view(invocation: Invocation): Task<number> {
  const { flags, args } = invocation;
  if (args.length > 0) throw invocation.usageError(`unexpected arguments: [${args.join(' ')}]`);
  let shown = invocation.config.merged;
  if (flags.bool('minify')) shown = minified(invocation, shown);
  if (flags.bool('flatten')) shown = flattened(invocation, shown);
  if (!flags.bool('raw') && !flags.bool('flatten')) shown = redacted(shown);
  const object = configObject(shown, invocation.minor);
  const output = flags.string('output');
  if (output === '' || output === 'yaml') {
    yield* invocation.print(configText(shown, invocation.minor));
    return 0;
  }
  const printer = yield* printerFor(invocation, { asMade: true });
  yield* invocation.print(printer?.print(object) ?? `${goJson(object, '    ')}\n`);
  return 0;
}

function minified(invocation: Invocation, merged: MergedConfig): MergedConfig {
  const name = invocation.config.contextName;
  const context = merged.contexts.get(name);
  if (name === '' || !context) throw new KubectlError(`cannot locate context ${name}`);
  const part = (section: Section, key: string) => {
    const entry = merged[section].get(key);
    return entry ? new Map([[key, entry]]) : new Map();
  };
  return {
    contexts: new Map([[name, context]]),
    clusters: part('clusters', textOf(context.fields, 'cluster')),
    users: part('users', textOf(context.fields, 'user')),
    currentContext: name,
  };
}

const SECRETS: Readonly<Record<string, string>> = {
  'certificate-authority-data': 'DATA+OMITTED',
  'client-certificate-data': 'DATA+OMITTED',
  'client-key-data': 'DATA+OMITTED',
  token: 'REDACTED',
  password: 'REDACTED',
};

const redacted = (merged: MergedConfig): MergedConfig =>
  mapFields(merged, (fields) =>
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [key, value !== '' && SECRETS[key] ? SECRETS[key] : value]),
    ),
  );

/** Files become the data in them. */
const flattened = (invocation: Invocation, merged: MergedConfig): MergedConfig =>
  mapFields(merged, (fields) => {
    const flat = { ...fields };
    for (const key of ['certificate-authority', 'client-certificate', 'client-key']) {
      const path = textOf(fields, key);
      if (path === '') continue;
      flat[`${key}-data`] = toBase64(readBytes(invocation, path));
      delete flat[key];
    }
    return flat;
  });

function mapFields(merged: MergedConfig, change: (fields: Fields) => Fields): MergedConfig {
  const map = (section: Section) =>
    new Map([...merged[section]].map(([name, entry]) => [name, { ...entry, fields: change(entry.fields) }]));
  return {
    clusters: map('clusters'),
    users: map('users'),
    contexts: map('contexts'),
    currentContext: merged.currentContext,
  };
}

function readBytes(invocation: Invocation, path: string): Uint8Array {
  const { files, credentials } = invocation.process;
  try {
    return files.readFile(invocation.process.absolute(path), credentials);
  } catch (error) {
    throw goFileError(error, 'open', path);
  }
}

function* currentContext(invocation: Invocation): Task<number> {
  const { currentContext: name } = invocation.config.merged;
  if (name === '') throw new KubectlError('current-context is not set');
  yield* invocation.print(`${name}\n`);
  return 0;
}

function* getContexts(invocation: Invocation): Task<number> {
  const { flags, args } = invocation;
  const output = flags.string('output');
  if (output !== '' && output !== 'name') {
    throw new KubectlError(
      `--output ${output} is not available in kubectl config get-contexts; resetting to default output format`,
    );
  }
  const { contexts, currentContext: current } = invocation.config.merged;
  const wanted = args.length > 0 ? args : [...contexts.keys()].sort();
  const rows: string[][] = [];
  const missing: string[] = [];
  for (const name of wanted) {
    const context = contexts.get(name);
    if (!context) {
      missing.push(name);
      continue;
    }
    const [cluster, user, namespace] = ['cluster', 'user', 'namespace'].map((field) => textOf(context.fields, field));
    rows.push([name === current ? '*' : '', name, cluster, user, namespace]);
  }
  if (output === 'name') yield* invocation.print(rows.map((row) => `${row[1]}\n`).join(''));
  else {
    if (!flags.bool('no-headers')) rows.unshift(['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']);
    yield* invocation.print(new ColumnWidths().pad(rows));
  }
  if (missing.length > 0) throw new KubectlError(missing.map((name) => `context ${name} not found`).join('\n'));
  return 0;
}

function* names(invocation: Invocation, section: Section): Task<number> {
  const all = [...invocation.config.merged[section].keys()].sort();
  yield* invocation.print(`NAME\n${all.map((name) => `${name}\n`).join('')}`);
  return 0;
}

// ——— changing ———

/** The file a new entry goes to: the last existing one of KUBECONFIG, or the only one. */
function fileForNew(invocation: Invocation): string {
  const { files, credentials } = invocation.process;
  const paths = invocation.config.files;
  return (
    [...paths].reverse().find((path) => files.exists(path, credentials)) ??
    paths.at(-1) ??
    invocation.config.defaultFile
  );
}

/** Reads one file, changes it, writes it back. */
function editFile(invocation: Invocation, path: string, change: (config: MergedConfig) => void): void {
  const { files, credentials } = invocation.process;
  try {
    const content = files.exists(path, credentials)
      ? parseConfig(files.readText(path, credentials), path)
      : emptyConfig();
    change(content);
    shortenPaths(content, path);
    files.makeDirectory(path.slice(0, path.lastIndexOf('/')) || '/', { recursive: true, who: credentials });
    files.writeFile(path, configText(content, invocation.minor), { mode: 0o600, who: credentials });
  } catch (error) {
    if (error instanceof SystemError) throw goFileError(error, 'open', path);
    throw error;
  }
}

/** Files beside or below the kubeconfig are named from there. */
function shortenPaths(config: MergedConfig, path: string): void {
  const directory = `${path.slice(0, path.lastIndexOf('/'))}/`;
  for (const { fields } of [...config.clusters.values(), ...config.users.values()]) {
    for (const key of ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile']) {
      const file = fields[key];
      if (typeof file === 'string' && file.startsWith(directory)) fields[key] = file.slice(directory.length);
    }
  }
}

function setEntry(invocation: Invocation, section: Section, name: string, change: (fields: Fields) => void): boolean {
  const existing = invocation.config.merged[section].get(name);
  editFile(invocation, existing?.origin || fileForNew(invocation), (content) => {
    const fields = { ...content[section].get(name)?.fields };
    change(fields);
    content[section].set(name, { origin: '', fields });
  });
  return existing !== undefined;
}

/** The current context is written where it is set already, else into the first file. */
function writeCurrentContext(invocation: Invocation, name: string): void {
  const { files, credentials } = invocation.process;
  const existing = invocation.config.files.filter((path) => files.exists(path, credentials));
  const holder = existing.find((path) => parseConfig(files.readText(path, credentials), path).currentContext !== '');
  editFile(invocation, holder ?? existing[0] ?? fileForNew(invocation), (content) => {
    content.currentContext = name;
  });
}

function* useContext(invocation: Invocation): Task<number> {
  const { args } = invocation;
  if (args.length !== 1) throw new WrongArguments(`Unexpected args: [${args.join(' ')}]`);
  if (!invocation.config.merged.contexts.has(args[0]))
    throw new KubectlError(`no context exists with the name: "${args[0]}"`);
  writeCurrentContext(invocation, args[0]);
  yield* invocation.print(`Switched to context "${args[0]}".\n`);
  return 0;
}

function* renameContext(invocation: Invocation): Task<number> {
  const { args } = invocation;
  if (args.length !== 2) throw new WrongArguments(`Unexpected args: [${args.join(' ')}]`);
  const [from, to] = args;
  const { contexts, currentContext: current } = invocation.config.merged;
  const entry = contexts.get(from);
  if (!entry) throw new KubectlError(`cannot rename the context "${from}", it's not in ${fileForNew(invocation)}`);
  if (contexts.has(to)) {
    throw new KubectlError(
      `cannot rename the context "${from}", the context "${to}" already exists in ${fileForNew(invocation)}`,
    );
  }
  editFile(invocation, entry.origin, (content) => {
    content.contexts.delete(from);
    content.contexts.set(to, entry);
  });
  if (current === from) writeCurrentContext(invocation, to);
  yield* invocation.print(`Context "${from}" renamed to "${to}".\n`);
  return 0;
}

function* remove(invocation: Invocation, section: Section, noun: string): Task<number> {
  const { args } = invocation;
  if (args.length !== 1) throw new WrongArguments('');
  const [name] = args;
  const entry = invocation.config.merged[section].get(name);
  const file = fileForNew(invocation);
  if (!entry) throw new KubectlError(`cannot delete ${noun} ${name}, not in ${file}`);
  if (section === 'contexts' && invocation.config.merged.currentContext === name) {
    yield* invocation.process.complain(
      'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
    );
  }
  editFile(invocation, entry.origin, (content) => content[section].delete(name));
  yield* invocation.print(`deleted ${noun} ${name} from ${file}\n`);
  return 0;
}

// ——— single properties ———

function* setProperty(invocation: Invocation): Task<number> {
  const { args, flags } = invocation;
  if (args.length !== 2) throw new WrongArguments(`Unexpected args: [${args.join(' ')}]`);
  const [path, value] = args;
  const property = propertyAt(path);
  if (property.section === undefined) writeCurrentContext(invocation, value);
  else if (property.field === undefined) {
    throw new KubectlError(`unable to parse ${path}: a whole ${property.section} entry has no value`);
  } else {
    const { section, name, field } = property;
    const parsed = fieldValue(field, value, flags.bool('set-raw-bytes'));
    setEntry(invocation, section, name, (fields) => {
      fields[field] = parsed;
    });
  }
  yield* invocation.print(`Property "${path}" set.\n`);
  return 0;
}

function* unsetProperty(invocation: Invocation): Task<number> {
  const { args } = invocation;
  if (args.length !== 1) throw new WrongArguments(`Unexpected args: [${args.join(' ')}]`);
  const [path] = args;
  const { section, name, field } = propertyAt(path);
  if (section === undefined) writeCurrentContext(invocation, '');
  else {
    const entry = invocation.config.merged[section].get(name);
    if (entry) {
      editFile(invocation, entry.origin, (content) => {
        if (field === undefined) content[section].delete(name);
        else delete content[section].get(name)?.fields[field];
      });
    }
  }
  yield* invocation.print(`Property "${path}" unset.\n`);
  return 0;
}

interface Property {
  /** Missing: the current context. */
  readonly section?: Section;
  readonly name: string;
  /** Missing: the whole entry. */
  readonly field?: string;
}

/** `current-context`, `users.joe`, `contexts.prod.namespace`; names may hold dots. Throws KubectlError. */
function propertyAt(path: string): Property {
  if (path === 'current-context') return { name: '' };
  const [first, ...rest] = path.split('.');
  const section = SECTIONS.find((one) => one === first);
  if (!section || rest.length === 0) throw new KubectlError(`unable to parse ${path} after [] at api.Config`);
  const last = rest.at(-1) ?? '';
  const hasField = rest.length > 1 && FIELD_ORDER[section].includes(last);
  if (rest.length > 1 && !hasField) {
    const type = { clusters: 'Cluster', users: 'AuthInfo', contexts: 'Context' }[section];
    throw new KubectlError(`unable to parse ${last} after [${first} ${rest.slice(0, -1).join('.')}] at api.${type}`);
  }
  return hasField ? { section, name: rest.slice(0, -1).join('.'), field: last } : { section, name: rest.join('.') };
}

function fieldValue(field: string, value: string, isRaw: boolean): unknown {
  if (field === 'insecure-skip-tls-verify' || field === 'disable-compression') {
    if (value !== 'true' && value !== 'false') {
      throw new KubectlError(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
    }
    return value === 'true';
  }
  if (!field.endsWith('-data')) return value;
  if (isRaw) return toBase64(encode(value));
  if (!fromBase64(value)) throw new KubectlError('error decoding data: illegal base64 data at input byte 0');
  return value;
}

function* setContext(invocation: Invocation): Task<number> {
  const { args, flags } = invocation;
  if (args.length > 1) throw new WrongArguments(`Unexpected args: [${args.join(' ')}]`);
  if (args.length === 1 && flags.bool('current')) {
    throw new KubectlError('you cannot specify both a context name and --current');
  }
  if (args.length === 0 && !flags.bool('current')) {
    throw new KubectlError('you must specify a non-empty context name or --current');
  }
  const name = args[0] ?? invocation.config.merged.currentContext;
  if (name === '') throw new KubectlError('no current context is set');
  const existed = setEntry(invocation, 'contexts', name, (fields) => {
    for (const option of ['cluster', 'user', 'namespace'])
      if (flags.changed(option)) fields[option] = flags.string(option);
  });
  yield* invocation.print(`Context "${name}" ${existed ? 'modified' : 'created'}.\n`);
  return 0;
}

/** A file given by flag: embedded as data, or by its absolute path. */
function setFile(invocation: Invocation, fields: Fields, option: string): void {
  const { flags } = invocation;
  if (!flags.changed(option)) return;
  const path = flags.string(option);
  if (path === '') {
    delete fields[option];
    delete fields[`${option}-data`];
  } else if (flags.bool('embed-certs')) {
    fields[`${option}-data`] = toBase64(readBytes(invocation, path));
    delete fields[option];
  } else {
    fields[option] = invocation.process.absolute(path);
    delete fields[`${option}-data`];
  }
}

function checkFile(invocation: Invocation, option: string): void {
  const { flags } = invocation;
  const path = flags.string(option);
  if (path === '' || !flags.bool('embed-certs')) return;
  const { files, credentials } = invocation.process;
  if (!files.exists(invocation.process.absolute(path), credentials)) {
    throw new KubectlError(`could not stat ${option} file ${path}: stat ${path}: no such file or directory`);
  }
}

function* setCluster(invocation: Invocation): Task<number> {
  const { args, flags } = invocation;
  if (args.length !== 1) throw new WrongArguments(`Unexpected args: [${args.join(' ')}]`);
  if (flags.bool('insecure-skip-tls-verify') && flags.string('certificate-authority') !== '') {
    throw new KubectlError('you cannot specify a certificate authority and insecure mode at the same time');
  }
  checkFile(invocation, 'certificate-authority');
  setEntry(invocation, 'clusters', args[0], (fields) => {
    if (flags.changed('server')) fields.server = flags.string('server').replace(/\/$/, '');
    if (flags.changed('tls-server-name')) fields['tls-server-name'] = flags.string('tls-server-name');
    if (flags.changed('insecure-skip-tls-verify')) {
      fields['insecure-skip-tls-verify'] = flags.bool('insecure-skip-tls-verify');
      if (flags.bool('insecure-skip-tls-verify')) {
        delete fields['certificate-authority'];
        delete fields['certificate-authority-data'];
      }
    }
    if (flags.string('certificate-authority') !== '') fields['insecure-skip-tls-verify'] = false;
    setFile(invocation, fields, 'certificate-authority');
  });
  yield* invocation.print(`Cluster "${args[0]}" set.\n`);
  return 0;
}

function* setCredentials(invocation: Invocation): Task<number> {
  const { args, flags } = invocation;
  if (args.length !== 1) throw new WrongArguments(`Unexpected args: [${args.join(' ')}]`);
  const methods: string[] = [];
  if (flags.string('token') !== '') methods.push('--token');
  if (flags.string('username') !== '' || flags.string('password') !== '') methods.push('--username/--password');
  if (methods.length > 1) {
    throw new KubectlError(
      `you cannot specify more than one authentication method at the same time: ${methods.join(', ')}`,
    );
  }
  for (const option of ['client-certificate', 'client-key']) checkFile(invocation, option);
  const exec = execOf(invocation);
  setEntry(invocation, 'users', args[0], (fields) => {
    for (const option of ['client-certificate', 'client-key']) setFile(invocation, fields, option);
    for (const option of ['token', 'username', 'password']) {
      if (flags.changed(option)) fields[option] = flags.string(option);
    }
    if (flags.string('token') !== '') {
      delete fields.username;
      delete fields.password;
    } else if (methods.length > 0) delete fields.token;
    if (exec) fields.exec = exec;
  });
  yield* invocation.print(`User "${args[0]}" set.\n`);
  return 0;
}
