// sudo -l: what the caller, or with -U somebody else, may run; with a command, whether it is allowed.

import { SystemError } from '../../../linux/errors.ts';
import { type Account, findAccount } from '../../../linux/host/accounts.ts';
import { findExecutable } from '../../../linux/host/host.ts';
import { type ExitCode, STDOUT } from '../../../linux/host/process.ts';
import { terminalOf } from '../../../linux/terminal/terminal.ts';
import type { Task } from '../../../sim/task.ts';
import type { Tool } from '../tool.ts';
import { authenticate } from './authenticate.ts';
import { SECURE_PATH } from './environment.ts';
import type { Policy } from './policy.ts';
import type { Settings } from './settings.ts';
import type { AliasKind, CommandSpec, Default, Member } from './sudoers-syntax.ts';

export function* listPrivileges(
  run: Tool,
  policy: Policy,
  settings: Settings,
  caller: Account,
  target: Account,
  words: readonly string[],
): Task<ExitCode> {
  const { process, files } = run;
  const host = process.namespaces.hostname;
  const otherName = run.value('other-user');
  const about = otherName === undefined ? caller : findAccount(files, otherName);
  if (!about) return yield* run.failPlainly(`sudo: unknown user ${otherName}`);
  const everything = policy.privilegesOf(caller, host).flatMap(({ commands }) => commands);
  // Whoever has one entry without a password may look without one.
  if (settings.authenticates && !everything.some(({ tags }) => tags.has('NOPASSWD')))
    yield* authenticate(run, settings, caller, target, everything.length > 0);
  if (words.length > 0) return yield* listCommand(run, policy, settings, about, target, words);
  const privileges = policy.privilegesOf(about, host);
  if (privileges.length === 0) {
    const isOther = otherName !== undefined;
    if (isOther) {
      yield* run.print(`User ${about.name} is not allowed to run sudo on ${host}.\n`);
      return 0;
    }
    return yield* run.failPlainly(`Sorry, user ${about.name} may not run sudo on ${host}.`);
  }
  const width = widthOf(run);
  const isLong = run.options.filter(({ name }) => name === 'list').length > 1;
  const defaults = policy.defaultsFor(about, host).map(defaultText);
  let text = '';
  if (defaults.length > 0)
    text += `Matching Defaults entries for ${about.name} on ${host}:\n${wrapped(defaults.join(', '), 4, width)}\n\n`;
  text += `User ${about.name} may run the following commands on ${host}:\n`;
  for (const { commands } of privileges)
    for (const group of groupsOf(commands))
      text += isLong ? longEntry(policy, group) : `${wrapped(shortEntry(policy, group), 8, width, 4)}\n`;
  yield* run.print(text);
  return 0;
}

function* listCommand(
  run: Tool,
  policy: Policy,
  settings: Settings,
  about: Account,
  target: Account,
  words: readonly string[],
): Task<ExitCode> {
  const { process, files } = run;
  try {
    const path = findExecutable(files, words[0], process.directory, settings.securePath ?? SECURE_PATH);
    const request = { caller: about, host: process.namespaces.hostname, target, path, words: words.slice(1) };
    if (about.uid !== 0 && !policy.judge(request)?.isAllowed) return 1;
    yield* run.print(`${[path, ...words.slice(1)].join(' ')}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return yield* run.failPlainly(`sudo: ${words[0]}: command not found`);
  }
}

/** Columns to wrap at; none in a pipe. */
function widthOf({ process }: Tool): number {
  const out = process.descriptors.get(STDOUT);
  return out?.kind === 'pipe' ? Number.POSITIVE_INFINITY : (terminalOf(out)?.size.columns ?? 80);
}

/** Lines of words that fit; those after the first are indented by `indent`. */
function wrapped(text: string, indent: number, width: number, first = indent): string {
  const lines = [' '.repeat(first)];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    const isEmpty = line.trim() === '';
    if (!isEmpty && line.length + 1 + word.length >= width) lines.push(' '.repeat(indent) + word);
    else lines[lines.length - 1] = isEmpty ? line + word : `${line} ${word}`;
  }
  return lines.join('\n');
}

function defaultText({ name, operator, value, negated }: Default): string {
  if (operator === undefined) return `${negated ? '!' : ''}${name}`;
  const quoted = /\s/.test(value) ? `"${value}"` : value.replace(/[:,=\\]/g, '\\$&');
  return `${name}${operator}${quoted}`;
}

/** Neighbours that share their runas lists are shown in one line. */
function groupsOf(commands: readonly CommandSpec[]): CommandSpec[][] {
  const groups: CommandSpec[][] = [];
  for (const spec of commands) {
    const last = groups.at(-1);
    if (last && last[0].runAsUsers === spec.runAsUsers && last[0].runAsGroups === spec.runAsGroups) last.push(spec);
    else groups.push([spec]);
  }
  return groups;
}

const names = (policy: Policy, members: readonly Member[], kind: AliasKind): string[] =>
  policy.expand(members, kind).map(({ negated, text }) => `${negated ? '!' : ''}${text}`);

function shortEntry(policy: Policy, group: readonly CommandSpec[]): string {
  const [{ runAsUsers, runAsGroups }] = group;
  const users = runAsUsers === undefined ? ['root'] : names(policy, runAsUsers, 'Runas_Alias');
  const groups = runAsGroups === undefined ? '' : ` : ${names(policy, runAsGroups, 'Runas_Alias').join(', ')}`;
  let shown: ReadonlySet<string> = new Set();
  const commands = group.flatMap(({ command, tags }) => {
    const fresh = [...tags].filter((tag) => !shown.has(tag)).map((tag) => `${tag}: `);
    shown = tags;
    return names(policy, [command], 'Cmnd_Alias').map((name, at) => (at === 0 ? fresh.join('') + name : name));
  });
  return `(${users.join(', ')}${groups}) ${commands.join(', ')}`;
}

function longEntry(policy: Policy, group: readonly CommandSpec[]): string {
  const [{ runAsUsers, runAsGroups, tags }] = group;
  const users = runAsUsers === undefined ? ['root'] : names(policy, runAsUsers, 'Runas_Alias');
  const options = [...tags].map((tag) =>
    tag === 'NOPASSWD' ? '!authenticate' : tag === 'PASSWD' ? 'authenticate' : tag.toLowerCase(),
  );
  return [
    '\nSudoers entry:',
    `    RunAsUsers: ${users.join(', ')}`,
    ...(runAsGroups ? [`    RunAsGroups: ${names(policy, runAsGroups, 'Runas_Alias').join(', ')}`] : []),
    ...(options.length > 0 ? [`    Options: ${options.join(', ')}`] : []),
    '    Commands:',
    ...group.flatMap(({ command }) => names(policy, [command], 'Cmnd_Alias').map((name) => `\t${name}`)),
    '',
  ].join('\n');
}
