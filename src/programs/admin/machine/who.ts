// who, w and last: who is logged in, as logind knows it; who was, as wtmp does; and when the machine was started,
// as the journal knows it.

import { strftime } from '../../../base/strftime.ts';
import type { Process, Program } from '../../../linux/host/process.ts';
import { findJournal } from '../../../linux/systemd/journal.ts';
import { connectSystemd } from '../../../linux/systemd/protocol.ts';
import type { Session } from '../../../linux/systemd/sessions.ts';
import { pastLogins } from '../../../linux/ubuntu/wtmp.ts';
import { tool } from '../tool.ts';

const HINT = "Try 'who --help' for more information.\n";

/** Sessions on a terminal, which is what utmp lists. */
const sessionsOf = (process: Process): readonly Session[] =>
  (connectSystemd(process)?.sessions ?? []).filter((session) => session.terminal);

const bootTime = ({ host, simulation }: Process): number => simulation.epoch + (host.bootedAt ?? 0);

export const who: Program = tool(
  'who',
  {
    options: [
      'H,heading',
      'q,count',
      'b,boot',
      'm',
      's,short',
      'r,runlevel',
      'u,users',
      '!a,all',
      '!d,dead',
      '!l,login',
      '!p,process',
      '!t,time',
      '!T,w,mesg',
      '!lookup',
      '!ips',
      'help',
      'version',
    ],
    hint: HINT,
  },
  function* (run) {
    const { process } = run;
    const sessions = sessionsOf(process).filter((session) => !run.has('m') || session.terminal === process.terminal);
    if (run.has('help')) return yield* run.notSimulated('--help');
    if (run.has('version')) {
      yield* run.print('who (GNU coreutils) 9.4\n');
      return 0;
    }
    if (run.has('count')) {
      yield* run.print(`${sessions.map((one) => one.user).join(' ')}\n# users=${sessions.length}\n`);
      return 0;
    }
    if (run.has('heading'))
      yield* run.print(
        `NAME     LINE         TIME${run.has('users') ? '             IDLE          PID' : '            '} COMMENT\n`,
      );
    if (run.has('boot')) yield* run.print(`         system boot  ${strftime('%Y-%m-%d %H:%M', bootTime(process))}\n`);
    else if (run.has('runlevel'))
      yield* run.print(`         run-level 5  ${strftime('%Y-%m-%d %H:%M', bootTime(process))}\n`);
    else
      for (const { user, terminal, since, from } of sessions)
        yield* run.print(
          `${user.padEnd(8)} ${(terminal?.name ?? '').padEnd(12)} ${strftime('%Y-%m-%d %H:%M', since)}${run.has('users') ? '   .' : ''}${from === '' ? '' : ` (${from})`}\n`,
        );
    return 0;
  },
);

