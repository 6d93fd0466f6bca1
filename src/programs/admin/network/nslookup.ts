// nslookup and host: the same questions as dig's, told shorter. Models BIND 9.18.

import type { ExitCode, Process, Program } from '../../../linux/host/process.ts';
import type { DnsRecord, RecordType } from '../../../linux/net/dns.ts';
import type { Task } from '../../../sim/task.ts';
import { isApplet } from '../../busybox.ts';
import { tool } from '../tool.ts';
import {
  firstServer,
  isReply,
  type Lookup,
  query,
  recordType,
  reverseName,
  type Silence,
  search,
  serverAddress,
} from './lookup.ts';
import { nslookupApplet } from './nslookup-applet.ts';

export const nslookup: Program = function* (process) {
  if (isApplet(process)) return yield* nslookupApplet(process);
  const words = process.argv.slice(1).filter((word) => !word.startsWith('-'));
  let type: RecordType | undefined;
  let timeout = 5;
  let port = 53;
  for (const option of process.argv.slice(1).filter((word) => word.startsWith('-'))) {
    const [, name, value = ''] = /^-([a-z]+)=?(.*)$/.exec(option) ?? [];
    if (name === 'type' || name === 'query' || name === 'querytype' || name === 'q' || name === 'ty') {
      type = recordType(value);
      if (!type) {
        yield* process.print(`unknown query type: ${value}\n`);
        type = undefined;
      }
    } else if (name === 'timeout') timeout = Number(value);
    else if (name === 'port') port = Number(value);
    else if (name === 'version') {
      yield* process.print('nslookup 9.18.39-0ubuntu0.24.04.2-Ubuntu\n');
      return 0;
    } else {
      yield* process.complain(`cka-lab: not simulated: nslookup ${option}\n`);
      return 1;
    }
  }
  const [name, chosen] = words;
  if (name === undefined) {
    yield* process.complain('cka-lab: not simulated: nslookup as a prompt\n');
    return 1;
  }
  const server = chosen === undefined ? firstServer(process) : yield* serverAddress(process, chosen);
  if (server === undefined) {
    yield* process.print(`nslookup: couldn't get address for '${chosen}': not found\n`);
    return 1;
  }
  const lookup: Lookup = { server, port, timeout, tries: 3, tcp: false };
  const reversed = reverseName(name);
  return reversed ? yield* tellReverse(process, lookup, reversed) : yield* tell(process, lookup, name, type);
};

function* tell(process: Process, lookup: Lookup, wanted: string, type: RecordType | undefined): Task<ExitCode> {
  const { name, outcome } = yield* search(process, lookup, wanted, type ?? 'A');
  if (!isReply(outcome)) return yield* unreachable(process, outcome);
  const { answer } = outcome;
  let text = `Server:\t\t${lookup.server}\nAddress:\t${lookup.server}#${lookup.port}\n\n`;
  if (answer.code !== 'NOERROR') {
    yield* process.print(`${text}** server can't find ${name}: ${answer.code}\n\n`);
    return 1;
  }
  const six = type === undefined ? yield* query(process, lookup, name, 'AAAA') : undefined;
  const sixes = six && isReply(six) ? six.answer.answers.filter((record) => record.type === 'AAAA') : [];
  const records = [...answer.answers, ...sixes];
  if (records.length === 0) text += `*** Can't find ${name}: No answer\n`;
  else {
    if (!answer.authoritative) text += 'Non-authoritative answer:\n';
    text += records.map(line).join('');
  }
  if (type !== undefined && type !== 'A' && type !== 'AAAA' && !answer.authoritative)
    text += '\nAuthoritative answers can be found from:\n';
  yield* process.print(`${text}\n`);
  return 0;
}

function* tellReverse(process: Process, lookup: Lookup, name: string): Task<ExitCode> {
  const outcome = yield* query(process, lookup, name, 'PTR');
  if (!isReply(outcome)) return yield* unreachable(process, outcome);
  const { answer } = outcome;
  if (answer.code !== 'NOERROR') {
    yield* process.print(`** server can't find ${name}: ${answer.code}\n\n`);
    return 1;
  }
  const found = answer.answers.map(line).join('');
  yield* process.print(
    `${found === '' ? `*** Can't find ${name}: No answer\n` : found}${answer.authoritative ? '' : '\nAuthoritative answers can be found from:\n'}\n`,
  );
  return 0;
}

function* unreachable(process: Process, { complaints }: Silence): Task<ExitCode> {
  yield* process.print(`${complaints.map((one) => `${one}\n`).join('')};; no servers could be reached\n\n`);
  return 1;
}

