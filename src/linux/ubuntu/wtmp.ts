// /var/log/wtmp: who logged in where and until when. The real file holds binary records; ours are lines of JSON, which
// only `last` reads.

import { SystemError } from '../errors.ts';
import type { Host } from '../host/host.ts';

const PATH = '/var/log/wtmp';

export interface LoginRecord {
  readonly user: string;
  /** The terminal. */
  readonly line: string;
  readonly from: string;
  readonly pid: number;
}

export interface PastLogin extends LoginRecord {
  /** Unix milliseconds. */
  readonly begin: number;
  /** Missing: not logged out, or the machine went down first. */
  readonly end?: number;
  readonly boot: string;
}

interface Logout {
  readonly line: string;
  readonly pid: number;
  readonly end: number;
  readonly boot: string;
}

const now = ({ simulation }: Host): number => simulation.epoch + simulation.now;

function append(host: Host, record: object): void {
  // A disk that is full or broken keeps nobody from logging in.
  if (!host.files.isDirectory('/var/log')) return;
  try {
    host.files.writeFile(PATH, `${JSON.stringify(record)}\n`, { append: true, mode: 0o664 });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
  }
}

export const recordLogin = (host: Host, login: LoginRecord): void =>
  append(host, { ...login, begin: now(host), boot: host.bootId });

export const recordLogout = (host: Host, line: string, pid: number): void =>
  append(host, { line, pid, end: now(host), boot: host.bootId });

/** In the order of the logins. */
export function pastLogins({ files }: Host): PastLogin[] {
  if (!files.exists(PATH)) return [];
  const records: (PastLogin | Logout)[] = files
    .readText(PATH)
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  const isSame = (login: PastLogin, one: PastLogin | Logout): boolean =>
    !('user' in one) && one.line === login.line && one.pid === login.pid && one.boot === login.boot;
  return records.flatMap((login) => {
    if (!('user' in login)) return [];
    const end = records.find((one) => isSame(login, one))?.end;
    return [end === undefined ? login : { ...login, end }];
  });
}
