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
  const at = lastWritten(lines, mark?.line ?? 0);
  const alias = /unidentified alias "(.*)"/.exec(reason);
  if (alias) return `unknown anchor '${alias[1]}' referenced`;
  return tabComplaint(lines, at) ?? scannerComplaint(lines, at, reason) ?? parserComplaint(lines, at);
}

function tabComplaint(lines: readonly string[], at: number): string | undefined {
  const tab = lines.findIndex((line) => /^ *\t+ *[^\s#]/.test(line));
  if (tab < 0 || tab > at + 1) return undefined;
  const follows = tab > 0 && /:\s+[^\s|>&*[{"'#]/.test(bare(lines[tab - 1]));
  if (follows) return numbered(tab + 1, 'found a tab character that violates indentation');
  return numbered(tab === 0 ? 0 : tab + 1, 'found character that cannot start any token');
}

/** What the scanner sees counts lines from 1. */
function scannerComplaint(lines: readonly string[], at: number, reason: string): string | undefined {
  const reserved = lines.findIndex((line) => /^\s*(- +)*([^\s'"#:]+: +)?[@`%]/.test(line) && !line.startsWith('%'));
  if (reserved >= 0 && reserved <= at) return numbered(reserved + 1, 'found character that cannot start any token');
  if (/unexpected end of the (stream|document) within a (single|double)/.test(reason) || hasOpenQuote(lines, at)) {
    return numbered(lines.at(-1) === '' ? lines.length : lines.length + 1, 'found unexpected end of stream');
  }
  const nested = lines.findIndex((line) => hasSecondColon(line));
  if (nested >= 0 && nested <= at) return numbered(nested === 0 ? 0 : nested + 1, NESTED);
  const deeper = deeperThanScalar(lines, at);
  if (deeper !== undefined) return numbered(deeper === 0 ? 0 : deeper + 1, NESTED);
  const keyless = lines.findIndex((line, index) => index <= at && isKeyless(line));
  if (keyless === 0 && lines.length > 1 && /^[^\s:]+:(\s|$)/.test(lines[1])) return numbered(2, NESTED);
  if (keyless > 0 && !lines.slice(0, keyless).some(unclosed)) {
    return numbered(Math.min(keyless + 2, lines.length), "could not find expected ':'");
  }
  return undefined;
}

/** What the parser sees counts lines from 0. */
function parserComplaint(lines: readonly string[], at: number): string {
  const flow = lines.findIndex((line) => unclosed(line));
  if (flow >= 0 && flow <= at) {
    const isLast = lines.slice(flow + 1).every((line) => bare(line).trim() === '');
    if (isLast && /[[{,]\s*$/.test(bare(lines[flow]))) return numbered(flow + 1, 'did not find expected node content');
    const closer = lines[flow].lastIndexOf('[') > lines[flow].lastIndexOf('{') ? "',' or ']'" : "',' or '}'";
    return numbered(flow + 1, `did not find expected ${closer}`);
  }
  if (/\[[^\]]*["'\w] +["'\w][^\]]*\]/.test(lines[at] ?? '') && /"\s+"/.test(lines[at])) {
    return numbered(at, "did not find expected ',' or ']'");
  }
  if (/:\s*[}\]]/.test(bare(lines[at] ?? ''))) return numbered(at, 'did not find expected node content');
  const indent = indentOf(lines[at] ?? '');
  const before = lines.slice(0, at).filter((line) => line.trim() !== '');
  const block = before.slice(before.findLastIndex((line) => indentOf(line) < indent) + 1);
  const siblings = block.filter((line) => indentOf(line) === indent);
  const isInSequence = siblings.length > 0 && siblings.every(isItem) && !isItem(lines[at]);
  return numbered(at, isInSequence ? "did not find expected '-' indicator" : 'did not find expected key');
}

/** The line itself, or the nearest one before it that holds anything. */
function lastWritten(lines: readonly string[], at: number): number {
  let line = Math.min(at, lines.length - 1);
  while (line > 0 && lines[line].trim() === '') line--;
  return line;
}

/** Neither `key:` nor an item, nor the end of a quoted or flow value. */
const isKeyless = (line: string): boolean =>
  /^\s*[A-Za-z][^\s]*(\s[^:]*)?$/.test(bare(line)) && !/:(\s|$)/.test(bare(line)) && !line.trimStart().startsWith('#');

function hasOpenQuote(lines: readonly string[], at: number): boolean {
  const rest = lines.slice(0, at + 1).map(bare);
  return rest.some((line) => /:\s+["'][^"']*$/.test(line));
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
