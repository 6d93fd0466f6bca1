// journalctl: reads the journal files below /var/log/journal and follows them.

import type { ExitCode, Process, Program } from '../../linux/host/process.ts';
import { explain } from '../../linux/systemd/catalog.ts';
import { findJournal, type Journal, type JournalEntry } from '../../linux/systemd/journal.ts';
import { formatTimestamp, parseTimeSpan } from '../../linux/systemd/time-span.ts';
import { unitName } from '../../linux/systemd/unit-search.ts';
import { type Task, wait } from '../../sim/task.ts';
import { FORMATS, type Format, formatEntry, isAbout } from './journal-lines.ts';
import { page } from './pager.ts';
import { globPattern } from './systemctl/verbs.ts';
import { type Tool, tool } from './tool.ts';

const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
const PRIORITY_ALIASES: Readonly<Record<string, string>> = { error: 'err', warn: 'warning', panic: 'emerg' };

type Filter = (entry: JournalEntry) => boolean;

const reader: Program = tool(
  'journalctl',
  {
    options: [
      'u,unit=',
      't,identifier=',
      'p,priority=',
      'g,grep=',
      'case-sensitive[=]',
      'f,follow',
      'n,lines[=]',
      'e,pager-end',
      'r,reverse',
      'o,output=',
      'x,catalog',
      'S,since=',
      'U,until=',
      'b,boot[=]',
      'k,dmesg',
      'no-pager',
      'no-hostname',
      'no-tail',
      'no-full',
      'l,full',
      'a,all',
      'q,quiet',
      'm,merge',
      'utc',
      'list-boots',
      'disk-usage',
      'vacuum-time=',
      'vacuum-size=',
      'vacuum-files=',
      'rotate',
      'flush',
      'sync',
      'system',
      'facility=',
      'truncate-newline',
      '!user',
      '!user-unit=',
      '!D,directory=',
      '!file=',
      '!M,machine=',
      '!c,cursor=',
      '!after-cursor=',
      '!show-cursor',
      '!F,field=',
      '!N,fields',
      '!header',
      '!verify',
      '!output-fields=',
      '!list-catalog',
      '!root=',
      '!namespace=',
      '!interval=',
      '!invocation=',
      '!I',
      'help',
      'version',
    ],
  },
  function* (run) {
    const { process } = run;
    if (run.has('help')) return yield* run.notSimulated('--help');
    if (run.has('version')) {
      yield* run.print('systemd 255 (255.4-1ubuntu8.12)\n');
      return 0;
    }
    const format = run.value('output') ?? 'short';
    if (!isFormat(format)) return yield* run.failPlainly(`Unknown output format '${format}'.`);
    const journal = findJournal(process.host.files);
    if (!mayRead(process)) {
      yield* run.say(
        "Hint: You are currently not seeing messages from other users and the system.\n      Users in groups 'adm', 'systemd-journal' can see all messages.\n      Pass -q to turn off this notice.",
      );
      return yield* run.failPlainly('No journal files were opened due to insufficient permissions.');
    }
    if (!journal) {
      yield* run.say('No journal files were found.');
      yield* run.print('-- No entries --\n');
      return 0;
    }
    const maintained = yield* maintenance(run, journal);
    if (maintained !== undefined) return maintained;
    const filter = yield* filterOf(run, journal);
    return yield* printEntries(run, journal, filter, format);
  },
);

export const journalctl: Program = function* (process) {
  process.argv = withJoinedArguments(process.argv);
  return yield* reader(process);
};

const isFormat = (text: string): text is Format => FORMATS.some((format) => format === text);

const mayRead = ({ credentials }: Process): boolean =>
  credentials.uid === 0 || credentials.groups.some((group) => group === 4 || group === 999);

/** Options that look after the files instead of showing entries. */
function* maintenance(run: Tool, journal: Journal): Task<ExitCode | undefined> {
  const now = run.process.simulation.epoch + run.process.simulation.now;
  if (run.has('list-boots')) {
    const boots = bootsOf(journal);
    const rows = boots.map((boot, index) => {
      const entries = journal.entries.filter((entry) => entry.boot === boot);
      const times = `${formatTimestamp(entries[0].time)} ${formatTimestamp(entries.at(-1)!.time)}`;
      return `${String(index - boots.length + 1).padStart(3)} ${boot.replaceAll('-', '')} ${times}\n`;
    });
    yield* run.print(`IDX BOOT ID                          FIRST ENTRY                 LAST ENTRY\n${rows.join('')}`);
    return 0;
  }
  if (run.has('disk-usage')) {
    yield* run.print('Archived and active journals take up 8.0M in the file system.\n');
    return 0;
  }
  const age = run.value('vacuum-time');
  if (age !== undefined) {
    const span = parseTimeSpan(age);
    if (span === undefined) return yield* run.failPlainly(`Failed to parse vacuum time: ${age}`);
    journal.vacuum(now - span);
    yield* run.say('Vacuuming done, freed 0B of archived journals from /var/log/journal.');
    return 0;
  }
  if (run.has('vacuum-size') || run.has('vacuum-files')) {
    yield* run.say('Vacuuming done, freed 0B of archived journals from /var/log/journal.');
    return 0;
  }
  return run.has('rotate') || run.has('flush') || run.has('sync') ? 0 : undefined;
}

