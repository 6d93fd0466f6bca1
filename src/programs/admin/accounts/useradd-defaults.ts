// /etc/default/useradd: what a new account gets unless said, shown and changed by `useradd -D`.

import type { FileSystem } from '../../../linux/files/file-system.ts';
import type { ExitCode } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import type { Tool } from '../tool.ts';
import { groupNamed, requireRoot } from './shadow-tool.ts';

export interface Defaults {
  readonly GROUP: number;
  readonly HOME: string;
  readonly INACTIVE: string;
  readonly EXPIRE: string;
  readonly SHELL: string;
  readonly SKEL: string;
  readonly CREATE_MAIL_SPOOL: string;
  readonly LOG_INIT: string;
}

const PATH = '/etc/default/useradd';
const BUILT_IN: Defaults = {
  GROUP: 100,
  HOME: '/home',
  INACTIVE: '-1',
  EXPIRE: '',
  SHELL: '/bin/sh',
  SKEL: '/etc/skel',
  CREATE_MAIL_SPOOL: 'no',
  LOG_INIT: 'yes',
};

export function readDefaults(files: FileSystem): Defaults {
  const text = files.exists(PATH) ? files.readText(PATH) : '';
  const value = (key: keyof Defaults): string =>
    new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1] ?? String(BUILT_IN[key]);
  return {
    GROUP: Number(value('GROUP')),
    HOME: value('HOME'),
    INACTIVE: value('INACTIVE'),
    EXPIRE: value('EXPIRE'),
    SHELL: value('SHELL'),
    SKEL: value('SKEL'),
    CREATE_MAIL_SPOOL: value('CREATE_MAIL_SPOOL'),
    LOG_INIT: value('LOG_INIT'),
  };
}

/** Without other options the defaults are shown; with some they are written, all of them. */
export function* adoptDefaults(run: Tool): Task<ExitCode> {
  const { files } = run;
  const old = readDefaults(files);
  const group = run.value('gid');
  const wanted: Defaults = {
    ...old,
    GROUP: group === undefined ? old.GROUP : (groupNamed(run, group)?.gid ?? old.GROUP),
    HOME: run.value('base-dir') ?? old.HOME,
    INACTIVE: run.value('inactive') ?? old.INACTIVE,
    EXPIRE: run.value('expiredate') ?? old.EXPIRE,
    SHELL: run.value('shell') ?? old.SHELL,
  };
  if (run.options.length === 1) {
    yield* run.print(
      Object.entries(wanted)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(''),
    );
    return 0;
  }
  yield* requireRoot(run, '/etc/passwd');
  let text = files.exists(PATH) ? files.readText(PATH) : '';
  for (const [key, value] of Object.entries(wanted)) {
    const line = new RegExp(`^${key}=.*$`, 'm');
    text = line.test(text) ? text.replace(line, () => `${key}=${value}`) : `${text}${key}=${value}\n`;
  }
  files.writeFile(PATH, text);
  return 0;
}
