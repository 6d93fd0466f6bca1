// dig: one question to a name server, with everything the answer says. Models BIND 9.18's dig.c.

import { strftime } from '../../../base/strftime.ts';
import type { ExitCode, Process, Program } from '../../../linux/host/process.ts';
import type { DnsRecord, RecordType } from '../../../linux/net/dns.ts';
import type { Task } from '../../../sim/task.ts';
import {
  firstServer,
  isReply,
  type Lookup,
  query,
  type Reply,
  recordType,
  reverseName,
  search,
  serverAddress,
} from './lookup.ts';

const VERSION = '9.18.39-0ubuntu0.24.04.2-Ubuntu';

const USAGE = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options
`;

/** What `+name` and `+noname` switch, and how it starts. */
const SWITCHES: Readonly<Record<string, boolean>> = {
  additional: true,
  answer: true,
  authority: true,
  cmd: true,
  comments: true,
  question: true,
  recurse: true,
  search: false,
  short: false,
  stats: true,
  tcp: false,
};

/** Known to dig; here they change nothing anybody sees, or are not simulated. */
const WITHOUT_EFFECT = new Set(['edns', 'cookie', 'adflag', 'cdflag', 'defname', 'badcookie', 'fail', 'keepopen']);
const NOT_SIMULATED =
  /^(?:aaflag|aaonly|all|besteffort|bufsize|class|crypto|dns64prefix|dnssec|domain|dscp|ednsflags|ednsnegotiation|ednsopt|expandaaaa|expire|header-only|https|identify|idn|ignore|keepalive|mapped|multiline|ndots|nsid|nssearch|onesoa|opcode|padding|qid|qr|raflag|rdflag|retry|rrcomments|showbadcookie|showsearch|split|subnet|tcflag|tls|trace|ttlid|ttlunits|unknownformat|vc|yaml|zflag)(?:=.*)?$/;

interface Request {
  readonly names: readonly { readonly name: string; readonly type: RecordType }[];
  readonly server: string | undefined;
  readonly lookup: Omit<Lookup, 'server'>;
  readonly shows: Readonly<Record<string, boolean>>;
}

class Refused extends Error {
  readonly status: ExitCode;
  constructor(message: string, status: ExitCode) {
    super(message);
    this.status = status;
  }
}

export const dig: Program = function* (process) {
  try {
    const words = process.argv.slice(1);
    if (words[0] === '-v') {
      yield* process.complain(`DiG ${VERSION}\n`);
      return 0;
    }
    const request = readRequest(words);
    const server = request.server === undefined ? firstServer(process) : yield* serverAddress(process, request.server);
    if (server === undefined) throw new Refused(`dig: couldn't get address for '${request.server}': not found\n`, 10);
    let code = 0;
    for (const [at, { name, type }] of request.names.entries())
      code = (yield* askOne(process, request, { ...request.lookup, server }, name, type, at === 0)) || code;
    return code;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    yield* process.complain(error.message);
    return error.status;
  }
};

function readRequest(words: readonly string[]): Request {
  const shows: Record<string, boolean> = { ...SWITCHES };
  let server: string | undefined;
  let port = 53;
  let timeout = 5;
  let tries = 3;
  let type: RecordType | undefined;
  const names: { name: string; type: RecordType | undefined }[] = [];
  const queue = [...words];
  const argument = (option: string): string => {
    const value = option.length > 2 ? option.slice(2) : queue.shift();
    if (value === undefined) throw new Refused(`Invalid option: ${option}\n${USAGE}`, 1);
    return value;
  };
  while (queue.length > 0) {
    const word = queue.shift()!;
    if (word.startsWith('@')) server = word.slice(1);
    else if (word.startsWith('+')) {
      const [, no, name, value] = /^\+(no)?([\w-]+?)(?:=(.*))?$/.exec(word) ?? [];
      if (name === 'all')
        for (const one of ['cmd', 'comments', 'question', 'answer', 'authority', 'additional', 'stats'])
          shows[one] = !no;
      else if (name !== undefined && name in SWITCHES) shows[name] = !no;
      else if (name === 'time' || name === 'timeout') timeout = Math.max(1, Number(value));
      else if (name === 'tries') tries = Math.max(1, Number(value));
      else if (name === 'retry') tries = Number(value) + 1;
      else if (name !== undefined && WITHOUT_EFFECT.has(name)) continue;
      else if (name !== undefined && NOT_SIMULATED.test(word.slice(1).replace(/^no/, '')))
        throw new Refused(`cka-lab: not simulated: dig ${word}\n`, 1);
      else throw new Refused(`Invalid option: ${word}\n${USAGE}`, 1);
    } else if (word.startsWith('-x')) {
      const address = argument(word);
      const name = reverseName(address);
      if (!name) throw new Refused(`dig: Invalid IP address ${address}\n`, 1);
      names.push({ name, type: 'PTR' });
    } else if (word.startsWith('-p')) port = Number(argument(word));
    else if (word.startsWith('-t')) {
      const text = argument(word);
      type = recordType(text);
      if (!type) throw new Refused(`;; Warning, ignoring invalid type ${text}\n`, 1);
      for (const one of names) one.type ??= type;
    } else if (word.startsWith('-q')) names.push({ name: argument(word), type });
    else if (word === '-4' || word === '-r') continue;
    else if (/^-[bcfkmyhi6u]/.test(word)) throw new Refused(`cka-lab: not simulated: dig ${word}\n`, 1);
    else if (word.startsWith('-')) throw new Refused(`Invalid option: ${word}\n${USAGE}`, 1);
    else if (/^(?:IN|in)$/.test(word)) continue;
    else if (recordType(word) && !type) {
      type = recordType(word);
      for (const one of names) one.type ??= type;
    } else names.push({ name: word, type });
  }
  if (names.length === 0) throw new Refused('cka-lab: not simulated: dig without a name (the root servers)\n', 1);
  return {
    names: names.map((one) => ({ name: one.name.replace(/(?<=.)\.$/, ''), type: one.type ?? 'A' })),
    server,
    lookup: { port, timeout, tries, tcp: shows.tcp },
    shows,
  };
}