const bootsOf = (journal: Journal): string[] => [...new Set(journal.entries.map((entry) => entry.boot))];

function* filterOf(run: Tool, journal: Journal): Task<Filter> {
  const { process } = run;
  const filters: Filter[] = [];
  const units = run.values('unit');
  if (units.length > 0) {
    const wanted = units.map((unit) => (/[*?[]/.test(unit) ? globPattern(unit) : unitName(unit)));
    filters.push((entry) =>
      wanted.some((one) =>
        typeof one === 'string' ? isAbout(entry, one) : one.test(entry.unit ?? '') || one.test(entry.about ?? ''),
      ),
    );
  }
  const identifiers = run.values('identifier');
  if (identifiers.length > 0) filters.push((entry) => identifiers.includes(entry.identifier));
  const priority = run.value('priority');
  if (priority !== undefined) {
    const [from, to] = priority.includes('..') ? priority.split('..').map(levelOf) : [0, levelOf(priority)];
    if (from === undefined || to === undefined) return yield* run.failPlainly(`Unknown log level ${priority}`);
    const [low, high] = from < to ? [from, to] : [to, from];
    filters.push((entry) => entry.priority >= low && entry.priority <= high);
  }
  const since = yield* timeOption(run, 'since');
  const until = yield* timeOption(run, 'until');
  if (since !== undefined) filters.push((entry) => entry.time >= since);
  if (until !== undefined) filters.push((entry) => entry.time <= until);
  const pattern = run.value('grep');
  if (pattern !== undefined) {
    // All lower case means: ignore case, as in journalctl.
    const expression = new RegExp(pattern, pattern === pattern.toLowerCase() ? 'i' : '');
    filters.push((entry) => expression.test(entry.message));
  }
  if (run.has('dmesg')) filters.push((entry) => entry.transport === 'kernel');
  if (run.has('boot') || run.has('dmesg')) {
    const boot = yield* wantedBoot(run, journal, process);
    filters.push((entry) => entry.boot === boot);
  }
  for (const match of run.operands) {
    const equals = match.indexOf('=');
    if (equals < 0) {
      if (match.startsWith('/')) filters.push((entry) => (entry.command ?? '').split(' ')[0] === match);
      else return yield* run.failPlainly(`Failed to add match '${match}': Invalid argument`);
      continue;
    }
    const field = match.slice(0, equals);
    const value = match.slice(equals + 1);
    const read = FIELDS[field];
    if (!read) return yield* run.notSimulated(`matching on ${field}`);
    filters.push((entry) => read(entry) === value);
  }
  return (entry) => filters.every((filter) => filter(entry));
}

const FIELDS: Readonly<Record<string, (entry: JournalEntry) => string | undefined>> = {
  _SYSTEMD_UNIT: (entry) => entry.unit,
  UNIT: (entry) => entry.about,
  SYSLOG_IDENTIFIER: (entry) => entry.identifier,
  _COMM: (entry) => entry.identifier,
  _PID: (entry) => (entry.pid === undefined ? undefined : String(entry.pid)),
  _UID: (entry) => String(entry.uid ?? 0),
  _TRANSPORT: (entry) => entry.transport,
  PRIORITY: (entry) => String(entry.priority),
};

const levelOf = (text: string): number | undefined => {
  if (/^[0-7]$/.test(text)) return Number(text);
  const at = PRIORITIES.indexOf(PRIORITY_ALIASES[text] ?? text);
  return at < 0 ? undefined : at;
};

function* wantedBoot(run: Tool, journal: Journal, process: Process): Task<string> {
  const given = run.value('boot') || '0';
  const boots = bootsOf(journal);
  if (/^[0-9a-f]{32}$/.test(given)) {
    const found = boots.find((boot) => boot.replaceAll('-', '') === given);
    return (
      found ??
      (yield* run.failPlainly(`Data from the specified boot (${given}) is not available: No such boot ID in journal`))
    );
  }
  const offset = Number(given);
  const index = offset > 0 ? offset - 1 : boots.length - 1 + offset;
  const found = offset === 0 ? process.host.bootId : boots[index];
  return (
    found ??
    (yield* run.failPlainly(`Data from the specified boot (${given}) is not available: No such boot ID in journal`))
  );
}

function* timeOption(run: Tool, name: 'since' | 'until'): Task<number | undefined> {
  const given = run.value(name);
  if (given === undefined) return undefined;
  const now = run.process.simulation.epoch + run.process.simulation.now;
  return parseTimestamp(given, now) ?? (yield* run.failPlainly(`Failed to parse timestamp: ${given}`));
}

/** systemd.time(7): `2026-11-20 10:00`, `10:00`, `today`, `1 hour ago`, `-5min`, `@1700000000`. */
export function parseTimestamp(text: string, now: number): number | undefined {
  const day = 86_400_000;
  const midnight = Math.floor(now / day) * day;
  const trimmed = text.trim();
  const words: Readonly<Record<string, number>> = {
    now,
    today: midnight,
    yesterday: midnight - day,
    tomorrow: midnight + day,
  };
  if (trimmed in words) return words[trimmed];
  if (/^@\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed.slice(1)) * 1000;
  const ago = /^(.*)\s+ago$/.exec(trimmed);
  if (ago) return before(ago[1], now, -1);
  if (trimmed.startsWith('-')) return before(trimmed.slice(1), now, -1);
  if (trimmed.startsWith('+')) return before(trimmed.slice(1), now, 1);
  const match =
    /^(?:(?:[A-Z][a-z]{2} )?(\d{4}|\d{2})-(\d\d)-(\d\d))?[ T]?(?:(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?(?: ?(?:UTC|Z))?$/.exec(
      trimmed,
    );
  if (!match || trimmed === '') return undefined;
  const [, year, month, date, hour = '0', minute = '0', second = '0'] = match;
  const base = year
    ? Date.UTC(year.length === 2 ? 2000 + Number(year) : Number(year), Number(month) - 1, Number(date))
    : midnight;
  return base + Number(hour) * 3_600_000 + Number(minute) * 60_000 + Number(second) * 1000;
}

const before = (span: string, now: number, sign: number): number | undefined => {
  const parsed = parseTimeSpan(span);
  return parsed === undefined ? undefined : now + sign * parsed;
};

function* printEntries(run: Tool, journal: Journal, filter: Filter, format: Format): Task<ExitCode> {
  const { process } = run;
  const follows = run.has('follow');
  const limit = yield* linesWanted(run, follows);
  const found = journal.entries.filter(filter);
  const shown = limit === undefined ? found : found.slice(Math.max(0, found.length - limit));
  if (run.has('reverse')) shown.reverse();
  const coloured = process.isTerminal(1);
  const hostname = run.has('no-hostname') ? '' : process.host.namespaces.hostname;
  const machine = process.files.exists('/etc/machine-id') ? process.files.readText('/etc/machine-id').trim() : '';
  let boot = shown[0]?.boot;
  const text = (entry: JournalEntry): string => {
    const separator =
      entry.boot !== boot && format.startsWith('short') ? `-- Boot ${entry.boot.replaceAll('-', '')} --\n` : '';
    boot = entry.boot;
    const line = formatEntry(entry, hostname, format, coloured, machine).replace(
      '  ',
      hostname === '' && format.startsWith('short') ? ' ' : '  ',
    );
    const explained =
      run.has('catalog') && format.startsWith('short')
        ? explain(entry)
            .map((one) => `${one}\n`)
            .join('')
        : '';
    return `${separator}${line}\n${explained}`;
  };
  if (shown.length === 0 && !follows) {
    if (!run.has('quiet')) yield* run.print('-- No entries --\n');
    return 0;
  }
  const lines = shown.map(text).join('');
  if (!follows) {
    yield* page(process, lines, { paged: !run.has('no-pager'), atEnd: run.has('pager-end') });
    return 0;
  }
  yield* run.print(lines);
  let next = journal.end;
  for (;;) {
    if (journal.end === next) yield* wait(journal.appended.next('journal'));
    const fresh = journal.entries.slice(Math.max(0, next - journal.first)).filter(filter);
    next = journal.end;
    for (const entry of fresh) yield* run.print(text(entry));
  }
}

function* linesWanted(run: Tool, follows: boolean): Task<number | undefined> {
  const option = run.options.findLast((one) => one.name === 'lines');
  if (!option) {
    if (run.has('pager-end')) return 1000;
    return follows && !run.has('no-tail') && !run.has('since') ? 10 : undefined;
  }
  if (!option.hasValue) return 10;
  if (option.value === 'all') return undefined;
  if (/^\+?\d+$/.test(option.value)) return Number(option.value);
  return yield* run.failPlainly(`Failed to parse lines '${option.value}'`);
}

/** `-n 20` and `-b -1`: optional arguments that journalctl takes from the next word all the same. */
const withJoinedArguments = (argv: readonly string[]): string[] => {
  const joined: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at];
    const next = argv[at + 1];
    const isLines = /^-[a-zA-Z]*n$/.test(word) || word === '--lines';
    const isBoot = /^-[a-zA-Z]*b$/.test(word) || word === '--boot';
    if (isLines && next !== undefined && /^(?:\+?\d+|all)$/.test(next)) {
      joined.push(word.startsWith('--') ? `${word}=${next}` : `${word}${next}`);
      at++;
    } else if (isBoot && next !== undefined && /^(?:[+-]?\d+|[0-9a-f]{32})$/.test(next)) {
      joined.push(word.startsWith('--') ? `${word}=${next}` : `${word}${next}`);
      at++;
    } else joined.push(word);
  }
  return joined;
};
