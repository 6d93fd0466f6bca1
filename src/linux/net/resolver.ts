// From names to addresses, as getaddrinfo(3) does it: /etc/hosts, then the servers of /etc/resolv.conf.

import type { Millis } from '../../sim/simulation.ts';
import type { Task } from '../../sim/task.ts';
import { SystemError } from '../errors.ts';
import type { FileSystem } from '../files/file-system.ts';
import { DNS, type DnsAnswer, type RecordType } from './dns.ts';
import { isLoopback, type NetworkStack } from './stack.ts';

/** Whose files and whose network: a process, or a container. */
export interface Resolver {
  readonly files: FileSystem;
  readonly network: NetworkStack;
}

/** The words of gai_strerror(3). */
export class NameError extends Error {
  override readonly name = 'NameError';
  readonly temporary: boolean;
  constructor(temporary: boolean) {
    super(temporary ? 'Temporary failure in name resolution' : 'Name or service not known');
    this.temporary = temporary;
  }
}

export interface ResolverConfiguration {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeout: Millis;
  readonly attempts: number;
}

export function resolverConfiguration(files: FileSystem): ResolverConfiguration {
  const text = files.exists('/etc/resolv.conf') ? files.readText('/etc/resolv.conf') : '';
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const last = (key: string) => lines.findLast(([first]) => first === key)?.slice(1) ?? [];
  const options = lines.filter(([first]) => first === 'options').flatMap((line) => line.slice(1));
  const number = (name: string, otherwise: number) =>
    Number(options.find((one) => one.startsWith(`${name}:`))?.slice(name.length + 1) ?? otherwise);
  return {
    nameservers: lines.filter(([first, address]) => first === 'nameserver' && address).map(([, address]) => address),
    search: last('search').filter((domain) => domain !== '.'),
    ndots: number('ndots', 1),
    timeout: number('timeout', 5) * 1000,
    attempts: number('attempts', 2),
  };
}

export const isAddress = (text: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) || text.includes(':');

/** Lines of /etc/hosts, split into words: an address and its names. */
const hostLines = (files: FileSystem): string[][] =>
  files.exists('/etc/hosts')
    ? files
        .readText('/etc/hosts')
        .split('\n')
        .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
        .filter((words) => words.length > 1)
    : [];

/** Addresses of `/etc/hosts` for a name, in the order of the file. */
export const hostsFile = (files: FileSystem, name: string): string[] =>
  hostLines(files)
    .filter(([, ...names]) => names.some((one) => one.toLowerCase() === name.toLowerCase()))
    .map(([address]) => address);

/** Names of `/etc/hosts` for an address. */
export const hostsOf = (files: FileSystem, address: string): string[] =>
  hostLines(files).flatMap(([one, ...names]) => (one === address ? names : []));

/** Addresses of a host name. Throws NameError. */
export function* resolve(who: Resolver, name: string): Task<readonly string[]> {
  if (isAddress(name)) return [name];
  if (name === 'localhost') return ['127.0.0.1'];
  const local = hostsFile(who.files, name).filter((address) => !address.includes(':'));
  if (local.length > 0) return local;
  let temporary = false;
  for (const candidate of candidates(who.files, name)) {
    const answer = yield* lookUp(who, candidate, 'A');
    if (!answer) {
      temporary = true;
      break;
    }
    const addresses = answer.answers.filter((record) => record.type === 'A').map((record) => record.data);
    if (addresses.length > 0) return addresses;
    temporary ||= answer.code === 'SERVFAIL';
  }
  throw new NameError(temporary);
}

/** The absolute names a name may stand for: `web` with search `a.b c` → `web.a.b`, `web.c`, `web`. */
export function candidates(files: FileSystem, name: string): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const { search, ndots } = resolverConfiguration(files);
  const searched = search.map((domain) => `${name}.${domain.replace(/\.$/, '')}`);
  const dots = name.split('.').length - 1;
  return dots >= ndots ? [name, ...searched] : [...searched, name];
}

/** One question to the configured servers; undefined when none answers. */
export function* lookUp(who: Resolver, name: string, type: RecordType): Task<DnsAnswer | undefined> {
  const { nameservers, timeout, attempts } = resolverConfiguration(who.files);
  for (let attempt = 0; attempt < attempts; attempt++) {
    for (const server of nameservers) {
      const answer = yield* ask(who.network, server, name, type, timeout);
      if (answer && answer.code !== 'REFUSED') return answer;
    }
  }
  return undefined;
}

/** One question to one server; undefined when it does not answer. */
export function* ask(
  network: NetworkStack,
  server: string,
  name: string,
  type: RecordType,
  patience: Millis,
): Task<DnsAnswer | undefined> {
  try {
    const connection = yield* network.connect(server, 53, { transport: 'udp', patience });
    const answer = yield* connection.speak(DNS)?.query({ name, type }) ?? nothing();
    connection.close();
    return answer;
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

// biome-ignore lint/correctness/useYield: nobody there speaks DNS
function* nothing(): Task<undefined> {
  return undefined;
}

/** The address to dial for a name; the machine's own name leads to its own address. */
export function* addressOf(who: Resolver, name: string): Task<string> {
  const [address] = yield* resolve(who, name);
  return isLoopback(address) ? '127.0.0.1' : address;
}