function* askOne(
  process: Process,
  { shows, server }: Request,
  lookup: Lookup,
  wanted: string,
  type: RecordType,
  isFirst: boolean,
): Task<ExitCode> {
  const { name, outcome } = shows.search
    ? yield* search(process, lookup, wanted, type)
    : { name: wanted, outcome: yield* query(process, lookup, wanted, type) };
  const banner =
    shows.cmd && !shows.short && isFirst
      ? `\n; <<>> DiG ${VERSION} <<>> ${process.argv.slice(1).join(' ')}\n${server === undefined ? '' : '; (1 server found)\n'};; global options: +cmd\n`
      : '';
  if (!isReply(outcome)) {
    yield* process.print(
      `${outcome.complaints.map((line) => `${line}\n`).join('')}${banner}${shows.comments && !shows.short ? ';; no servers could be reached\n' : ''}`,
    );
    return 9;
  }
  const text = shows.short
    ? outcome.answer.answers.map((record) => `${record.data}\n`).join('')
    : banner + message(process, shows, lookup, name, type, outcome);
  yield* process.print(text);
  return 0;
}

function message(
  process: Process,
  shows: Readonly<Record<string, boolean>>,
  lookup: Lookup,
  name: string,
  type: RecordType,
  { answer, milliseconds }: Reply,
): string {
  const { comments } = shows;
  let text = '';
  if (comments) {
    const { random } = process.simulation;
    const flags = ['qr', ...(answer.authoritative ? ['aa'] : []), 'rd', 'ra'];
    text += ';; Got answer:\n';
    if (name.endsWith('.local'))
      text +=
        ';; WARNING: .local is reserved for Multicast DNS\n;; You are currently testing what happens when an mDNS query is leaked to DNS\n';
    text += `;; ->>HEADER<<- opcode: QUERY, status: ${answer.code}, id: ${random.integer(65_536)}\n`;
    text += `;; flags: ${flags.join(' ')}; QUERY: 1, ANSWER: ${answer.answers.length}, AUTHORITY: ${answer.authority.length}, ADDITIONAL: 1\n\n`;
    text += ';; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n';
  }
  if (shows.question) {
    text += `${comments ? ';; QUESTION SECTION:\n' : ''}${columns(`;${name}.`, [
      [32, 'IN'],
      [40, type],
    ])}\n${comments ? '\n' : ''}`;
  }
  const section = (title: string, records: readonly DnsRecord[]) => {
    if (records.length === 0) return;
    text += comments ? `;; ${title} SECTION:\n` : '';
    for (const record of records)
      text += `${columns(`${record.name}.`, [
        [24, String(record.ttl)],
        [32, 'IN'],
        [40, record.type],
        [48, record.data],
      ])}\n`;
    text += comments ? '\n' : '';
  };
  if (shows.answer) section('ANSWER', answer.answers);
  if (shows.authority) section('AUTHORITY', answer.authority);
  if (shows.stats) {
    const when = strftime('%a %b %d %H:%M:%S UTC %Y', process.simulation.epoch + process.simulation.now);
    text += `;; Query time: ${milliseconds} msec\n;; SERVER: ${lookup.server}#${lookup.port}(${lookup.server}) (${lookup.tcp ? 'TCP' : 'UDP'})\n;; WHEN: ${when}\n;; MSG SIZE  rcvd: ${sizeOf(name, [...answer.answers, ...answer.authority])}\n\n`;
  }
  return text;
}

/** BIND's columns: tabs as far as they go, at least one space. */
function columns(first: string, rest: readonly (readonly [column: number, text: string])[]): string {
  let text = first;
  let at = first.length;
  for (const [column, cell] of rest) {
    const to = Math.max(column, at + 1);
    const tabs = Math.max(0, Math.floor(to / 8) - Math.floor(at / 8));
    const from = tabs > 0 ? Math.floor(to / 8) * 8 : at;
    text += '\t'.repeat(tabs) + ' '.repeat(to - from) + cell;
    at = to + cell.length;
  }
  return text;
}

/** Header, question, records whose names are pointers back to the question, and the EDNS record. */
function sizeOf(name: string, records: readonly DnsRecord[]): number {
  const data = (record: DnsRecord) =>
    record.type === 'A'
      ? 4
      : record.type === 'AAAA'
        ? 16
        : record.type === 'SRV'
          ? 8 + record.data.split(' ').at(-1)!.length
          : record.data.length + 1;
  return 12 + (name.length + 2 + 4) + records.reduce((sum, record) => sum + 12 + data(record), 0) + 11;
}
