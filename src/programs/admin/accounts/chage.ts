// chage: when a password must change and an account ends.

import { strftime } from '../../../base/strftime.ts';
import { findAccount } from '../../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { callerOf } from '../caller.ts';
import type { Tool } from '../tool.ts';
import { changeEntry, daysOf, entryOf } from './account-files.ts';
import { readLine } from './secret.ts';
import { shadowTool, usage } from './shadow-tool.ts';

/** Fields of a shadow entry behind the password, and the option and question of each. */
const FIELDS = [
  { option: 'mindays', at: 3, question: 'Minimum Password Age', isDate: false },
  { option: 'maxdays', at: 4, question: 'Maximum Password Age', isDate: false },
  { option: 'lastday', at: 2, question: 'Last Password Change (YYYY-MM-DD)', isDate: true },
  { option: 'warndays', at: 5, question: 'Password Expiration Warning', isDate: false },
  { option: 'inactive', at: 6, question: 'Password Inactive', isDate: false },
  { option: 'expiredate', at: 7, question: 'Account Expiration Date (YYYY-MM-DD)', isDate: true },
] as const;

const NEVER = 10_000;
const DAY = 86_400_000;

export const chage: Program = shadowTool(
  'chage',
  [
    'd,lastday=',
    'E,expiredate=',
    'i,iso8601',
    'I,inactive=',
    'l,list',
    'm,mindays=',
    'M,maxdays=',
    'W,warndays=',
    '!R,root=',
  ],
  function* (run): Task<ExitCode> {
    const { files } = run;
    const changes = FIELDS.filter(({ option }) => run.has(option));
    for (const { option, isDate } of changes) {
      const value = run.value(option) ?? '';
      if (isDate && daysOf(value) === undefined) return yield* usage(run, `invalid date '${value}'`);
      if (!isDate && !/^-?\d+$/.test(value)) return yield* usage(run, `invalid numeric argument '${value}'`);
    }
    const [name] = run.operands;
    if (name === undefined || run.operands.length > 1) return yield* usage(run);
    if (run.has('list') && changes.length > 0) return yield* usage(run, 'do not include "l" with other flags');
    if (!run.isRoot && !run.has('list')) return yield* run.fail('Permission denied.');
    if (!findAccount(files, name)) return yield* run.fail(`user '${name}' does not exist in /etc/passwd`);
    const entry = entryOf(files, '/etc/shadow', name);
    if (run.has('list')) {
      if (!run.isRoot && callerOf(run.process).name !== name) return yield* run.fail('Permission denied.');
      yield* run.print(listing(entry ?? [], run.has('iso8601')));
      return 0;
    }
    const values =
      changes.length > 0
        ? changes.map(({ option, at, isDate }) => ({ at, value: stored(run.value(option) ?? '', isDate) }))
        : yield* ask(run, name, entry ?? []);
    changeEntry(files, '/etc/shadow', name, (old) =>
      values.reduce<readonly string[]>((fields, { at, value }) => fields.with(at, value), old),
    );
    return 0;
  },
);

/** `-1` empties a field; a date becomes its day. */
function stored(text: string, isDate: boolean): string {
  const value = isDate ? String(daysOf(text)) : text;
  return value === '-1' ? '' : value;
}

function listing(entry: readonly string[], iso: boolean): string {
  const number = (at: number): number => (entry[at] ? Number(entry[at]) : -1);
  const [changed, least, most, warning, inactive, expires] = [2, 3, 4, 5, 6, 7].map(number);
  const date = (days: number) => strftime(iso ? '%Y-%m-%d' : '%b %d, %Y', days * DAY);
  const ends = changed >= 0 && most >= 0 && most < NEVER ? changed + most : undefined;
  const must = 'password must be changed';
  const rows: readonly (readonly [string, string])[] = [
    ['Last password change\t\t\t\t\t', changed < 0 ? 'never' : changed === 0 ? must : date(changed)],
    ['Password expires\t\t\t\t\t', changed === 0 ? must : ends === undefined ? 'never' : date(ends)],
    [
      'Password inactive\t\t\t\t\t',
      changed === 0 ? must : ends === undefined || inactive < 0 ? 'never' : date(ends + inactive),
    ],
    ['Account expires\t\t\t\t\t\t', expires < 0 ? 'never' : date(expires)],
    ['Minimum number of days between password change\t\t', String(least)],
    ['Maximum number of days between password change\t\t', String(most)],
    ['Number of days of warning before password expires\t', String(warning)],
  ];
  return rows.map(([label, value]) => `${label}: ${value}\n`).join('');
}

function* ask(run: Tool, name: string, entry: readonly string[]): Task<{ at: number; value: string }[]> {
  yield* run.print(
    `Changing the aging information for ${name}\nEnter the new value, or press ENTER for the default\n\n`,
  );
  const answers: { at: number; value: string }[] = [];
  for (const { at, question, isDate } of FIELDS) {
    const old = entry[at] ?? '';
    const shown = old === '' ? '-1' : isDate ? strftime('%Y-%m-%d', Number(old) * DAY) : old;
    yield* run.print(`\t${question} [${shown}]: `);
    const answer = (yield* readLine(run.process)) ?? '';
    const isGood = isDate ? daysOf(answer) !== undefined : /^-?\d+$/.test(answer);
    if (answer !== '' && !isGood) yield* run.fail('error changing fields');
    answers.push({ at, value: answer === '' ? old : stored(answer, isDate) });
  }
  return answers;
}
