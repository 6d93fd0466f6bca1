// busybox' own nslookup. Since 1.29 it asks for both kinds of address itself, adds the search domains only to names
// without a dot, and reports every question: what a pod of `busybox` shows. Before, libc resolved for it.
// Models networking/nslookup.c.

import type { ExitCode, Process, Program } from '../../../linux/host/process.ts';
import type { DnsAnswer, DnsRecord, RecordType } from '../../../linux/net/dns.ts';
import { ask, hostsOf, NameError, resolve, resolverConfiguration } from '../../../linux/net/resolver.ts';
import type { Task } from '../../../sim/task.ts';
import { isReply, query, recordType, reverseName } from './lookup.ts';

const PATIENCE = 5_000;
const ATTEMPTS = 2;

export const nslookupApplet: Program = function* (process) {
  const words = process.argv.slice(1);
  const options = words.filter((word) => word.startsWith('-'));
  const [name, chosen] = words.filter((word) => !word.startsWith('-'));
  if (name === undefined) {
    yield* process.complain(
      `${process.version} multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n`,
    );
    return 1;
  }
  return Number(/v1\.(\d+)/.exec(process.version)?.[1] ?? 37) < 29
    ? yield* throughLibc(process, name, chosen)
    : yield* questions(process, name, chosen, options);
};

function* questions(
  process: Process,
  name: string,
  chosen: string | undefined,
  options: readonly string[],
): Task<ExitCode> {
  const types: RecordType[] = [];
  for (const option of options) {
    const [, key, value = ''] = /^-([a-z]+)=?(.*)$/.exec(option) ?? [];
    const type = key !== undefined && 'type'.startsWith(key[0]) && value !== '' ? recordType(value) : undefined;
    if (!type) {
      yield* process.complain(`nslookup: invalid option ${option}\n`);
      return 1;
    }
    types.push(type);
  }
  const { nameservers, search } = resolverConfiguration(process.files);
  const server = chosen === undefined ? (nameservers[0] ?? '127.0.0.1') : yield* serverNamed(process, chosen);
  if (server === undefined) {
    yield* process.complain(`nslookup: bad address '${chosen}'\n`);
    return 1;
  }
  const reversed = reverseName(name);
  const names = reversed
    ? [reversed]
    : name.includes('.') || search.length === 0
      ? [name]
      : search.map((domain) => `${name}.${domain}`);
  const kinds: readonly RecordType[] = types.length > 0 ? types : reversed ? ['PTR'] : ['A', 'AAAA'];
  let text = '';
  let code = 0;
  for (const kind of kinds) {
    for (const wanted of names) {
      const answer = yield* reply(process, server, wanted, kind);
      if (!answer) {
        yield* process.print(`${text};; connection timed out; no servers could be reached\n\n`);
        return 1;
      }
      if (text === '') text = `Server:\t\t${server}\nAddress:\t${server}:53\n\n`;
      if (answer.code === 'NOERROR')
        text += `${answer.authoritative ? '' : 'Non-authoritative answer:\n'}${answer.answers.map(line).join('')}\n`;
      else {
        text += `** server can't find ${wanted}: ${answer.code}\n\n`;
        code = 1;
      }
    }
  }
  yield* process.print(text);
  return code;
}

/** A server's name or address. */
function* serverNamed(process: Process, name: string): Task<string | undefined> {
  try {
    return (yield* resolve(process, name))[0];
  } catch (error) {
    if (error instanceof NameError) return undefined;
    throw error;
  }
}

/** A port where nobody listens answers at once; that is said once, and the question asked again until time is up. */
function* reply(process: Process, server: string, name: string, type: RecordType): Task<DnsAnswer | undefined> {
  const outcome = yield* query(
    process,
    { server, port: 53, timeout: PATIENCE / 1000, tries: 1, tcp: false },
    name,
    type,
  );
  if (isReply(outcome)) return outcome.answer;
  if (outcome.complaints.some((one) => one.includes('refused'))) {
    yield* process.complain(`nslookup: write to '${server}': Connection refused\n`);
    yield* process.sleep(ATTEMPTS * PATIENCE);
    return undefined;
  }
  return yield* ask(process.network, server, name, type, PATIENCE);
}

const line = ({ name, type, data }: DnsRecord): string => {
  switch (type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${name}\nAddress: ${data}\n`;
    case 'CNAME':
      return `${name}\tcanonical name = ${data.replace(/\.$/, '')}\n`;
    case 'PTR':
      return `${name}\tname = ${data.replace(/\.$/, '')}\n`;
    case 'SRV':
      return `${name}\tservice = ${data.replace(/\.$/, '')}\n`;
    case 'MX':
      return `${name}\tmail exchanger = ${data.replace(/\.$/, '')}\n`;
    case 'NS':
      return `${name}\tnameserver = ${data.replace(/\.$/, '')}\n`;
    case 'TXT':
      return `${name}\ttext = ${data}\n`;
    default:
      return `${name}\t${data}\n`;
  }
};

/** busybox 1.28 and older: what getaddrinfo(3) finds, search domains and all. */
function* throughLibc(process: Process, name: string, chosen: string | undefined): Task<ExitCode> {
  const server = chosen ?? resolverConfiguration(process.files).nameservers[0] ?? '127.0.0.1';
  yield* process.print(`Server:    ${server}\nAddress 1: ${server}${yield* nameOf(process, server)}\n\n`);
  let addresses: readonly string[];
  try {
    addresses = yield* resolve(process, name);
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    yield* process.complain(`nslookup: can't resolve '${name}'\n`);
    return 1;
  }
  let text = `Name:      ${name}\n`;
  for (const [at, address] of addresses.entries())
    text += `Address ${at + 1}: ${address}${yield* nameOf(process, address)}\n`;
  yield* process.print(text);
  return 0;
}

/** ` kube-dns.kube-system.svc.cluster.local`, where an address has a name. */
function* nameOf(process: Process, address: string): Task<string> {
  const [own] = hostsOf(process.files, address);
  if (own !== undefined) return ` ${own}`;
  const reversed = reverseName(address);
  const server = resolverConfiguration(process.files).nameservers[0];
  const answer = reversed && server ? yield* ask(process.network, server, reversed, 'PTR', PATIENCE) : undefined;
  const found = answer?.answers.find((record) => record.type === 'PTR');
  return found ? ` ${found.data.replace(/\.$/, '')}` : '';
}
