// Questions and answers between resolvers and name servers, on port 53 over UDP and TCP.

import type { Task } from '../../sim/task.ts';
import { application } from './stack.ts';

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'PTR' | 'SOA' | 'SRV' | 'TXT';

export interface DnsQuestion {
  /** Absolute, without the last dot: `web.default.svc.cluster.local`. */
  readonly name: string;
  readonly type: RecordType;
}

export interface DnsRecord {
  readonly name: string;
  readonly type: RecordType;
  /** Seconds. */
  readonly ttl: number;
  /** As dig prints it: `10.96.0.1`, `0 100 80 web.default.svc.cluster.local.`. */
  readonly data: string;
}

export interface DnsAnswer {
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';
  readonly authoritative: boolean;
  readonly answers: readonly DnsRecord[];
  /** The SOA that says how long a "no" may be remembered. */
  readonly authority: readonly DnsRecord[];
}

export interface DnsService {
  query(question: DnsQuestion): Task<DnsAnswer>;
}

export const DNS = application<DnsService>('dns');