export const w: Program = tool(
  'w',
  {
    options: [
      'h,no-header',
      's,short',
      'f,from',
      'i,ip-addr',
      'o,old-style',
      'u,no-current',
      'V,version',
      '!p,pids',
      '!help',
    ],
  },
  function* (run) {
    const { process } = run;
    if (run.has('version')) {
      yield* run.print('w from procps-ng 4.0.4\n');
      return 0;
    }
    const all = sessionsOf(process);
    const now = process.simulation.epoch + process.simulation.now;
    if (!run.has('no-header')) {
      const up = Math.floor((now - bootTime(process)) / 60_000);
      const [days, hours, minutes] = [Math.floor(up / 1440), Math.floor(up / 60) % 24, up % 60];
      const span = `${days > 0 ? `${days} day${days > 1 ? 's' : ''}, ` : ''}${hours > 0 ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')}` : `${minutes} min`}`;
      const load = run.files.readText('/proc/loadavg').split(' ').slice(0, 3).join(', ');
      yield* run.print(
        ` ${strftime('%H:%M:%S', now)} up ${span},  ${all.length} user${all.length > 1 ? 's' : ''},  load average: ${load}\n`,
      );
      yield* run.print(
        run.has('short')
          ? 'USER     TTY      FROM              IDLE WHAT\n'
          : 'USER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\n',
      );
    }
    for (const { user, terminal, since, from } of all) {
      if (run.operands.length > 0 && !run.operands.includes(user)) continue;
      const foreground = process.host.processes.all.findLast(
        (one) => one.terminal === terminal && one.group === terminal?.foreground,
      );
      const what = foreground?.argv.join(' ') ?? '-';
      const left = `${user.slice(0, 8).padEnd(8)} ${(terminal?.name ?? '').padEnd(8)} ${(from === '' ? '-' : from).padEnd(16)} `;
      yield* run.print(
        run.has('short')
          ? `${left} 0.00s ${what}\n`
          : `${left}${strftime('%H:%M', since)}    0.00s  0.00s  0.00s ${what}\n`,
      );
    }
    return 0;
  },
);

export const last: Program = tool(
  'last',
  {
    options: [
      'n,limit=',
      'x,system',
      'F,fulltimes',
      'R,nohostname',
      '!a,hostlast',
      '!d,dns',
      '!f,file=',
      '!i,ip',
      '!p,present=',
      '!s,since=',
      '!t,until=',
      '!w,fullnames',
    ],
  },
  function* (run) {
    const { process } = run;
    const entries = findJournal(process.files)?.entries ?? [];
    const boots = new Map<string, { first: number; last: number; release: string }>();
    for (const { boot, time, transport, message } of entries) {
      const known = boots.get(boot) ?? { first: time, last: time, release: '' };
      const release = transport === 'kernel' ? /^Linux version (\S+)/.exec(message)?.[1] : undefined;
      boots.set(boot, { ...known, last: time, release: release ?? known.release });
    }
    const format = run.has('fulltimes') ? '%a %b %e %H:%M:%S %Y' : '%a %b %e %H:%M';
    const span = (from: number, to: number): string => {
      const minutes = Math.floor((to - from) / 60_000);
      const days = Math.floor(minutes / 1440);
      const clock = `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
      return `${days > 0 ? `(${days}+` : ' ('}${clock})`;
    };
    const row = (user: string, line: string, from: string, begin: number, until: string) => ({
      begin,
      user,
      line,
      text: `${user.padEnd(8)} ${line.padEnd(12)} ${run.has('nohostname') ? '' : `${from.slice(0, 16).padEnd(16)} `}${strftime(format, begin)} ${until}\n`,
    });
    const closed = (begin: number, end: number): string =>
      `- ${strftime(run.has('fulltimes') ? format : '%H:%M', end)} ${span(begin, end)}`;
    const rows = [...boots].map(([boot, { first, last: end, release }]) =>
      row(
        'reboot',
        'system boot',
        release,
        first,
        boot === process.host.bootId ? '  still running' : closed(first, end),
      ),
    );
    for (const { user, line, from, begin, end, boot } of pastLogins(process.host)) {
      const down = boots.get(boot)?.last ?? begin;
      const until =
        end !== undefined
          ? closed(begin, end)
          : boot === process.host.bootId
            ? '  still logged in'
            : `- down  ${span(begin, down)}`;
      rows.push(row(user, line, from, begin, until));
    }
    const wanted = rows.filter(
      ({ user, line }) =>
        run.operands.length === 0 || run.operands.some((one) => one === user || one === line || `pts/${one}` === line),
    );
    wanted.sort((a, b) => b.begin - a.begin);
    const begins = entries[0] ? strftime('%a %b %e %H:%M:%S %Y', entries[0].time) : '';
    const limit = Number(run.value('limit') ?? wanted.length);
    yield* run.print(
      `${wanted
        .slice(0, limit)
        .map(({ text }) => text)
        .join('')}\nwtmp begins ${begins}\n`,
    );
    return 0;
  },
);
