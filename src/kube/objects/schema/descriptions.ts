// What `kubectl explain` says of models and their fields, looked up in the distilled texts when asked for.

import { DESCRIPTIONS_TEXT } from './descriptions-text.ts';

export interface ModelTexts {
  readonly description: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** Every kind has these two; the texts leave them out. */
const TYPE_META: readonly (readonly [string, string])[] = [
  [
    'apiVersion',
    'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
  ],
  [
    'kind',
    'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
  ],
];

/** As of a minor release: comments change. */
export function textsOf(model: string, minor: number): ModelTexts {
  const start = DESCRIPTIONS_TEXT.indexOf(`\n${model} `) + 1;
  if (start === 0) return { description: '', fields: new Map(TYPE_META) };
  const end = /\n(?! )/g;
  end.lastIndex = start;
  const [own, ...rest] = DESCRIPTIONS_TEXT.slice(start, end.exec(DESCRIPTIONS_TEXT)?.index).split('\n');
  const fields = new Map(TYPE_META);
  for (const line of rest) {
    const [, field, until, words] = /^ ([^ @]+)(?:@(\d+))? ?(.*)$/.exec(line) ?? [];
    if (until === undefined || minor <= Number(until))
      fields.set(field, known(unescaped(words), `${model}.${field}`, minor));
  }
  return { description: unescaped(own.slice(model.length + 1)), fields };
}

const unescaped = (words: string): string =>
  words.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));

const VALUE = /^ ?- `"(.*?)"`.*$/gm;

/** The values that a description lists for a field of a named type; undefined: any text goes. */
export function enumOf(description: string | undefined): readonly string[] | undefined {
  const at = description?.indexOf(ENUM_TITLE) ?? -1;
  if (description === undefined || at === -1) return undefined;
  return [...description.slice(at).matchAll(VALUE)].map(([, value]) => value);
}

const ENUM_TITLE = 'Possible enum values:';

/** Values that came later than their type. */
const VALUES_SINCE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'V1Toleration.operator': { Gt: 35, Lt: 35 },
};

function known(description: string, field: string, minor: number): string {
  const since = VALUES_SINCE[field];
  if (!since) return description;
  const lines = description.split('\n');
  return lines.filter((line) => (since[/^ ?- `"(.*?)"`/.exec(line)?.[1] ?? ''] ?? 0) <= minor).join('\n');
}
