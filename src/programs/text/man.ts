// man, apropos and whatis: short pages of our own. They are text that is only read when somebody asks.

import { encode } from '../../base/bytes.ts';
import { createPipe } from '../../linux/files/pipe.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import { terminalOf } from '../../linux/terminal/terminal.ts';
import type { Task } from '../../sim/task.ts';
import { type Page, pages } from '../manual/pages.ts';
import { type Invocation, reason, utility } from '../utility.ts';

const NOT_FOUND = 16;
const SUITE = 'man 2.12.0';

export const man: Program = utility(
  {
    usage: '[OPTION...] [SECTION] PAGE...',
    suite: SUITE,
    options: [
      'k,apropos',
      'f,whatis',
      'P,pager=',
      'w,where,path,location',
      'a,all',
      's,S,sections=',
      '!K,global-apropos',
      '!H,html[=]',
      '!t,troff',
      'l,local-file',
    ],
  },
  work,
);

export const apropos: Program = utility(
  {
    usage: '[OPTION...] KEYWORD...',
    suite: SUITE,
    options: ['e,exact', 'r,regex', 'w,wildcard', 'a,and', 'l,long', 's,sections='],
  },
  (run) => search(run, 'anywhere'),
);

export const whatis: Program = utility(
  { usage: '[OPTION...] NAME...', suite: SUITE, options: ['r,regex', 'w,wildcard', 'l,long', 's,sections='] },
  (run) => search(run, 'name'),
);

function* work(run: Invocation): Task<ExitCode> {
  if (run.has('apropos')) return yield* search(run, 'anywhere');
  if (run.has('whatis')) return yield* search(run, 'name');
  const [first = '', ...others] = run.operands;
  const isSection = /^[1-9]$/.test(first);
  const section = run.value('sections') ?? (isSection && others.length > 0 ? first : undefined);
  const names = isSection && run.value('sections') === undefined ? others : run.operands;
  if (names.length === 0) {
    if (isSection)
      yield* run.note(
        `No manual entry for ${first}\n(Alternatively, what manual page do you want from section ${first}?)\nFor example, try 'man man'.\n`,
      );
    else yield* run.note("What manual page do you want?\nFor example, try 'man man'.\n");
    return 1;
  }
  const all = pages();
  for (const name of names) {
    const found = all.find((page) => page.name === name && (section === undefined || page.section === section));
    if (!found) {
      yield* run.note(`No manual entry for ${name}${section === undefined ? '' : ` in section ${section}`}\n`);
      if (isOnPath(run, name))
        yield* run.note("See 'man 7 undocumented' for help when manual pages are not available.\n");
      run.status = NOT_FOUND;
    } else if (run.has('where'))
      yield* run.print(`/usr/share/man/man${found.section}/${found.name}.${found.section}.gz\n`);
    else yield* show(run, found);
  }
  return run.status;
}

function isOnPath(run: Invocation, name: string): boolean {
  const directories = (run.process.environment.get('PATH') ?? '').split(':');
  return directories.some((directory) => run.process.files.exists(`${directory}/${name}`));
}

function* search(run: Invocation, where: 'anywhere' | 'name'): Task<ExitCode> {
  if (run.operands.length === 0) {
    yield* run.note(`${run.name} what?\n`);
    return 1;
  }
  const all = pages();
  for (const word of run.operands) {
    const pattern = word.toLowerCase();
    const found = all.filter((page) =>
      where === 'name' || run.has('exact')
        ? page.name === word
        : `${page.name} ${page.summary}`.toLowerCase().includes(pattern),
    );
    for (const page of found) yield* run.print(`${`${page.name} (${page.section})`.padEnd(20)} - ${page.summary}\n`);
    if (found.length > 0) continue;
    yield* run.note(`${word}: nothing appropriate.\n`);
    run.status = NOT_FOUND;
  }
  return run.status;
}

const TITLES: Readonly<Record<string, string>> = {
  '1': 'User Commands',
  '5': 'File Formats',
  '8': 'System Administration',
};

/** At a terminal in bold and through the pager; anywhere else as plain text. */
function* show(run: Invocation, page: Page): Task<void> {
  const terminal = terminalOf(run.process.descriptors.get(1));
  const text = laidOut(page, Math.min(100, terminal?.size.columns ?? 80), terminal !== undefined);
  const pager =
    run.value('pager') ?? run.process.environment.get('MANPAGER') ?? run.process.environment.get('PAGER') ?? 'less';
  if (!terminal || pager === 'cat') {
    yield* run.print(text);
    return;
  }
  yield* run.flush();
  const pipe = createPipe();
  try {
    const child = run.process.spawn({
      argv: pager.split(' '),
      environment: new Map([['LESS', '-R'], ...run.process.environment]),
      descriptors: new Map([...run.process.descriptors, [0, pipe.reader]]),
    });
    pipe.reader.release();
    try {
      yield* pipe.writer.write(encode(text));
    } finally {
      pipe.writer.release();
    }
    yield* run.process.waitFor(child);
  } catch (error) {
    yield* run.complain(`can't execute ${pager}: ${reason(error)}`);
  }
}

const INDENT = 7;

function laidOut(page: Page, width: number, isTerminal: boolean): string {
  const bold = (text: string) => (isTerminal ? `\x1b[1m${text}\x1b[0m` : text);
  const title = `${page.name.toUpperCase()}(${page.section})`;
  const centre = TITLES[page.section] ?? 'Manual';
  const edges = (left: string, middle: string, right: string) => {
    const room = Math.max(2, width - left.length - middle.length - right.length);
    const before = Math.floor(room / 2);
    return left + ' '.repeat(before) + middle + ' '.repeat(room - before) + right;
  };
  const paragraph = (text: string) =>
    wrapped(text, width - INDENT)
      .map((line) => ' '.repeat(INDENT) + line)
      .join('\n');
  const sections = [
    [bold('NAME'), paragraph(`${page.name} - ${page.summary}`)],
    [bold(page.section === '5' ? 'FORMAT' : 'SYNOPSIS'), paragraph(page.synopsis)],
    [bold('DESCRIPTION'), paragraph(page.description)],
    [
      bold(page.examples.length > 1 ? 'EXAMPLES' : 'EXAMPLE'),
      page.examples.map((line) => ' '.repeat(INDENT) + line).join('\n'),
    ],
  ];
  const body = sections.map(([heading, text]) => `${heading}\n${text}\n`).join('\n');
  return `${edges(title, centre, title)}\n\n${body}\n${edges('cka-lab', '', title)}\n`;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
