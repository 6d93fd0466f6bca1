// How objects of the API are numbered in protobuf. The data is distilled by scripts/distil-protobuf.mjs, where the
// notation is explained; a message is read when it is first met.

import { MESSAGES_TEXT } from './messages-text.ts';

export type WireKind = 'text' | 'integer' | 'boolean' | 'float' | 'bytes';

export type WireType = { readonly scalar: WireKind } | { readonly message: string };

export interface MessageField {
  readonly number: number;
  /** In JSON; '' for an embedded message, whose fields stand among ours. */
  readonly name: string;
  readonly type: WireType;
  readonly form: 'one' | 'list' | 'map';
  /** No pointer in Go: a zero says nothing. */
  readonly byValue: boolean;
}

export interface Message {
  /** `core.v1.Pod` */
  readonly name: string;
  readonly fields: ReadonlyMap<number, MessageField>;
}

/** The message of a kind: `apps/v1` and `Deployment` → apps.v1.Deployment. Options and statuses are the same for all groups. */
export function messageOf(apiVersion: string, kind: string): Message | undefined {
  const [version, group = ''] = apiVersion.split('/').reverse();
  const own = group === '' ? 'core' : group.split('.')[0];
  return message(`${own}.${version}.${kind}`) ?? message(`meta.v1.${kind}`);
}

/** By its name, e.g. `core.v1.Pod`. */
export function message(name: string): Message | undefined {
  const known = parsed.get(name);
  if (known) return known;
  const line = lines().get(name);
  if (line === undefined) return undefined;
  const own = name.slice(0, name.lastIndexOf('.'));
  const fields = line
    .split(' ')
    .filter(Boolean)
    .map((notation) => parseField(notation, own));
  const found = { name, fields: new Map(fields.map((field) => [field.number, field])) };
  parsed.set(name, found);
  return found;
}

/** Memos of pure functions: most messages are never asked for. */
const parsed = new Map<string, Message>();
const index = new Map<string, string>();

function lines(): ReadonlyMap<string, string> {
  if (index.size > 0) return index;
  let own = '';
  for (const line of MESSAGES_TEXT.split('\n')) {
    const space = line.indexOf(' ');
    if (line.startsWith('k8s.io.')) own = line.split('.').slice(-2).join('.');
    else if (line !== '')
      index.set(`${own}.${space < 0 ? line : line.slice(0, space)}`, space < 0 ? '' : line.slice(space));
  }
  return index;
}

const SCALARS: Readonly<Record<string, WireKind>> = { s: 'text', i: 'integer', b: 'boolean', d: 'float', y: 'bytes' };

/** `2:volumes:[Volume`, `1:<ProbeHandler` */
function parseField(notation: string, own: string): MessageField {
  const [number, ...rest] = notation.split(':');
  const embedded = rest[0].startsWith('<');
  const type = embedded ? rest[0].slice(1) : rest[1];
  const form = type.startsWith('[') ? 'list' : type.startsWith('{') ? 'map' : 'one';
  const byValue = embedded || type.endsWith('!');
  const word = type.replace(/^[[{]|!$/g, '');
  const scalar = SCALARS[word];
  return {
    number: Number(number),
    name: embedded ? '' : rest[0],
    form,
    byValue,
    type: scalar ? { scalar } : { message: word.startsWith('/') ? word.slice(1) : `${own}.${word}` },
  };
}
