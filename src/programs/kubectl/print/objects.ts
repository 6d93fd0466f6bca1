// The output formats of -o that show objects: json, yaml, name, jsonpath, go-template, custom-columns. Tables are in table.ts.

import { goJson, sortedKeys } from '../../../base/go-json.ts';
import { type GoTemplate, GoTemplateError, parseGoTemplate } from '../../../base/go-template.ts';
import { type JsonPath, JsonPathError, parseJsonPath, relaxedJsonPath } from '../../../base/jsonpath.ts';
import { printYaml } from '../../../base/yaml/print.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError, NotSimulated } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { type AnyObject, isObject } from '../resources/objects.ts';
import { ColumnWidths } from './table.ts';

/** Gives the text for one object (or list). Printing again may need a separator. */
export interface ObjectPrinter {
  print(object: unknown): string;
}

const TEMPLATES = ['go-template', 'go-template-file', 'template', 'templatefile'];
const JSONPATHS = ['jsonpath', 'jsonpath-as-json', 'jsonpath-file'];
const COLUMNS = ['custom-columns', 'custom-columns-file'];

/** `kyaml` came with 1.34. */
const formatsOf = (minor: number): string[] =>
  minor >= 34 ? ['json', 'kyaml', 'name', 'yaml'] : ['json', 'name', 'yaml'];

export interface Formats {
  /** Also `wide` and custom columns: the formats of get. */
  readonly tables?: boolean;
  /** The object is made here: JSON shows its fields as made, like a Go struct's. Others have sorted keys. */
  readonly asMade?: boolean;
}

/**
 * The printer -o asks for; undefined for none and for `wide`.
 * Throws `unable to match a printer suitable for the output format "foo", allowed formats are: ...`.
 */
export function* printerFor(invocation: Invocation, formats: Formats = {}): Task<ObjectPrinter | undefined> {
  const { flags } = invocation;
  const output = flags.string('output');
  const equals = output.indexOf('=');
  const name = equals < 0 ? output : output.slice(0, equals);
  const argument = equals < 0 ? undefined : output.slice(equals + 1);
  const showManaged = flags.bool('show-managed-fields');
  const shown = (object: unknown) => (showManaged ? object : withoutManagedFields(object));
  switch (name) {
    case '':
      if (flags.string('template') === '') return undefined;
      return goTemplatePrinter(invocation, flags.string('template'));
    case 'json':
      return { print: (object) => `${goJson(formats.asMade ? shown(object) : sortedKeys(shown(object)), '    ')}\n` };
    case 'yaml':
      return yamlPrinter(shown);
    case 'name':
      return { print: (object) => namesOf(object) };
    default:
      break;
  }
  if (formats.tables && name === 'wide') return undefined;
  if (JSONPATHS.includes(name)) return jsonPathPrinter(yield* templateOf(invocation, name, argument), name);
  if (formats.tables && COLUMNS.includes(name))
    return columnsPrinter(invocation, yield* columnsOf(invocation, name, argument));
  if (TEMPLATES.includes(name)) return goTemplatePrinter(invocation, yield* templateOf(invocation, name, argument));
  if (name === 'kyaml' && invocation.minor >= 34) throw new NotSimulated(`${invocation.path} -o ${name}`);
  const allowed = [...formatsOf(invocation.minor), ...TEMPLATES, ...JSONPATHS];
  if (formats.tables) allowed.push('wide', ...COLUMNS);
  throw new KubectlError(
    `unable to match a printer suitable for the output format "${output}", allowed formats are: ${allowed.sort().join(',')}`,
  );
}

/** A second document is set off by `---`. */
function yamlPrinter(shown: (object: unknown) => unknown): ObjectPrinter {
  let printed = 0;
  return {
    print: (object) => {
      printed++;
      return `${printed > 1 ? '---\n' : ''}${printYaml(shown(object))}`;
    },
  };
}

function namesOf(object: unknown): string {
  if (!isObject(object)) return '';
  if (Array.isArray(object.items)) return object.items.map(namesOf).join('');
  return `${nameOf(object as AnyObject)}\n`;
}

/** `pod/web`, `deployment.apps/web` */
export function nameOf(object: AnyObject): string {
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
  const kind = object.kind.toLowerCase();
  return `${group === '' ? kind : `${kind}.${group}`}/${object.metadata.name}`;
}

