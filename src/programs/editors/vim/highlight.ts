// Colours over the text: the selection, what was searched, and in YAML files keys, comments and values as vim's own syntax file
// tells them apart, coarsely.

import type { Editor } from './editor.ts';
import { ExError } from './errors.ts';
import { Position } from './text-buffer.ts';

/** A style for each column of a line that has one; the column behind the last character too. */
export type Painted = Readonly<Record<number, string>>;

const VISUAL = '\x1b[7m';
const SEARCH = '\x1b[30;43m';
const INCREMENTAL = '\x1b[7m';

export function highlightsOf(editor: Editor, first: number, last: number): Map<number, Painted> {
  const paints = new Map<number, Record<number, string>>();
  const lineOf = (line: number) => {
    let painted = paints.get(line);
    if (!painted) {
      painted = {};
      paints.set(line, painted);
    }
    return painted;
  };
  if (editor.options.text('syntax') === 'yaml')
    for (let line = first; line <= last; line++) paintYaml(editor, line, lineOf(line));
  paintMatches(editor, first, last, lineOf);
  paintSelection(editor, first, last, lineOf);
  return paints;
}

function paintMatches(
  editor: Editor,
  first: number,
  last: number,
  lineOf: (line: number) => Record<number, string>,
): void {
  const { buffer, search, commandLine, options } = editor;
  const typing = commandLine && commandLine.prompt !== ':' && options.flag('incsearch') ? commandLine : undefined;
  if (search.isHighlighted && options.flag('hlsearch') && search.pattern !== '') {
    try {
      const regexp = search.compile('');
      regexp.lastIndex = 0;
      const from = buffer.lineStarts[first];
      const text = buffer.getValue().slice(from, buffer.indexFromPos(new Position(last, Number.POSITIVE_INFINITY)));
      for (const match of text.matchAll(regexp))
        paintRange(editor, from + match.index, from + match.index + match[0].length, SEARCH, lineOf);
    } catch (error) {
      if (!(error instanceof ExError)) throw error;
    }
  }
  const found = typing && search.preview(typing.text, typing.prompt === '/');
  if (found) paintRange(editor, found.from, found.to, INCREMENTAL, lineOf);
}

function paintRange(
  editor: Editor,
  from: number,
  to: number,
  style: string,
  lineOf: (line: number) => Record<number, string>,
): void {
  const start = editor.buffer.posFromIndex(from);
  const end = editor.buffer.posFromIndex(to);
  for (let { line } = start; line <= end.line; line++) {
    const begin = line === start.line ? start.ch : 0;
    const stop = line === end.line ? end.ch : editor.buffer.getLine(line).length;
    const painted = lineOf(line);
    for (let ch = begin; ch < stop; ch++) painted[ch] = style;
  }
}

function paintSelection(
  editor: Editor,
  first: number,
  last: number,
  lineOf: (line: number) => Record<number, string>,
): void {
  const { buffer } = editor;
  const { vim } = buffer;
  if (!vim.visualMode) return;
  const { anchor, head } = vim.sel;
  const [top, bottom] = [Math.min(anchor.line, head.line), Math.max(anchor.line, head.line)];
  const forward = anchor.line < head.line || (anchor.line === head.line && anchor.ch <= head.ch);
  const [from, to] = forward ? [anchor, head] : [head, anchor];
  for (let line = Math.max(first, top); line <= Math.min(last, bottom); line++) {
    const painted = lineOf(line);
    const { length } = buffer.getLine(line);
    let [begin, end] = [0, length];
    if (vim.visualBlock) {
      [begin, end] = [Math.min(anchor.ch, head.ch), Math.max(anchor.ch, head.ch)];
      if (editor.wanted?.column === Number.POSITIVE_INFINITY) end = length;
    } else if (!vim.visualLine) {
      begin = line === from.line ? from.ch : 0;
      end = line === to.line ? to.ch : length;
    }
    for (let ch = begin; ch <= Math.min(end, length); ch++) {
      if (ch < length || (!vim.visualBlock && (line < to.line || vim.visualLine || length === 0))) painted[ch] = VISUAL;
    }
  }
}

// ——— YAML ———

const KEY = '\x1b[36m';
const COMMENT = '\x1b[34m';
const STRING = '\x1b[31m';
const CONSTANT = '\x1b[31m';
const MARK = '\x1b[33m';

function paintYaml(editor: Editor, line: number, painted: Record<number, string>): void {
  const text = editor.buffer.getLine(line);
  const colour = (from: number, to: number, style: string) => {
    for (let ch = from; ch < to; ch++) painted[ch] = style;
  };
  if (/^(---|\.\.\.)\s*$/.test(text)) return colour(0, 3, MARK);
  const comment = /(?:^|\s)#.*$/.exec(text);
  const end = comment && !/["'][^"']*#[^"']*["']/.test(text) ? comment.index + comment[0].indexOf('#') : text.length;
  const body = text.slice(0, end);
  const key = /^(\s*(?:- +)*)([^\s#'"[\]{},&*!|>%@`-][^#'"{}[\],]*?|"[^"]*"|'[^']*')(:)(?=\s|$)/.exec(body);
  for (const dash of body.matchAll(/^\s*(?:(- +)*(-))(?=\s|$)/g)) colour(dash[0].search(/-/), dash[0].length, MARK);
  if (key) {
    colour(key[1].length, key[1].length + key[2].length, KEY);
    colour(key[1].length + key[2].length, key[0].length, MARK);
  }
  const from = key ? key[0].length : 0;
  for (const value of body.slice(from).matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g))
    colour(from + value.index, from + value.index + value[0].length, STRING);
  const scalar = /^(\s*(?:- +)*)(true|false|null|yes|no|on|off|~|[-+]?\d+(?:\.\d+)?)\s*$/i.exec(body.slice(from));
  if (scalar) colour(from + scalar[1].length, from + scalar[1].length + scalar[2].length, CONSTANT);
  if (end < text.length) colour(end, text.length, COMMENT);
}
