// `iptables -L`: the same rules in columns, with matches and targets in the words of their modules.

import { BUILT_IN_CHAINS, type TableName, type TableRules } from '../../../linux/net/packet-filter.ts';
import { splitWords } from '../../../linux/systemd/command-line.ts';

export interface ListingOptions {
  readonly numbers: boolean;
  readonly isVerbose: boolean;
  readonly isNumeric: boolean;
}

export const listing = (
  table: TableName,
  { rules }: TableRules,
  chains: readonly string[],
  options: ListingOptions,
): string =>
  chains
    .map((chain) => {
      const own = rules.filter((rule) => rule.startsWith(`-A ${chain} `));
      const references = rules.filter(
        (rule) => rule.split(' ').at(-1) === chain || rule.includes(` -j ${chain} `),
      ).length;
      const about = BUILT_IN_CHAINS[table].includes(chain)
        ? `policy ACCEPT${options.isVerbose ? ' 0 packets, 0 bytes' : ''}`
        : `${references} references`;
      const lines = own.map((rule, at) => ruleLine(rule, at + 1, options));
      return [`Chain ${chain} (${about})`, heading(options), ...lines, ''].join('\n');
    })
    .join('\n');

const heading = ({ numbers, isVerbose }: ListingOptions): string =>
  `${numbers ? 'num  ' : ''}${isVerbose ? ' pkts bytes ' : ''}target     prot opt ${isVerbose ? 'in     out     ' : ''}source               destination         `;

const PROTOCOLS: Readonly<Record<string, string>> = { tcp: '6', udp: '17', icmp: '1', sctp: '132', all: '0' };

function ruleLine(rule: string, number: number, { numbers, isVerbose, isNumeric }: ListingOptions): string {
  const parts = readRule(rule);
  const protocol = isNumeric ? (PROTOCOLS[parts.protocol] ?? parts.protocol) : parts.protocol;
  const place = (address: string) => (isNumeric ? address : address.replace(/^0\.0\.0\.0\/0$/, 'anywhere')).padEnd(19);
  const interfaces = isVerbose ? (isNumeric ? '*      *       ' : 'any    any     ') : '';
  const counters = isVerbose ? '    0     0 ' : '';
  const details = [...parts.matches, ...parts.target].map((text) => ` ${text}`).join('');
  return `${numbers ? String(number).padEnd(5) : ''}${counters}${parts.jump.padEnd(9)}  ${protocol.padEnd(4)} --  ${interfaces}${place(parts.source)}  ${place(parts.destination)} ${details}`;
}

interface RuleParts {
  jump: string;
  protocol: string;
  source: string;
  destination: string;
  matches: string[];
  target: string[];
}

/** Reads the options of one rule, each with its `!` in front or behind. */
function readRule(rule: string): RuleParts {
  const parts: RuleParts = {
    jump: '',
    protocol: 'all',
    source: '0.0.0.0/0',
    destination: '0.0.0.0/0',
    matches: [],
    target: [],
  };
  const words = splitWords(rule) ?? [];
  let not = '';
  for (let at = 2; at < words.length; at++) {
    const word = words[at];
    if (word === '!') {
      not = '!';
      continue;
    }
    const value = words[at + 1] ?? '';
    const step = OPTIONS[word];
    if (step) {
      step(parts, value, not);
      if (!FLAGS.has(word)) at++;
    } else if (word === '-m') {
      if (value === 'tcp' || value === 'udp') parts.matches.push(value);
      at++;
    }
    not = '';
  }
  // A module's own word stands before what it matches: `tcp dpt:80`; alone it says nothing more.
  return parts;
}

const FLAGS = new Set(['--random-fully']);
const short = (address: string): string => address.replace(/\/32$/, '');

const OPTIONS: Readonly<Record<string, (parts: RuleParts, value: string, not: string) => void>> = {
  '-j': (parts, value) => {
    parts.jump = value;
  },
  '-p': (parts, value) => {
    parts.protocol = value;
  },
  '-s': (parts, value, not) => {
    parts.source = not + short(value);
  },
  '-d': (parts, value, not) => {
    parts.destination = not + short(value);
  },
  '--comment': (parts, value) => parts.matches.push(`/* ${value} */`),
  '--dport': (parts, value, not) => parts.matches.push(`dpt:${not}${value}`),
  '--ctstate': (parts, value, not) => parts.matches.push(`${not && '! '}ctstate ${value}`),
  '--dst-type': (parts, value) => parts.matches.push(`ADDRTYPE match dst-type ${value}`),
  '--src-type': (parts, value) => parts.matches.push(`ADDRTYPE match src-type ${value}`),
  '--probability': (parts, value) => parts.matches.push(`statistic mode random probability ${value}`),
  '--mark': (parts, value, not) => parts.matches.push(`mark match ${not && '! '}${value}`),
  '--nfacct-name': (parts, value) => parts.matches.push(`nfacct-name  ${value}`),
  '--to-destination': (parts, value) => parts.target.push(`to:${value}`),
  '--set-xmark': (parts, value) =>
    parts.target.push(value.endsWith('/0x0') ? `MARK xor ${value.split('/')[0]}` : `MARK or ${value.split('/')[0]}`),
  '--random-fully': (parts) => parts.target.push('random-fully'),
  '--reject-with': (parts, value) => parts.target.push(`reject-with ${value}`),
};
