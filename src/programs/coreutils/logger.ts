// logger: writes lines into the journal, as programs do that use syslog(3).

import { decode } from '../../base/bytes.ts';
import { strftime } from '../../base/strftime.ts';
import { userName } from '../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import { findJournal } from '../../linux/systemd/journal.ts';
import type { Task } from '../../sim/task.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';

const LEVELS: Readonly<Record<string, number>> = {
  emerg: 0,
  panic: 0,
  alert: 1,
  crit: 2,
  err: 3,
  error: 3,
  warning: 4,
  warn: 4,
  notice: 5,
  info: 6,
  debug: 7,
};
const FACILITIES =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp local0 local1 local2 local3 local4 local5 local6 local7 security';

export const logger: Program = utility(
  {
    usage: '[options] [<message>]',
    suite: 'util-linux 2.39.3',
    options: [
      'i',
      'id[=]',
      'f,file=',
      'e,skip-empty',
      'no-act',
      'p,priority=',
      'octet-count',
      'prio-prefix',
      's,stderr',
      'S,size=',
      't,tag=',
      '!n,server=',
      '!P,port=',
      '!T,tcp',
      '!d,udp',
      '!rfc3164',
      '!rfc5424[=]',
      '!sd-id=',
      '!sd-param=',
      '!msgid=',
      '!u,socket=',
      '!socket-errors[=]',
      '!journald[=]',
    ],
  },
  work,
);

function* work(run: Invocation): Task<ExitCode> {
  const priority = levelOf(run.value('priority') ?? 'user.notice');
  if (run.operands.length > 0) {
    yield* log(run, run.operands.join(' '), priority);
    return run.status;
  }
  const path = run.value('file') ?? '-';
  let text: string;
  try {
    text = decode(yield* run.bytesOf(path));
  } catch (error) {
    throw new Failure(`file ${path}: ${reason(error)}`);
  }
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    if (line === '' && run.has('skip-empty')) continue;
    const [, digits, rest] = (run.has('prio-prefix') && /^<(\d{1,3})>(.*)$/s.exec(line)) || [];
    yield* log(run, rest ?? line, digits === undefined ? priority : Number(digits) % 8);
  }
  return run.status;
}

/** `local0.info`, `err`, `13`: what counts here is the level. */
function levelOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) % 8;
  const at = text.lastIndexOf('.');
  const [facility, level] = at < 0 ? ['user', text] : [text.slice(0, at), text.slice(at + 1)];
  if (!/^\d+$/.test(facility) && !FACILITIES.split(' ').includes(facility))
    throw new Failure(`unknown facility name: ${facility}`);
  const found = /^[0-7]$/.test(level) ? Number(level) : LEVELS[level];
  if (found === undefined) throw new Failure(`unknown priority name: ${level}`);
  return found;
}

function* log(run: Invocation, message: string, priority: number): Task<void> {
  const { process } = run;
  const { host, simulation } = process;
  const identifier = run.value('tag') ?? userName(process.files, process.credentials.uid);
  const hasPid = run.has('i') || run.has('id');
  const pid = hasPid && run.value('id') ? Number(run.value('id')) : process.pid;
  if (run.has('stderr'))
    yield* run.note(
      `<${8 + priority}>${strftime('%b %e %H:%M:%S', simulation.epoch + simulation.now)} ${identifier}${hasPid ? `[${pid}]` : ''}: ${message}\n`,
    );
  if (run.has('no-act')) return;
  findJournal(host.files)?.append({
    time: simulation.epoch + simulation.now,
    monotonic: simulation.now - (host.bootedAt ?? 0),
    boot: host.bootId,
    transport: 'syslog',
    identifier,
    pid: hasPid ? pid : undefined,
    priority,
    message,
    uid: process.credentials.uid,
    command: 'logger',
  });
}
