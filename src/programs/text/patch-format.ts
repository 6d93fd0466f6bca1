// Reads differences as diff prints them: unified, context or normal, for one file or many, with text around.

export interface HunkLine {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
  /** `\ No newline at end of file` followed. */
  readonly isOpen: boolean;
}

export interface Hunk {
  /** Counted from 1; the line before when nothing old is in it. */
  readonly fromLine: number;
  readonly toLine: number;
  readonly lines: readonly HunkLine[];
}

export interface FilePatch {
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** The names with what stands behind them, for the file of rejects. */
  readonly fromHeader: string | undefined;
  readonly toHeader: string | undefined;
  /** What stood before the first hunk, and the number of the line after it. */
  readonly header: readonly string[];
  readonly line: number;
  /** The patch itself says that nothing is left. */
  readonly deletes: boolean;
  readonly hunks: readonly Hunk[];
}

export class PatchFormatError extends Error {
  override readonly name = 'PatchFormatError';
}

export const reversed = (patch: FilePatch): FilePatch => ({
  ...patch,
  from: patch.to,
  to: patch.from,
  fromHeader: patch.toHeader,
  toHeader: patch.fromHeader,
  deletes: false,
  hunks: patch.hunks.map((hunk) => ({
    fromLine: hunk.toLine,
    toLine: hunk.fromLine,
    lines: inOrder(
      hunk.lines.map((line) => ({ ...line, mark: ({ '-': '+', '+': '-', ' ': ' ' } as const)[line.mark] })),
    ),
  })),
});

/** Within a run of changes what goes comes before what comes. */
function inOrder(lines: readonly HunkLine[]): HunkLine[] {
  const result: HunkLine[] = [];
  let added: HunkLine[] = [];
  for (const line of lines) {
    if (line.mark === '+') {
      added.push(line);
      continue;
    }
    if (line.mark === ' ') {
      result.push(...added);
      added = [];
    }
    result.push(line);
  }
  return [...result, ...added];
}

export function readPatches(text: string): FilePatch[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  if (lines.at(-1) === '') lines.pop();
  const patches: FilePatch[] = [];
  let header: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const found =
      readUnified(lines, at, header) ?? readContext(lines, at, header) ?? readNormal(lines, at, header, patches.length);
    if (!found) {
      header.push(lines[at]);
      at++;
      continue;
    }
    patches.push(found.patch);
    at = found.next;
    header = [];
  }
  return patches;
}

interface Found {
  readonly patch: FilePatch;
  readonly next: number;
}

/** The name ends at a tab; git puts a/ and b/ before it. */
const nameIn = (header: string): string =>
  header
    .split('\t')[0]
    .replace(/ +\d{4}-\d\d-\d\d .*$/, '')
    .trimEnd();

/** The Epoch as a time says that the file is not there on that side. */
const isAbsent = (header: string): boolean => /\t(1970-01-01 00:00:00|Thu Jan {2}1 00:00:00 1970)/.test(header);

const OPEN = /^\\ No newline/;

function readUnified(lines: readonly string[], start: number, header: readonly string[]): Found | undefined {
  if (
    !lines[start].startsWith('--- ') ||
    !lines[start + 1]?.startsWith('+++ ') ||
    !lines[start + 2]?.startsWith('@@ -')
  )
    return undefined;
  const [fromHeader, toHeader] = [lines[start].slice(4), lines[start + 1].slice(4)];
  const hunks: Hunk[] = [];
  let at = start + 2;
  for (;;) {
    const match = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(lines[at] ?? '');
    if (!match) break;
    const [, fromLine, fromCount = '1', toLine, toCount = '1'] = match;
    const body: HunkLine[] = [];
    let [old, fresh] = [Number(fromCount), Number(toCount)];
    at++;
    while (old > 0 || fresh > 0) {
      const line = lines[at];
      if (line === undefined) throw new PatchFormatError('unexpected end of file in patch');
      const mark = line === '' ? ' ' : line[0];
      if (mark !== ' ' && mark !== '-' && mark !== '+')
        throw new PatchFormatError(`malformed patch at line ${at + 1}: ${line}\n`);
      if (mark !== '+') old--;
      if (mark !== '-') fresh--;
      if (old < 0 || fresh < 0) throw new PatchFormatError(`malformed patch at line ${at + 1}: ${line}\n`);
      const isOpen = OPEN.test(lines[at + 1] ?? '');
      body.push({ mark, text: line.slice(1), isOpen });
      at += isOpen ? 2 : 1;
    }
    hunks.push({ fromLine: Number(fromLine), toLine: Number(toLine), lines: body });
  }
  return {
    patch: {
      from: isAbsent(fromHeader) ? '/dev/null' : nameIn(fromHeader),
      to: isAbsent(toHeader) ? '/dev/null' : nameIn(toHeader),
      fromHeader,
      toHeader,
      header: [...header, lines[start], lines[start + 1]],
      line: start + 3,
      deletes: isAbsent(toHeader),
      hunks,
    },
    next: at,
  };
}

