// Reads YAML in the dialect of kubectl (sigs.k8s.io/yaml): YAML 1.1 words for booleans, go-yaml's numbers, dates and
// base 60 left as strings, keys turned into strings as JSON wants them. js-yaml does the parsing; its complaints are
// put into go-yaml's words, because those are what learners meet.

import {
  CORE_SCHEMA,
  defineScalarTag,
  legacyMapTag,
  load,
  type MappingTagDefinition,
  mergeTag,
  NOT_RESOLVED,
  type Schema,
  YAMLException,
} from 'js-yaml';
import { goComplaint } from './complaints.ts';

/** What go-yaml says: `line 3: mapping values are not allowed in this context`. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
}

/** kustomize reads YAML 1.2: to it `y` and `no` are texts like any other. */
export type Dialect = 'kubectl' | 'kustomize';

/** One document as JSON would hold it; undefined for an empty one. Throws YamlError. */
export function readYaml(text: string, dialect: Dialect = 'kubectl'): unknown {
  try {
    const value: unknown = load(text === '' ? '\n' : text, { schema: DIALECTS[dialect], json: true });
    return value === null ? undefined : value;
  } catch (error) {
    if (error instanceof YAMLException) {
      // An empty document is an error to js-yaml 5, nothing to Go.
      if (/^[ \t]*(#.*)?$/.test(text.replace(/\n[ \t]*(#.*)?(?=\n|$)/g, '').replace(/^---[ \t]*/, '')))
        return undefined;
      throw new YamlError(goComplaint(text, error.reason, error.mark));
    }
    throw error;
  }
}

/** The documents of a stream, split at lines of `---` as apimachinery's reader splits, so lines count per document. */
export function splitDocuments(text: string): string[] {
  const documents = text.replaceAll('\r\n', '\n').split(/^---[ \t]*(?:#.*)?(?:\n|$)/m);
  return documents.filter((document) => document.trim() !== '');
}

const boolTag = (isTrue: RegExp, isFalse: RegExp) =>
  defineScalarTag('tag:yaml.org,2002:bool', {
    implicit: true,
    implicitFirstChars: [...'yYnNtTfFoO'],
    resolve: (source) => (isTrue.test(source) ? true : isFalse.test(source) ? false : NOT_RESOLVED),
    identify: (data) => typeof data === 'boolean',
  });

const nullTag = defineScalarTag('tag:yaml.org,2002:null', {
  implicit: true,
  implicitFirstChars: ['', '~', 'n', 'N'],
  resolve: (source) => (/^(~|null|Null|NULL|)$/.test(source) ? null : NOT_RESOLVED),
  identify: (data) => data === null,
});

const intTag = defineScalarTag('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: [...'-+0123456789'],
  resolve: (source) => integer(source) ?? NOT_RESOLVED,
  identify: (data) => Number.isInteger(data),
});

const floatTag = defineScalarTag('tag:yaml.org,2002:float', {
  implicit: true,
  implicitFirstChars: [...'-+.0123456789'],
  resolve: (source) => {
    const plain = source.replaceAll('_', '');
    return /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain) ? Number(plain) : NOT_RESOLVED;
  },
  identify: (data) => typeof data === 'number',
});

/** strconv.ParseInt with base 0 after underscores are dropped: 012 → 10, 0o14 → 12, 0x1F → 31, 0b11 → 3. */
function integer(source: string): number | undefined {
  const plain = source.replaceAll('_', '');
  const parts = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(plain);
  if (!parts) return undefined;
  const [, sign, hex, binary, octal, decimal] = parts;
  const value = hex
    ? Number.parseInt(hex, 16)
    : binary
      ? Number.parseInt(binary, 2)
      : octal
        ? Number.parseInt(octal, 8)
        : Number(decimal);
  return sign === '-' ? -value : value;
}

/** JSON objects: a key that reads as true, 10 or null becomes that text. */
const mapTag: MappingTagDefinition<Record<string, unknown>, Record<string, unknown>> = {
  ...legacyMapTag,
  addPair: (carrier, key, value) => {
    carrier[String(key)] = value;
    return '';
  },
  has: () => false,
};

const dialect = (isTrue: RegExp, isFalse: RegExp): Schema =>
  CORE_SCHEMA.withTags(boolTag(isTrue, isFalse), nullTag, intTag, floatTag, mergeTag, mapTag);

const DIALECTS: Readonly<Record<Dialect, Schema>> = {
  kubectl: dialect(/^(y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/, /^(n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/),
  kustomize: dialect(/^(true|True|TRUE)$/, /^(false|False|FALSE)$/),
};
