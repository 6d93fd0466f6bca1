// Who gave a password not long ago, and where: /run/sudo/ts/USER, a line per terminal or, without one, per parent.

import type { Process } from '../../../linux/host/process.ts';

const DIRECTORY = '/run/sudo/ts';

interface Record {
  readonly place: string;
  readonly boot: string;
  /** Virtual milliseconds. */
  readonly at: number;
}

const pathOf = (user: string): string => `${DIRECTORY}/${user}`;

/** A login on the same terminal later is another session: its number is part of the place. */
const placeOf = ({ terminal, session, parent }: Process): string =>
  terminal ? `${terminal.name}:${session}` : `ppid:${parent?.pid ?? 0}`;

const recordsOf = ({ files }: Process, user: string): Record[] =>
  files.exists(pathOf(user))
    ? files
        .readText(pathOf(user))
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(' '))
        .map(([place, boot, at]) => ({ place, boot, at: Number(at) }))
    : [];

function write({ files }: Process, user: string, records: readonly Record[]): void {
  files.makeDirectory(DIRECTORY, { recursive: true, mode: 0o700 });
  files.changeMode('/run/sudo', 0o711);
  const text = records.map(({ place, boot, at }) => `${place} ${boot} ${at}\n`).join('');
  files.writeFile(pathOf(user), text, { mode: 0o600 });
}

export function isRemembered(process: Process, user: string, minutes: number): boolean {
  if (minutes === 0) return false;
  const { host, simulation } = process;
  const found = recordsOf(process, user).find(({ place, boot }) => place === placeOf(process) && boot === host.bootId);
  return found !== undefined && (minutes < 0 || simulation.now - found.at < minutes * 60_000);
}

export function remember(process: Process, user: string): void {
  const place = placeOf(process);
  const others = recordsOf(process, user).filter((one) => one.place !== place);
  write(process, user, [...others, { place, boot: process.host.bootId, at: process.simulation.now }]);
}

/** `-k`: this session's record. */
export function forget(process: Process, user: string): void {
  const records = recordsOf(process, user);
  if (records.length > 0)
    write(
      process,
      user,
      records.filter(({ place }) => place !== placeOf(process)),
    );
}

/** `-K`: all of them. */
export function forgetEverywhere({ files }: Process, user: string): void {
  if (files.exists(pathOf(user))) files.unlink(pathOf(user));
}
