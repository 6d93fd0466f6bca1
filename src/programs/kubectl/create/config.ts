// kubectl create configmap and secret: values from literals, files, directories and env files.

import { toBase64 } from '../../../base/base64.ts';
import { decode, encode } from '../../../base/bytes.ts';
import { goJson } from '../../../base/go-json.ts';
import { SystemError } from '../../../linux/errors.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { type Fields, type Generator, metadataOf } from './generators.ts';
import { withHashedName } from './name-hash.ts';

const SOURCES = ['from-file', 'from-literal', 'from-env-file', 'append-hash'];

export const configmap: Generator = {
  name: 'configmap',
  flags: SOURCES,
  *make(invocation, name) {
    const values = yield* readSources(invocation);
    const data: Fields = {};
    const binaryData: Fields = {};
    for (const [key, bytes] of values) {
      if (isText(bytes)) data[key] = decode(bytes);
      else binaryData[key] = toBase64(bytes);
    }
    return named(invocation, {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: metadataOf(invocation, { name }),
      data: orNothing(data),
      binaryData: orNothing(binaryData),
    });
  },
};

export const secretGeneric: Generator = {
  name: 'secret generic',
  flags: [...SOURCES, 'type'],
  *make(invocation, name) {
    const values = yield* readSources(invocation);
    const data = Object.fromEntries([...values].map(([key, bytes]) => [key, toBase64(bytes)]));
    return secret(invocation, name, data, invocation.flags.string('type'));
  },
};

function* readPart(invocation: Invocation, path: string): Task<Uint8Array> {
  try {
    return yield* invocation.readFile(path);
  } catch (error) {
    throw error instanceof KubectlError ? new KubectlError(`Cannot read file ${path}, ${error.message}`) : error;
  }
}

export const secretTls: Generator = {
  name: 'secret tls',
  flags: ['cert', 'key', 'append-hash'],
  *make(invocation, name) {
    const { flags } = invocation;
    if (flags.string('cert') === '' || flags.string('key') === '')
      throw new KubectlError('key and cert must be specified');
    const certificate = yield* readPart(invocation, flags.string('cert'));
    const key = yield* readPart(invocation, flags.string('key'));
    if (!decode(certificate).includes('-----BEGIN')) {
      throw new KubectlError('tls: failed to find any PEM data in certificate input');
    }
    if (!decode(key).includes('-----BEGIN')) throw new KubectlError('tls: failed to find any PEM data in key input');
    return secret(
      invocation,
      name,
      { 'tls.crt': toBase64(certificate), 'tls.key': toBase64(key) },
      'kubernetes.io/tls',
    );
  },
};

export const secretDockerRegistry: Generator = {
  name: 'secret docker-registry',
  flags: ['docker-username', 'docker-password', 'docker-email', 'docker-server', 'from-file', 'append-hash'],
  *make(invocation, name) {
    const { flags } = invocation;
    const type = 'kubernetes.io/dockerconfigjson';
    if (flags.list('from-file').length > 0) {
      const values = yield* readSources(invocation);
      return secret(
        invocation,
        name,
        Object.fromEntries([...values].map(([key, bytes]) => [key, toBase64(bytes)])),
        type,
      );
    }
    const username = flags.string('docker-username');
    const password = flags.string('docker-password');
    if (username === '' || password === '') {
      throw new KubectlError(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      );
    }
    const entry = {
      username,
      password,
      email: flags.string('docker-email') || undefined,
      auth: toBase64(encode(`${username}:${password}`)),
    };
    const config = goJson({ auths: { [flags.string('docker-server')]: entry } });
    return secret(invocation, name, { '.dockerconfigjson': toBase64(encode(config)) }, type);
  },
};

function secret(invocation: Invocation, name: string, data: Fields, type: string): Fields {
  return named(invocation, {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: metadataOf(invocation, { name }),
    data: orNothing(data),
    type: type || undefined,
  });
}

const orNothing = (fields: Fields): Fields | undefined => {
  const keys = Object.keys(fields).sort();
  return keys.length > 0 ? Object.fromEntries(keys.map((key) => [key, fields[key]])) : undefined;
};

const isText = (bytes: Uint8Array): boolean => !decode(bytes).includes('\ufffd');

const named = (invocation: Invocation, object: Fields): Fields =>
  invocation.flags.bool('append-hash') ? withHashedName(object) : object;

function* readSources(invocation: Invocation): Task<Map<string, Uint8Array>> {
  const { flags } = invocation;
  const values = new Map<string, Uint8Array>();
  const envFiles = flags.has('from-env-file') ? flags.list('from-env-file') : [];
  const literals = flags.has('from-literal') ? flags.list('from-literal') : [];
  if (envFiles.length > 0 && (literals.length > 0 || flags.list('from-file').length > 0)) {
    throw new KubectlError('from-env-file cannot be combined with from-file or from-literal');
  }
  const add = (key: string, bytes: Uint8Array) => {
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) {
      throw new KubectlError(
        `${JSON.stringify(key)} is not a valid key name for a ConfigMap: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
      );
    }
    if (values.has(key)) {
      throw new KubectlError(
        `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ConfigMap ${JSON.stringify(invocation.args[0])}`,
      );
    }
    values.set(key, bytes);
  };
  for (const literal of literals) {
    const equals = literal.indexOf('=');
    if (equals <= 0) throw new KubectlError(`invalid literal source ${literal}, expected key=value`);
    add(literal.slice(0, equals), encode(literal.slice(equals + 1).replace(/^(["'])(.*)\1$/s, '$2')));
  }
  for (const source of flags.list('from-file')) {
    for (const [key, bytes] of fileValues(invocation, source)) add(key, bytes);
  }
  for (const path of envFiles) for (const [key, value] of envValues(invocation, path)) add(key, encode(value));
  return values;
}

function fileValues(invocation: Invocation, source: string): [string, Uint8Array][] {
  const equals = source.indexOf('=');
  const path = equals < 0 ? source : source.slice(equals + 1);
  const { files, credentials } = invocation.process;
  const absolute = invocation.process.absolute(path);
  return reading(path, () => {
    if (!files.isDirectory(absolute, credentials)) {
      files.stat(absolute, credentials);
      const key = equals < 0 ? path.slice(path.lastIndexOf('/') + 1) : source.slice(0, equals);
      return [[key, files.readFile(absolute, credentials)]];
    }
    if (equals >= 0) throw new KubectlError('cannot give a key name for a directory path');
    return files
      .readDirectory(absolute, credentials)
      .sort()
      .filter((name) => files.stat(`${absolute}/${name}`, credentials).type === 'file')
      .map((name) => [name, files.readFile(`${absolute}/${name}`, credentials)]);
  });
}

function envValues(invocation: Invocation, path: string): [string, string][] {
  const { files, credentials, environment } = invocation.process;
  const text = reading(path, () => files.readText(invocation.process.absolute(path), credentials));
  const values: [string, string][] = [];
  text.split('\n').forEach((raw, at) => {
    const line = raw.trimStart();
    if (line === '' || line.startsWith('#')) return;
    const [key, ...rest] = line.split('=');
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key)) {
      throw new KubectlError(`"${key}" is not a valid key name (line ${at + 1})`);
    }
    values.push([key, rest.length > 0 ? rest.join('=').replace(/\r$/, '') : (environment.get(key) ?? '')]);
  });
  return values;
}

function reading<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const reason =
      error.code === 'ENOENT' ? 'no such file or directory' : error.message.split(': ').at(-1)?.toLowerCase();
    throw new KubectlError(`error reading ${path}: ${reason}`);
  }
}
