// go-yaml's words for what js-yaml found wrong. The two parsers notice the same mistakes at different places, so the
// text itself is looked at again for the mistakes people make: tabs, a colon too many, wrong indentation, open quotes
// and brackets. What is not recognised keeps js-yaml's place and gets go-yaml's most general words.

interface Mark {
  readonly line: number;
  readonly column: number;
  readonly position: number;
}

/** `reason` and `mark` (from 0) are js-yaml's. The answer has no `yaml: ` before it. */
export function goComplaint(text: string, reason: string, mark: Mark | undefined): string {
  const lines = text.split('\n');
  const at = mark?.line ?? 0;
  const alias = /unidentified alias "(.*)"/.exec(reason);
  if (alias) return `unknown anchor '${alias[1]}' referenced`;
  const tab = lines.findIndex((line) => /^ *\t+ *[^\s#]/.test(line));
  if (tab >= 0 && tab <= at + 1)
    return numbered(tab === 0 ? 0 : tab + 1, 'found character that cannot start any token');
  const reserved = lines.findIndex((line) => /^\s*(- +)*([^\s'"#:]+: +)?[@`%]/.test(line) && !line.startsWith('%'));
  if (reserved >= 0 && reserved <= at) return numbered(reserved + 1, 'found character that cannot start any token');
  if (/unexpected end of the stream within a (single|double)/.test(reason)) {
    const opened = lineOfLastQuote(lines);
    return numbered(lines.length - (lines.at(-1) === '' ? 1 : 0) + 1 || opened, 'found unexpected end of stream');
  }
  const flow = lines.findIndex((line) => unclosed(line));
  if (flow >= 0 && flow <= at) {
    const closer = lines[flow].lastIndexOf('[') > lines[flow].lastIndexOf('{') ? "',' or ']'" : "',' or '}'";
    return numbered(flow + 1, `did not find expected ${closer}`);
  }
  const nested = lines.findIndex((line) => hasSecondColon(line));
  if (nested >= 0 && nested <= at) return numbered(nested === 0 ? 0 : nested + 1, NESTED);
  const deeper = deeperThanScalar(lines, at);
  if (deeper !== undefined) return numbered(deeper === 0 ? 0 : deeper + 1, NESTED);
  const parent = blockStart(lines, at);
  if (lines[at]?.trimStart().startsWith('- ') !== lines[parent]?.trimStart().startsWith('- ') && isItem(lines[parent]))
    return numbered(parent === 0 ? 0 : parent, "did not find expected '-' indicator");
  if (!/:(\s|$)/.test(lines[at] ?? ''))
    return numbered(at + 1 + (lines[at + 1] === undefined ? 0 : 1), "could not find expected ':'");
  return numbered(parent, 'did not find expected key');
}

const NESTED = 'mapping values are not allowed in this context';

/** go-yaml leaves the line out when it is 0. */
const numbered = (line: number, words: string): string => (line <= 0 ? words : `line ${line}: ${words}`);

const bare = (line: string): string => line.replace(/"(\\.|[^"\\])*"|'[^']*'/g, 'q').replace(/(^|\s)#.*$/, '');

/** `a: b: c` */
const hasSecondColon = (line: string): boolean =>
  /^\s*(- +)*[^\s:[{#][^:[{]*: +[^\s&*|>[{#][^[{]*:(\s|$)/.test(bare(line));

const unclosed = (line: string): boolean => {
  const text = bare(line);
  const value = /^\s*(?:- +)*(?:[^\s:]+: +)?([[{].*)$/.exec(text);
  if (!value) return false;
  let depth = 0;
  for (const character of value[1]) {
    if ('[{'.includes(character)) depth++;
    if (']}'.includes(character)) depth--;
  }
  return depth > 0;
};

const indentOf = (line: string): number => /^ */.exec(line)![0].length;
const isItem = (line: string | undefined): boolean => line !== undefined && /^\s*-(\s|$)/.test(line);

/** A key standing deeper than the line before, whose value is a plain scalar: the scalar swallows the key. */
function deeperThanScalar(lines: readonly string[], at: number): number | undefined {
  for (let line = 1; line <= Math.min(at, lines.length - 1); line++) {
    const text = bare(lines[line]);
    if (!/^\s+[^\s:#-][^:]*:(\s|$)/.test(text)) continue;
    let before = line - 1;
    while (before > 0 && lines[before].trim() === '') before--;
    const previous = bare(lines[before]);
    const value = /^(\s*(?:- +)*)[^\s:]+: +[^\s|>&*[{"'].*$/.exec(previous);
    if (value && indentOf(text) > value[1].length) return line;
  }
  return undefined;
}

/** The first line of the block collection that the offending line breaks. */
function blockStart(lines: readonly string[], at: number): number {
  const indent = indentOf(lines[at] ?? '');
  let start = at;
  for (let line = at - 1; line >= 0; line--) {
    if (lines[line].trim() === '' || lines[line].trimStart().startsWith('#')) continue;
    const here = indentOf(lines[line]);
    if (here < indent) {
      return line + 1;
    }
    start = line;
  }
  return start + 1;
}

function lineOfLastQuote(lines: readonly string[]): number {
  for (let line = lines.length - 1; line >= 0; line--) if (/["']/.test(lines[line])) return line + 1;
  return 1;
}
