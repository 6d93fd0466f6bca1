// `!!`, `!$`, `!-2`, `!git`, `^old^new`: history expansion, done on the line before anything else reads it.

import { historyWords } from './history-words.ts';

export type Expanded =
  | { readonly ok: true; readonly text: string; readonly changed: boolean; readonly printOnly: boolean }
  | { readonly ok: false; readonly message: string };

export interface Substitution {
  readonly from: string;
  readonly to: string;
}

/** What one expansion leaves for the next; numbers begin behind `base`. */
export interface Memory {
  substitution: Substitution | undefined;
  readonly base: number;
}

export function expandHistory(
  line: string,
  history: readonly string[],
  memory: Memory = { substitution: undefined, base: 0 },
): Expanded {
  const quick = /^\^([^^\n]*)\^([^^\n]*)(?:\^([\s\S]*))?$/.exec(line);
  if (quick) {
    const last = history.at(-1);
    if (last === undefined || !last.includes(quick[1])) return { ok: false, message: `:s${line}: substitution failed` };
    memory.substitution = { from: quick[1], to: quick[2] };
    const modified = applyModifiers(
      quick[3] ?? '',
      last.replace(quick[1], () => quick[2]),
      memory,
    );
    if ('message' in modified) return { ok: false, message: modified.message };
    const text = modified.text + (quick[3] ?? '').slice(modified.length);
    return { ok: true, text, changed: true, printOnly: modified.printOnly };
  }
  let text = '';
  let changed = false;
  let printOnly = false;
  let single = false;
  let double = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === '\\' && !single) {
      text += character + (line[++at] ?? '');
      continue;
    }
    if (character === "'" && !double) single = !single;
    if (character === '"' && !single) double = !double;
    const next = line[at + 1];
    const plain = character !== '!' || single || next === undefined || /[\s=(]/.test(next) || (next === '"' && double);
    if (plain || line[at - 1] === '$' || (line[at - 1] === '[' && next === ']')) {
      text += character;
      continue;
    }
    const found = expandOne(line, at, history, text, memory);
    if ('message' in found) return { ok: false, message: found.message };
    text += found.text;
    at = found.end - 1;
    changed = true;
    printOnly ||= found.printOnly;
  }
  return { ok: true, text, changed, printOnly };
}

interface One {
  readonly text: string;
  readonly end: number;
  readonly printOnly: boolean;
}

function expandOne(
  line: string,
  at: number,
  history: readonly string[],
  before: string,
  memory: Memory,
): One | { readonly message: string } {
  const rest = line.slice(at);
  const event = /^!(?:(!)|(-?\d+)|\?([^?\n]*)\??|(#)|(?=[$^*:])|([^\s:;&|()<>"'$^*!]+))/.exec(rest);
  if (!event) return { text: '!', end: at + 1, printOnly: false };
  let length = event[0].length;
  let found: string | undefined;
  if (event[2] !== undefined) {
    const number = Number(event[2]);
    found = number < 0 ? history[history.length + number] : history[number - 1 - memory.base];
  } else if (event[3] !== undefined) found = history.findLast((entry) => entry.includes(event[3]));
  else if (event[4]) found = before;
  else if (event[5] !== undefined) found = history.findLast((entry) => entry.startsWith(event[5]));
  else found = history.at(-1);
  if (found === undefined) return { message: `${event[0]}: event not found` };
  const designator = /^(?::?([$^*])|:(\d+)(?:-(\d+|\$)?|(\*))?|:-(\d+))/.exec(rest.slice(length));
  if (designator) {
    const words = historyWords(found);
    const chosen = chooseWords(words, designator);
    if (chosen === undefined)
      return {
        message: `${rest.slice(length + (designator[0].startsWith(':') ? 0 : 0), length + designator[0].length)}: bad word specifier`,
      };
    found = chosen;
    length += designator[0].length;
  }
  const modified = applyModifiers(rest.slice(length), found, memory);
  return 'message' in modified
    ? modified
    : { text: modified.text, end: at + length + modified.length, printOnly: modified.printOnly };
}

interface Modified {
  readonly text: string;
  readonly length: number;
  readonly printOnly: boolean;
}

/** `:h:s/a/b/:p` and so on, as far as they go. */
function applyModifiers(source: string, words: string, memory: Memory): Modified | { readonly message: string } {
  let text = words;
  let length = 0;
  let printOnly = false;
  for (;;) {
    const modifier = /^:(?:([gaG]?)(?:s([^\w\s])([^\n]*)|(&))|([htrepqx]))/.exec(source.slice(length));
    if (!modifier) return { text, length, printOnly };
    const [all, scope, mark, body, again, letter] = modifier;
    if (letter !== undefined) {
      length += all.length;
      if (letter === 'p') printOnly = true;
      else text = modify(text, letter);
      continue;
    }
    let written = `:${scope}&`;
    if (!again) {
      const [from, to = ''] = splitAt(body, mark);
      written = `:${scope}s${mark}${from}${mark}${to}`;
      if (source[length + written.length] === mark) written += mark;
      const old = from === '' ? (memory.substitution?.from ?? '') : from;
      memory.substitution = { from: old, to: to.replaceAll(/(\\?)&/g, (_all, escaped) => (escaped ? '&' : old)) };
    }
    const { substitution } = memory;
    if (!substitution || !text.includes(substitution.from))
      return {
        message: `${again ? written : written.replace(/(.)$/, (last) => (last === mark ? '' : last))}: substitution failed`,
      };
    const put = () => substitution.to;
    text = scope ? text.replaceAll(substitution.from, put) : text.replace(substitution.from, put);
    length += written.length;
  }
}

/** At the mark, where it has no backslash before it. */
function splitAt(text: string, mark: string): string[] {
  const parts = [''];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && text[at + 1] === mark) parts[parts.length - 1] += text[++at];
    else if (text[at] === mark) parts.push('');
    else parts[parts.length - 1] += text[at];
  }
  return parts;
}

function chooseWords(words: readonly string[], designator: RegExpExecArray): string | undefined {
  const [all, sign, from, to, star, upTo] = designator;
  const last = words.length - 1;
  if (sign === '$') return words[last];
  if (sign === '^') return words[1];
  if (sign === '*') return words.slice(1).join(' ');
  if (upTo !== undefined) return words.slice(0, Number(upTo) + 1).join(' ');
  const start = Number(from);
  if (start > last) return undefined;
  if (star) return words.slice(start).join(' ');
  if (!all.includes('-')) return words[start];
  const end = to === undefined ? last - 1 : to === '$' ? last : Number(to);
  return words.slice(start, end + 1).join(' ');
}

function modify(text: string, letter: string): string {
  const slash = text.lastIndexOf('/');
  const dot = text.lastIndexOf('.');
  switch (letter) {
    case 'h':
      return slash < 0 ? text : text.slice(0, slash);
    case 't':
      return text.slice(slash + 1);
    case 'r':
      return dot > slash ? text.slice(0, dot) : text;
    case 'e':
      return dot > slash ? text.slice(dot) : '';
    case 'x':
      return text
        .split(/\s+/)
        .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
        .join(' ');
    case 'q':
      return `'${text.replaceAll("'", "'\\''")}'`;
    default:
      return text;
  }
}