export function withoutManagedFields(object: unknown): unknown {
  if (!isObject(object)) return object;
  if (Array.isArray(object.items)) return { ...object, items: object.items.map(withoutManagedFields) };
  if (!isObject(object.metadata) || object.metadata.managedFields === undefined) return object;
  const { managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

// ——— jsonpath ———

function* templateOf(invocation: Invocation, name: string, argument: string | undefined): Task<string> {
  const template = argument ?? invocation.flags.string('template');
  if (template === '') throw new KubectlError('template format specified but no template given');
  if (!['jsonpath-file', 'go-template-file', 'templatefile'].includes(name)) return template;
  try {
    return yield* invocation.readText(template);
  } catch (error) {
    if (error instanceof KubectlError) {
      throw new KubectlError(`error reading --template ${template}, ${error.message}\n`);
    }
    throw error;
  }
}

function goTemplatePrinter(invocation: Invocation, source: string): ObjectPrinter {
  let template: GoTemplate;
  try {
    template = parseGoTemplate(source, invocation.flags.bool('allow-missing-template-keys'));
  } catch (error) {
    if (!(error instanceof GoTemplateError)) throw error;
    throw new KubectlError(`error parsing template ${source}, template: output:1: ${error.message}`);
  }
  return {
    print: (object) => {
      try {
        return template.text(object);
      } catch (error) {
        if (!(error instanceof GoTemplateError)) throw error;
        throw new KubectlError(
          `error executing template ${JSON.stringify(source)}: template: output:1: executing "output": ${error.message}`,
        );
      }
    },
  };
}

function jsonPathPrinter(template: string, name: string): ObjectPrinter {
  let path: JsonPath;
  try {
    path = parseJsonPath(template);
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    throw new KubectlError(`error parsing jsonpath ${template}, ${error.message}`);
  }
  return {
    print: (object) => {
      try {
        if (name !== 'jsonpath-as-json') return path.text(object);
        return `${goJson(sortedKeys(path.results(object).flat()), '    ')}\n`;
      } catch (error) {
        if (!(error instanceof JsonPathError)) throw error;
        throw new KubectlError(
          `error executing jsonpath ${JSON.stringify(template)}: ${debugText(template, object, error)}`,
        );
      }
    },
  };
}

const debugText = (template: string, object: unknown, error: JsonPathError): string =>
  `Error executing template: ${error.message}. Printing more information for debugging the template:
\ttemplate was:
\t\t${template}
\tobject given to jsonpath engine was:
\t\t${goSyntax(object)}


`;

/** fmt's %#v of decoded JSON. */
function goSyntax(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (isObject(value)) {
    const keys = Object.keys(value).sort();
    return `map[string]interface {}{${keys.map((key) => `${JSON.stringify(key)}:${goSyntax(value[key])}`).join(', ')}}`;
  }
  if (value === null) return 'interface {}(nil)';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

// ——— custom columns ———

interface CustomColumn {
  readonly header: string;
  readonly path: JsonPath;
}

function* columnsOf(invocation: Invocation, name: string, argument: string | undefined): Task<CustomColumn[]> {
  if (!argument) throw new KubectlError('custom-columns format specified but no custom columns given');
  if (name === 'custom-columns') return parseColumns(argument);
  const [headers = '', paths = ''] = (yield* invocation.readText(argument)).split('\n');
  const names = headers.trim().split(/\s+/);
  const fields = paths.trim().split(/\s+/);
  return parseColumns(names.map((header, at) => `${header}:${fields[at] ?? ''}`).join(','));
}

function parseColumns(spec: string): CustomColumn[] {
  return spec.split(/,(?![^[(]*[\])])/).map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) {
      throw new KubectlError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    }
    try {
      return { header: part.slice(0, colon), path: parseJsonPath(relaxedJsonPath(part.slice(colon + 1))) };
    } catch (error) {
      if (!(error instanceof JsonPathError)) throw error;
      throw new KubectlError(error.message);
    }
  });
}

function columnsPrinter(invocation: Invocation, columns: readonly CustomColumn[]): ObjectPrinter {
  const widths = new ColumnWidths();
  let hasHeader = invocation.flags.bool('no-headers');
  return {
    print: (object) => {
      const items = isObject(object) && Array.isArray(object.items) ? object.items : [object];
      const rows = items.map((item) => columns.map((column) => columnText(column, item)));
      if (!hasHeader) rows.unshift(columns.map((column) => column.header));
      hasHeader = true;
      return widths.pad(rows);
    },
  };
}

function columnText(column: CustomColumn, object: unknown): string {
  let values: unknown[];
  try {
    values = column.path.results(object).flat();
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    throw new KubectlError(error.message);
  }
  return values.length === 0 ? '<none>' : values.map(goText).join(',');
}

/** fmt's %v of decoded JSON: `map[a:b]`, `[x y]`. */
function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (isObject(value)) {
    const keys = Object.keys(value).sort();
    return `map[${keys.map((key) => `${key}:${goText(value[key])}`).join(' ')}]`;
  }
  return value === null ? '<nil>' : String(value);
}
