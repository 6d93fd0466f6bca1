// The two layouts of `kubectl explain`. Models kubectl/pkg/explain/v2/templates/plaintext.tmpl, and the older
// pkg/explain for `--output plaintext-openapiv2`.

import { isRecord } from '../../../base/json.ts';
import type { Schema, SchemaTree } from './schema.ts';
import { indented, wrapWords } from './wrap.ts';

export interface Explained {
  readonly tree: SchemaTree;
  readonly schema: Schema;
  /** The last of the path; undefined for the kind itself. */
  readonly field: string | undefined;
  readonly recursive: boolean;
}

const LINE = 80;

export function plaintext({ tree, schema, field, recursive }: Explained): string {
  const values = Array.isArray(schema.enum) ? schema.enum : [];
  const list = values.length > 0 ? `ENUM:\n${values.map((value) => `    ${value}\n`).join('')}` : '\n';
  const title = field === undefined ? '' : `FIELD: ${field} <${tree.typeName(schema)}>\n${list}\n`;
  const words = tree.descriptionsOf(schema);
  const description =
    words.length === 0 ? '    <empty>' : indented(words.map((text) => `${wrapWords(text, LINE - 4)}\n`).join(''), 4);
  const fields = fieldList(tree, schema, 1, recursive, []);
  return `${title}DESCRIPTION:\n${description}\n${fields === '' ? '' : `FIELDS:\n${fields}`}\n`;
}

/** A type inside itself (JSONSchemaProps) is named but not opened again. */
function fieldList(
  tree: SchemaTree,
  schema: Schema,
  level: number,
  recursive: boolean,
  above: readonly (Schema | undefined)[],
): string {
  const holder = tree.holderOf(schema);
  const margin = '  '.repeat(level);
  let text = '';
  for (const [name, field] of Object.entries(tree.propertiesOf(schema)).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!isRecord(field)) continue;
    text += `${margin}${name}\t<${tree.typeName(field)}>${tree.isRequired(schema, name) ? ' -required-' : ''}\n`;
    if (Array.isArray(field.enum)) text += `${margin}enum: ${shortList(field.enum)}\n`;
    if (!recursive) {
      const words = typeof field.description === 'string' && field.description !== '' ? field.description : undefined;
      text += `${indented(words === undefined ? '<no description>' : wrapWords(words, LINE - 4), 4)}\n\n`;
    } else if (![...above, holder].includes(tree.holderOf(field))) {
      text += fieldList(tree, field, level + 1, true, [...above, holder]);
    }
  }
  return text;
}

const SHOWN_VALUES = 4;

/** `Always, IfNotPresent, Never`; of many only the first. */
function shortList(values: readonly unknown[]): string {
  const shown = values.slice(0, SHOWN_VALUES).map((value) => (value === '' ? '""' : String(value)));
  return values.length > SHOWN_VALUES ? `${shown.join(', ')}, ....` : shown.join(', ');
}

// ——— the older layout ———

const OLD_INDENT = 5;
const OLD_STEP = 3;

export function plaintextV2({ tree, schema, field, recursive }: Explained): string {
  const holder = tree.holderOf(schema);
  const label = holder ? 'RESOURCE:' : 'FIELD:   ';
  const title = field === undefined ? '' : `${label} ${field} <${oldType(tree, schema)}>\n\n`;
  const words = tree.descriptionsOf(schema);
  const paragraphs = words.length === 0 ? ['<empty>'] : words;
  const description = paragraphs.map((text) => `${oldParagraph(text)}\n`).join('\n');
  if (!holder) return `${title}DESCRIPTION:\n${description}`;
  return `${title}DESCRIPTION:\n${description}\nFIELDS:\n${oldFields(tree, schema, OLD_STEP, recursive, [])}\n`.replace(
    /\n\n\n$/,
    '\n\n',
  );
}

const oldParagraph = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => indented(wrapWords(line, LINE - OLD_INDENT), OLD_INDENT))
    .join('\n\n');

function oldFields(
  tree: SchemaTree,
  schema: Schema,
  margin: number,
  recursive: boolean,
  above: readonly (Schema | undefined)[],
): string {
  const holder = tree.holderOf(schema);
  let text = '';
  for (const [name, field] of Object.entries(tree.propertiesOf(schema)).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!isRecord(field)) continue;
    const required = tree.isRequired(schema, name) && !recursive ? ' -required-' : '';
    text += `${' '.repeat(margin)}${name}\t<${oldType(tree, field)}>${required}\n`;
    if (!recursive) {
      const [words = '<no description>'] = tree.descriptionsOf(field);
      text += `${oldParagraph(words)}\n\n`;
    } else if (![...above, holder].includes(tree.holderOf(field))) {
      text += oldFields(tree, field, margin + OLD_STEP, true, [...above, holder]);
    }
  }
  return text;
}

/** All structs are objects. */
function oldType(tree: SchemaTree, schema: Schema): string {
  if (isRecord(schema.items)) return `[]${oldType(tree, schema.items)}`;
  if (isRecord(schema.additionalProperties)) return `map[string]${oldType(tree, schema.additionalProperties)}`;
  const type = tree.referred(schema)?.schema.type ?? schema.type;
  if (tree.referred(schema)?.schema.oneOf) return 'string';
  return typeof type === 'string' && type !== 'object' ? type : 'Object';
}
