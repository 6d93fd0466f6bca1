// How a line of YAML is indented, and how a comment goes on in the next line. Models indent/yaml.vim and ftplugin/yaml.vim
// of vim's runtime files.

import type { Editor } from './editor.ts';

const MAP_KEY = /^\s*(?!#)(?=\S)(?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|(?:(?!: ).)*):(?: |$)/;
const LIST_START = /^\s*-(?: |$)/;
const COMMENT = /^\s*#/;

/** The column a line should begin at. Models GetYAMLIndent(). */
export function yamlIndent(editor: Editor, line: number): number {
  const { buffer } = editor;
  const text = (at: number) => buffer.getLine(at);
  const nonBlankBefore = (at: number): number => {
    let previous = at - 1;
    while (previous >= 0 && text(previous).trim() === '') previous--;
    return previous;
  };
  const lessIndented = (at: number, indent: number): number => {
    let previous = nonBlankBefore(at);
    while (previous >= 0 && editor.indentOf(previous) >= indent && !COMMENT.test(text(previous)))
      previous = nonBlankBefore(previous);
    return previous;
  };
  const matchingAbove = (at: number, wanted: RegExp): number => {
    let found = lessIndented(at, editor.indentOf(at) + 1);
    while (found >= 0 && !wanted.test(text(found))) found = lessIndented(found, editor.indentOf(found));
    return found;
  };
  const indentAt = (at: number): number => (at < 0 ? -1 : editor.indentOf(at));

  let previous = nonBlankBefore(line);
  if (line === 0 || previous < 0) return 0;
  const here = text(line);
  if (COMMENT.test(here) && COMMENT.test(text(line - 1))) return editor.indentOf(previous);
  if (/^\s*[\]}]/.test(here)) return Math.max(0, indentAt(lessIndented(line, editor.indentOf(line))));
  const last = previous;
  while (COMMENT.test(text(previous))) {
    previous = nonBlankBefore(previous);
    if (previous < 0) return editor.indentOf(last);
  }
  const above = text(previous);
  const indent = editor.indentOf(previous);
  if (/[{[:]$|[:-] [|>][+-]?(?:\s+#.*|\s*)$/.test(above)) return indent + editor.shiftWidth;
  const explicit = /[:-] [|>](\d+[+-]?|[+-]?\d+)(?:#.*|\s*)$/.exec(above);
  if (explicit) return indent + Number(/\d+/.exec(explicit[1])![0]);
  if (LIST_START.test(here)) {
    const list = matchingAbove(line, LIST_START);
    return list < 0 ? -1 : editor.indentOf(list);
  }
  if (MAP_KEY.test(here)) {
    const map = matchingAbove(line, MAP_KEY);
    if (map >= 0 && /^\s*- /.test(text(map))) return editor.indentOf(map) + 2;
    return map < 0 ? -1 : editor.indentOf(map);
  }
  if (/^\s*- /.test(above)) return indent + 2;
  if (MAP_KEY.test(above)) return indent + editor.shiftWidth;
  return indent;
}

/** Whether a typed character re-indents its line: `:` anywhere, `-`, `#`, `}` and `]` as the first of the line. */
export const reindents = (character: string, textBefore: string): boolean =>
  character === ':' || ('-#}]'.includes(character) && /^\s*$/.test(textBefore));

/** The comment sign that `o`, `O` or Return repeat, with its indent; '' where the options do not ask for it. */
export function commentLeader(editor: Editor, line: number, by: 'o' | 'O' | 'Return'): string {
  const flags = editor.options.text('formatoptions');
  if (!editor.options.text('comments').includes(':#')) return '';
  if (!flags.includes(by === 'Return' ? 'r' : 'o')) return '';
  const leader = /^[ \t]*#/.exec(editor.buffer.getLine(line));
  if (!leader) return '';
  const rest = /^[ \t]*#([ \t]*)/.exec(editor.buffer.getLine(line))![1];
  return `${leader[0]}${rest === '' ? ' ' : rest}`;
}