function readContext(lines: readonly string[], start: number, header: readonly string[]): Found | undefined {
  if (
    !lines[start].startsWith('*** ') ||
    !lines[start + 1]?.startsWith('--- ') ||
    !lines[start + 2]?.startsWith('***************')
  )
    return undefined;
  const [fromHeader, toHeader] = [lines[start].slice(4), lines[start + 1].slice(4)];
  const hunks: Hunk[] = [];
  let at = start + 2;
  while (lines[at]?.startsWith('***************')) {
    at++;
    const side = (bounds: RegExp): { line: number; body: HunkLine[] } => {
      const [, first, last] = bounds.exec(lines[at] ?? '') ?? [];
      if (first === undefined) throw new PatchFormatError(`malformed patch at line ${at + 1}: ${lines[at] ?? ''}\n`);
      at++;
      const body: HunkLine[] = [];
      while (/^[ !+-] /.test(lines[at] ?? '') && !/^--- \d+(,\d+)? ----$/.test(lines[at])) {
        const mark = lines[at][0];
        const isOpen = OPEN.test(lines[at + 1] ?? '');
        body.push({ mark: mark === ' ' ? ' ' : mark === '+' ? '+' : '-', text: lines[at].slice(2), isOpen });
        at += isOpen ? 2 : 1;
      }
      return { line: last === undefined || Number(first) > 0 ? Number(first) : Number(last), body };
    };
    const old = side(/^\*\*\* (\d+)(?:,(\d+))? \*\*\*\*/);
    const fresh = side(/^--- (\d+)(?:,(\d+))? ----/);
    const added = fresh.body.map((line): HunkLine => (line.mark === ' ' ? line : { ...line, mark: '+' }));
    hunks.push({ fromLine: old.line, toLine: fresh.line, lines: merged(old.body, added) });
  }
  return {
    patch: {
      from: isAbsent(fromHeader) ? '/dev/null' : nameIn(fromHeader),
      to: isAbsent(toHeader) ? '/dev/null' : nameIn(toHeader),
      fromHeader,
      toHeader,
      header: [...header, lines[start], lines[start + 1]],
      line: start + 3,
      deletes: isAbsent(toHeader),
      hunks,
    },
    next: at,
  };
}

/** Two sides with the same context, as one list. A side without changes may be left out. */
function merged(old: readonly HunkLine[], fresh: readonly HunkLine[]): HunkLine[] {
  if (old.length === 0) return [...fresh];
  if (fresh.length === 0) return [...old];
  const result: HunkLine[] = [];
  let [a, b] = [0, 0];
  while (a < old.length || b < fresh.length) {
    while (a < old.length && old[a].mark === '-') result.push(old[a++]);
    while (b < fresh.length && fresh[b].mark === '+') result.push(fresh[b++]);
    if (a < old.length || b < fresh.length) result.push(old[a] ?? fresh[b]);
    a++;
    b++;
  }
  return result;
}

const COMMAND = /^(\d+)(?:,(\d+))?([acd])(\d+)(?:,(\d+))?$/;

function readNormal(
  lines: readonly string[],
  start: number,
  header: readonly string[],
  before: number,
): Found | undefined {
  if (!COMMAND.test(lines[start]) || before > 0) return undefined;
  const hunks: Hunk[] = [];
  let at = start;
  for (;;) {
    const match = COMMAND.exec(lines[at] ?? '');
    if (!match) break;
    const [, fromLine, , letter, toLine] = match;
    at++;
    const body: HunkLine[] = [];
    const take = (sign: string, mark: '-' | '+') => {
      while (lines[at]?.startsWith(sign)) {
        const isOpen = OPEN.test(lines[at + 1] ?? '');
        body.push({ mark, text: lines[at].slice(2), isOpen });
        at += isOpen ? 2 : 1;
      }
    };
    take('<', '-');
    if (letter === 'c' && lines[at] === '---') at++;
    take('>', '+');
    hunks.push({ fromLine: Number(fromLine), toLine: Number(toLine), lines: body });
  }
  return {
    patch: {
      from: undefined,
      to: undefined,
      fromHeader: undefined,
      toHeader: undefined,
      header: [...header],
      line: start + 1,
      deletes: false,
      hunks,
    },
    next: at,
  };
}
