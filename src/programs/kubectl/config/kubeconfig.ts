// A kubeconfig as kubectl reads, merges, shows and edits it: maps by name, each entry knowing the file it came from.
// Models k8s.io/client-go/tools/clientcmd.

import { printYaml } from '../../../base/yaml/print.ts';
import { readYaml, YamlError } from '../../../base/yaml/read.ts';
import { KubectlError } from '../errors.ts';

export type Fields = Record<string, unknown>;

export interface Entry {
  /** Absolute path; '' for one that is in no file yet. */
  readonly origin: string;
  readonly fields: Fields;
}

export type Section = 'clusters' | 'users' | 'contexts';

export interface MergedConfig {
  readonly clusters: Map<string, Entry>;
  readonly users: Map<string, Entry>;
  readonly contexts: Map<string, Entry>;
  currentContext: string;
}

/** What the entries of a section are called inside: `clusters: [{name, cluster: {...}}]`. */
export const MEMBER: Readonly<Record<Section, string>> = { clusters: 'cluster', users: 'user', contexts: 'context' };
export const SECTIONS: readonly Section[] = ['clusters', 'users', 'contexts'];

/** Fields in the order of the Go structs, for JSON. */
export const FIELD_ORDER: Readonly<Record<Section, readonly string[]>> = {
  clusters: [
    'server',
    'tls-server-name',
    'insecure-skip-tls-verify',
    'certificate-authority',
    'certificate-authority-data',
    'proxy-url',
    'disable-compression',
  ],
  users: [
    'client-certificate',
    'client-certificate-data',
    'client-key',
    'client-key-data',
    'token',
    'tokenFile',
    'as',
    'username',
    'password',
    'auth-provider',
    'exec',
  ],
  contexts: ['cluster', 'user', 'namespace'],
};

export const emptyConfig = (): MergedConfig => ({
  clusters: new Map(),
  users: new Map(),
  contexts: new Map(),
  currentContext: '',
});

/** Reads one file's text. Throws KubectlError with clientcmd's words. */
export function parseConfig(text: string, path: string): MergedConfig {
  let document: unknown;
  try {
    document = readYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new KubectlError(`error loading config file "${path}": yaml: ${error.message}`);
  }
  const config = emptyConfig();
  if (!isFields(document)) return config;
  for (const section of SECTIONS) {
    const entries = document[section];
    if (!Array.isArray(entries)) continue;
    for (const entry of entries) {
      if (!isFields(entry) || typeof entry.name !== 'string') continue;
      const fields = entry[MEMBER[section]];
      if (!config[section].has(entry.name))
        config[section].set(entry.name, { origin: path, fields: isFields(fields) ? fields : {} });
    }
  }
  const current = document['current-context'];
  if (typeof current === 'string') config.currentContext = current;
  return config;
}

/** Earlier files win. */
export function mergeConfigs(configs: readonly MergedConfig[]): MergedConfig {
  const merged = emptyConfig();
  for (const config of configs) {
    for (const section of SECTIONS) {
      for (const [name, entry] of config[section]) if (!merged[section].has(name)) merged[section].set(name, entry);
    }
    merged.currentContext ||= config.currentContext;
  }
  return merged;
}

/** The object `kubectl config view` prints, in the order of its JSON. */
/** Until 1.33 the preferences nobody has were written, too. */
export function configObject(config: MergedConfig, minor: number): Fields {
  const list = (section: Section): Fields[] | null => {
    const names = [...config[section].keys()].sort();
    if (names.length === 0) return null;
    return names.map((name) => ({ name, [MEMBER[section]]: ordered(section, config[section].get(name)!.fields) }));
  };
  return {
    kind: 'Config',
    apiVersion: 'v1',
    ...(minor <= 33 && { preferences: {} }),
    clusters: list('clusters'),
    users: list('users'),
    contexts: list('contexts'),
    'current-context': config.currentContext,
  };
}

/** The text of a file that holds `config`. */
export const configText = (config: MergedConfig, minor: number): string => printYaml(configObject(config, minor));

function ordered(section: Section, fields: Fields): Fields {
  const known = FIELD_ORDER[section].filter((name) => isSet(fields[name])).map((name) => [name, fields[name]]);
  const others = Object.entries(fields).filter(([name, value]) => !FIELD_ORDER[section].includes(name) && isSet(value));
  return Object.fromEntries([...known, ...others]);
}

const isSet = (value: unknown): boolean => value !== undefined && value !== '' && value !== false && value !== null;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
