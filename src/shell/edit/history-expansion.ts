// `!!`, `!$`, `!-2`, `!git`, `^old^new`: history expansion, done on the line before anything else reads it.

import { historyWords } from './history-words.ts';

export type Expanded =
  | { readonly ok: true; readonly text: string; readonly changed: boolean; readonly printOnly: boolean }
  | { readonly ok: false; readonly message: string };

export function expandHistory(line: string, history: readonly string[]): Expanded {
  const quick = /^\^([^^\n]*)\^([^^\n]*)(?:\^([\s\S]*))?$/.exec(line);
  if (quick) {
    const last = history.at(-1);
    if (last === undefined || !last.includes(quick[1])) return { ok: false, message: `:s${line}: substitution failed` };
    return {
      ok: true,
      text: last.replace(quick[1], () => quick[2]) + (quick[3] ?? ''),
      changed: true,
      printOnly: false,
    };
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
    const found = expandOne(line, at, history, text);
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
): One | { readonly message: string } {
  const rest = line.slice(at);
  const event = /^!(?:(!)|(-?\d+)|\?([^?\n]*)\??|(#)|(?=[$^*:])|([^\s:;&|()<>"'$^*!]+))/.exec(rest);
  if (!event) return { text: '!', end: at + 1, printOnly: false };
  let length = event[0].length;
  let found: string | undefined;
  if (event[2] !== undefined) {
    const number = Number(event[2]);
    found = number < 0 ? history[history.length + number] : history[number - 1];
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
  let printOnly = false;
  for (;;) {
    const modifier = /^:(?:(g?)s([^\w\s])([^\n]*)|([htrepq&]))/.exec(rest.slice(length));
    if (!modifier) return { text: found, end: at + length, printOnly };
    if (modifier[4]) {
      length += modifier[0].length;
      if (modifier[4] === 'p') printOnly = true;
      else found = modify(found, modifier[4]);
      continue;
    }
    const mark = modifier[2];
    const [from, to] = modifier[3].split(mark);
    length += `:${modifier[1]}s${mark}${from}${mark}${to ?? ''}`.length;
    if (rest[length] === mark) length++;
    if (!found.includes(from))
      return { message: `:${modifier[1]}s${mark}${from}${mark}${to ?? ''}: substitution failed` };
    found = modifier[1] ? found.replaceAll(from, () => to ?? '') : found.replace(from, () => to ?? '');
  }
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
    case 'q':
      return `'${text.replaceAll("'", "'\\''")}'`;
    default:
      return text;
  }
}
