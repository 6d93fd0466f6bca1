// The language of yq in terms of jq's, which does the work: most of it reads the same. What differs in spelling is
// rewritten here, outside of string literals; what differs in meaning is defined.

import { readYaml } from '../../../base/yaml/read.ts';
import { compactText } from '../jq/values.ts';
import { jsonOf } from './source.ts';

/** What yq has and jq has not, or has otherwise: its keys keep their order. */
export const DEFINITIONS = `
def keys: keys_unsorted;
def with(p; f): p |= f;
def upcase: ascii_upcase;
def downcase: ascii_downcase;
def trim: sub("^\\\\s+"; "") | sub("\\\\s+$"; "");
def to_number: tonumber;
def to_string: tostring;
def to_json: tojson;
def from_json: fromjson;
def pick(names): . as $in | reduce names[] as $n ({}; if ($in | has($n)) then .[$n] = $in[$n] else . end);
def omit(names): . as $in | reduce names[] as $n ($in; del(.[$n]));
def sort_keys(p): p |= (to_entries | sort_by(.key) | from_entries);
def tag: {"object": "!!map", "array": "!!seq", "string": "!!str", "boolean": "!!bool", "null": "!!null", "number": "!!int"}[type];
def kind: {"object": "map", "array": "seq"}[type] // "scalar";
def explode(p): .;
def filename: input_filename;
def document_index: $__index;
`;

/** Throws UnknownVariable for what the environment does not have. */
export function toJq(expression: string, environment: ReadonlyMap<string, string>): string {
  const named = expression.replaceAll(/\b(str)?env\((\w+)\)/g, (_, text: string | undefined, name: string) => {
    const value = environment.get(name);
    if (value === undefined) throw new UnknownVariable(`Value for env variable '${name}' not provided in env()`);
    return text ? JSON.stringify(value) : compactText(jsonOf(readYaml(value)));
  });
  return outsideStrings(named, (code) =>
    code
      .replaceAll(/\bselect\(\s*(fileIndex|fi|file_index)\s*==\s*(\d+)\s*\)/g, '$$__documents[$2]')
      .replaceAll(/\.\s+as\s+\$(\w+)\s+ireduce\s*/g, 'reduce $$__documents[] as $$$1 ')
      .replaceAll(/\bireduce\b/g, 'reduce')
      .replaceAll(/\b(documentIndex|document_index|di)\b/g, '$$__index')
      .replaceAll(/\*([+d?n]+)(?=\s)/g, '*')
      // A key may hold a dash: .my-key
      .replaceAll(/\.([A-Za-z_][\w]*(?:-[\w-]*[A-Za-z_][\w-]*)+)/g, '["$1"]')
      .replaceAll(/(^|[\s(|,;[{:])(\["[\w-]+"\])/g, (whole: string, before: string, key: string) =>
        before === '[' ? whole : `${before}.${key}`,
      ),
  );
}

export class UnknownVariable extends Error {
  override readonly name = 'UnknownVariable';
}

function outsideStrings(text: string, change: (code: string) => string): string {
  return text
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('');
}
