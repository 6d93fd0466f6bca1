// What dig, nslookup and host have in common: which server, which names, one question at a time, and the words for
// a server that does not answer. Models BIND's dighost.c.

import { SystemError } from '../../../linux/errors.ts';
import type { Process } from '../../../linux/host/process.ts';
import { DNS, type DnsAnswer, type RecordType } from '../../../linux/net/dns.ts';
import { candidates, NameError, resolve, resolverConfiguration } from '../../../linux/net/resolver.ts';
import type { Task } from '../../../sim/task.ts';

export const RECORD_TYPES: readonly RecordType[] = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'];

export const recordType = (text: string): RecordType | undefined =>
  RECORD_TYPES.find((type) => type === text.toUpperCase());

export interface Lookup {
  readonly server: string;
  readonly port: number;
  /** Seconds for one try. */
  readonly timeout: number;
  readonly tries: number;
  readonly tcp: boolean;
}

export interface Reply {
  readonly answer: DnsAnswer;
  readonly milliseconds: number;
}

/** Nobody answered; `complaints` has a line for every try. */
export interface Silence {
  readonly complaints: readonly string[];
}

export const isReply = (outcome: Reply | Silence): outcome is Reply => 'answer' in outcome;

export function* query(process: Process, lookup: Lookup, name: string, type: RecordType): Task<Reply | Silence> {
  const complaints: string[] = [];
  const begun = process.simulation.now;
  for (let attempt = 0; attempt < lookup.tries; attempt++) {
    try {
      const connection = yield* process.network.connect(lookup.server, lookup.port, {
        transport: lookup.tcp ? 'tcp' : 'udp',
        patience: lookup.timeout * 1000,
      });
      const service = connection.speak(DNS);
      const answer = service && (yield* service.query({ name, type }));
      connection.close();
      if (answer) return { answer, milliseconds: process.simulation.now - begun };
      complaints.push(complaint(lookup, 'timed out'));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      complaints.push(complaint(lookup, WORDS[error.code] ?? 'timed out'));
    }
  }
  return { complaints };
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
};

const complaint = ({ server, port }: Lookup, what: string): string =>
  `;; communications error to ${server}#${port}: ${what}`;

/** Tries the names the search list makes of one until one exists; gives the last name and its reply. */
export function* search(
  process: Process,
  lookup: Lookup,
  name: string,
  type: RecordType,
): Task<{ readonly name: string; readonly outcome: Reply | Silence }> {
  const names = candidates(process.files, name);
  for (const [at, candidate] of names.entries()) {
    const outcome = yield* query(process, lookup, candidate, type);
    const exists = isReply(outcome) && outcome.answer.code === 'NOERROR';
    if (exists || !isReply(outcome) || at === names.length - 1) return { name: candidate, outcome };
  }
  return { name, outcome: { complaints: [] } };
}

export const firstServer = (process: Process): string =>
  resolverConfiguration(process.files).nameservers[0] ?? '127.0.0.1';

/** The address of a server named on the command line; undefined when it cannot be found. */
export function* serverAddress(process: Process, name: string): Task<string | undefined> {
  try {
    return (yield* resolve(process, name))[0];
  } catch (error) {
    if (error instanceof NameError) return undefined;
    throw error;
  }
}

/** 10.96.0.1 → 1.0.96.10.in-addr.arpa; undefined for what is no IPv4 address. */
export const reverseName = (address: string): string | undefined =>
  /^\d+\.\d+\.\d+\.\d+$/.test(address) ? `${address.split('.').reverse().join('.')}.in-addr.arpa` : undefined;
