// The frame of the shadow suite's programs. Models shadow 4.13: a wrong command line shows the whole usage.

import { findGroup, type Group } from '../../../linux/host/accounts.ts';
import { Exit, type ExitCode, type Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { type Tool, tool } from '../tool.ts';
import { USAGE } from './usage.ts';

export const USAGE_STATUS = 2;
export const BAD_ARGUMENT = 3;
export const NOT_FOUND = 6;
export const BUSY = 8;
export const IN_USE = 9;

export const shadowTool = (
  name: string,
  options: readonly string[],
  work: (run: Tool) => Task<ExitCode>,
  usageStatus = USAGE_STATUS,
): Program => tool(name, { options, usageStatus, hint: USAGE[name], help: USAGE[name] }, work);

/** The usage on stderr, behind a complaint if there is one, and the end. */
export function* usage(run: Tool, complaint?: string): Task<never> {
  if (complaint !== undefined) yield* run.complain(complaint);
  yield* run.process.complain(USAGE[run.name]);
  throw new Exit(USAGE_STATUS);
}

/** What everybody but root hears: the files cannot be locked. */
export function* requireRoot(run: Tool, file: '/etc/passwd' | '/etc/group'): Task<void> {
  if (run.isRoot) return;
  yield* run.complain('Permission denied.');
  yield* run.fail(`cannot lock ${file}; try again later.`, file === '/etc/group' ? 10 : 1);
}

/** A group by name or number, as `-g` takes it. */
export const groupNamed = (run: Tool, name: string): Group | undefined =>
  findGroup(run.files, name) ?? (/^\d+$/.test(name) ? findGroup(run.files, Number(name)) : undefined);

/** The groups of `-G a,b`; all that are missing are named. */
export function* groupsNamed(run: Tool): Task<string[]> {
  const found: string[] = [];
  let missing = false;
  for (const name of (run.value('groups') ?? '').split(',').filter(Boolean)) {
    const group = groupNamed(run, name);
    if (group) found.push(group.name);
    else {
      missing = true;
      yield* run.complain(`group '${name}' does not exist`);
    }
  }
  if (missing) throw new Exit(NOT_FOUND);
  return found;
}

/** Ends with 8 while the user has processes. */
export function* requireIdle(run: Tool, name: string, uid: number): Task<void> {
  const busy = run.process.host.processes.all.find(
    ({ alive, credentials, namespaces }) =>
      alive && namespaces === run.process.namespaces && (credentials.uid === uid || credentials.realUid === uid),
  );
  if (busy) yield* run.fail(`user ${name} is currently used by process ${busy.pid}`, BUSY);
}

/** A number given to an option; others end the program. */
export function* numberOf(run: Tool, option: string, complaint: (text: string) => string): Task<number | undefined> {
  const text = run.value(option);
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) yield* run.fail(complaint(text), BAD_ARGUMENT);
  return Number(text);
}