function line({ name, type, data }: DnsRecord): string {
  switch (type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${name}\nAddress: ${data}\n`;
    case 'CNAME':
      return `${name}\tcanonical name = ${data}\n`;
    case 'MX':
      return `${name}\tmail exchanger = ${data}\n`;
    case 'NS':
      return `${name}\tnameserver = ${data}\n`;
    case 'PTR':
      return `${name}\tname = ${data}\n`;
    case 'SRV':
      return `${name}\tservice = ${data}\n`;
    case 'TXT':
      return `${name}\ttext = ${data}\n`;
    case 'SOA':
      return soaLines(name, data);
  }
}

function soaLines(name: string, data: string): string {
  const [origin, mail, serial, refresh, retry, expire, minimum] = data.split(' ');
  return `${name}\n\torigin = ${origin}\n\tmail addr = ${mail}\n\tserial = ${serial}\n\trefresh = ${refresh}\n\tretry = ${retry}\n\texpire = ${expire}\n\tminimum = ${minimum}\n`;
}

// ——— host ———

const STATUS_NUMBERS: Readonly<Record<string, number>> = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };

export const host: Program = tool(
  'host',
  {
    options: [
      't=',
      'W=',
      'R=',
      'T',
      '4',
      'V',
      '!a',
      '!A',
      '!C',
      '!c=',
      '!d',
      '!l',
      '!m=',
      '!N=',
      '!p=',
      '!r',
      '!s',
      '!U',
      '!v',
      '!w',
      '!6',
      '!i',
    ],
    usageStatus: 1,
  },
  function* (run) {
    if (run.has('V')) {
      yield* run.say('host 9.18.39-0ubuntu0.24.04.2-Ubuntu');
      return 0;
    }
    const [name, chosen] = run.operands;
    if (name === undefined) return yield* run.notSimulated('without a name: its help');
    const { process } = run;
    const server = chosen === undefined ? firstServer(process) : yield* serverAddress(process, chosen);
    if (server === undefined) return yield* run.fail(`couldn't get address for '${chosen}': not found`);
    const typed = run.value('t');
    const type = typed === undefined ? undefined : recordType(typed);
    if (typed !== undefined && !type) return yield* run.fail(`invalid type: ${typed}\n`, 2);
    const lookup: Lookup = {
      server,
      port: 53,
      timeout: Number(run.value('W') ?? 5),
      tries: Number(run.value('R') ?? 1) + 1,
      tcp: run.has('T'),
    };
    const reversed = reverseName(name);
    const first = reversed
      ? { name: reversed, outcome: yield* query(process, lookup, reversed, 'PTR') }
      : yield* search(process, lookup, name, type ?? 'A');
    if (!isReply(first.outcome)) {
      yield* run.print(`${first.outcome.complaints.map((one) => `${one}\n`).join('')};; no servers could be reached\n`);
      return 1;
    }
    if (chosen !== undefined)
      yield* run.print(`Using domain server:\nName: ${chosen}\nAddress: ${server}#53\nAliases: \n\n`);
    const { answer } = first.outcome;
    if (answer.code !== 'NOERROR') {
      const shown = reversed ? `${reversed}.` : reverseOrName(name, first.name);
      yield* run.print(`Host ${shown} not found: ${STATUS_NUMBERS[answer.code] ?? 2}(${answer.code})\n`);
      return 1;
    }
    const records = [...answer.answers];
    if (!reversed && type === undefined) {
      for (const other of ['AAAA', 'MX'] as const) {
        const outcome = yield* query(process, lookup, first.name, other);
        if (isReply(outcome)) records.push(...outcome.answer.answers.filter((record) => record.type === other));
      }
    }
    if (records.length === 0 && type !== undefined) yield* run.print(`${first.name} has no ${type} record\n`);
    yield* run.print(records.map(sentence).join(''));
    return 0;
  },
);

const reverseOrName = (typed: string, asked: string): string => (asked.startsWith(`${typed}.`) ? typed : asked);

function sentence({ name, type, data }: DnsRecord): string {
  switch (type) {
    case 'A':
      return `${name} has address ${data}\n`;
    case 'AAAA':
      return `${name} has IPv6 address ${data}\n`;
    case 'CNAME':
      return `${name} is an alias for ${data}\n`;
    case 'MX':
      return `${name} mail is handled by ${data}\n`;
    case 'NS':
      return `${name} name server ${data}\n`;
    case 'PTR':
      return `${name} domain name pointer ${data}\n`;
    case 'TXT':
      return `${name} descriptive text ${data}\n`;
    case 'SOA':
    case 'SRV':
      return `${name} has ${type} record ${data}\n`;
  }
}
