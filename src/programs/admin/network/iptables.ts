// iptables, iptables-save and their IPv6 sisters: they show the packet filter as kube-proxy, the kubelet and flannel
// wrote it. Rules of one's own would have to decide about packets, which nothing here sees: those are refused.

import type { Program } from '../../../linux/host/process.ts';
import {
  BUILT_IN_CHAINS,
  type FilterRules,
  type TableName,
  type TableRules,
  tableOf,
} from '../../../linux/net/packet-filter.ts';
import type { Task } from '../../../sim/task.ts';
import { type Tool, tool } from '../tool.ts';
import { listing } from './iptables-listing.ts';

const VERSION = 'v1.8.10 (nf_tables)';
const TABLES: readonly TableName[] = ['mangle', 'raw', 'security', 'filter', 'nat'];
const isTable = (name: string): name is TableName => (TABLES as readonly string[]).includes(name);

const OPTIONS = [
  't,table=',
  'L,list[=]',
  'S,list-rules[=]',
  'n,numeric',
  'v,verbose',
  'x,exact',
  'w,wait[=]',
  'line-numbers',
  'V,version',
  'h,help',
];

/** They would change rules. */
const CHANGES = [
  ...['A,append=', 'I,insert=', 'D,delete=', 'R,replace=', 'C,check=', 'F,flush', 'Z,zero', 'N,new-chain='],
  ...['X,delete-chain', 'P,policy=', 'E,rename-chain=', 'p,protocol=', 's,source=', 'd,destination=', 'j,jump='],
  ...['i,in-interface=', 'o,out-interface=', 'm,match=', 'g,goto=', 'dport=', 'sport=', 'reject-with='],
  ...['ctstate=', 'comment=', 'to-destination=', 'to-ports=', 'icmp-type=', 'dports=', 'f,fragment'],
];

const lister = (name: string): Program =>
  tool(
    `${name} ${VERSION}`,
    {
      options: [...OPTIONS, ...CHANGES],
      usageStatus: 2,
      wording: (complaint) =>
        complaint.replace(
          /^(?:unrecognized|invalid) option (?:-- )?'(-*)(.*)'$/,
          (_all, dashes: string, option: string) => `unknown option "${dashes || '-'}${option}"`,
        ),
      hint: `Try \`${name} -h' or '${name} --help' for more information.\n`,
    },
    function* (run) {
      if (run.has('version')) {
        yield* run.print(`${name} ${VERSION}\n`);
        return 0;
      }
      const change = run.options.find((given) => CHANGES.some((one) => one.split(/[,=]/).includes(given.name)));
      if (change || run.has('help'))
        return yield* run.failPlainly(`cka-lab: not simulated: ${name} ${change?.typed ?? '--help'}`);
      const command = run.has('list') ? 'list' : run.has('list-rules') ? 'list-rules' : undefined;
      if (!command) {
        yield* run.complain('no command specified');
        yield* run.process.complain(`Try \`${name} -h' or '${name} --help' for more information.\n`);
        return 2;
      }
      const table = yield* tableFor(run, name, run.value('table') ?? 'filter');
      const rules = tableOf(partsOf(run, name), table);
      const chain = run.value(command) || run.operands[0];
      if (chain !== undefined && !rules.chains.includes(chain))
        return yield* run.failPlainly(`${name}: No chain/target/match by that name.`);
      const chains = chain === undefined ? rules.chains : [chain];
      if (command === 'list-rules') yield* run.print(specification(table, rules, chains));
      else
        yield* run.print(
          listing(table, rules, chains, {
            numbers: run.has('line-numbers'),
            isVerbose: run.has('verbose'),
            isNumeric: run.has('numeric'),
          }),
        );
      return 0;
    },
  );

function* tableFor(run: Tool, program: string, name: string): Task<TableName> {
  if (!run.isRoot)
    return yield* run.failPlainly(
      `${program} ${VERSION}: Could not fetch rule set generation id: Permission denied (you must be root)`,
      4,
    );
  if (isTable(name)) return name;
  return yield* run.failPlainly(
    `${program} ${VERSION}: can't initialize ${program} table \`${name}': Table does not exist (do you need to insmod?)
Perhaps ${program} or your kernel needs to be upgraded.`,
    3,
  );
}

/** Services here have IPv4 addresses only: of the other family there is what a kubelet always makes. */
function partsOf({ process }: Tool, name: string): Iterable<() => FilterRules> {
  const { filterRules } = process.network;
  if (!name.startsWith('ip6')) return filterRules.values();
  const kubelet = filterRules.get('kubelet');
  return kubelet ? [() => withoutRules(kubelet())] : [];
}

const withoutRules = (all: FilterRules): FilterRules =>
  Object.fromEntries(Object.entries(all).map(([table, { chains }]) => [table, { chains, rules: [] }]));

/** `-P INPUT ACCEPT`, `-N KUBE-FORWARD`, `-A …` */
function specification(table: TableName, { rules }: TableRules, chains: readonly string[]): string {
  const heads = chains.map((chain) => (BUILT_IN_CHAINS[table].includes(chain) ? `-P ${chain} ACCEPT` : `-N ${chain}`));
  const wanted = rules.filter((rule) => chains.some((chain) => rule.startsWith(`-A ${chain} `)));
  return [...heads, ...wanted].map((line) => `${line}\n`).join('');
}

const saver = (name: string): Program =>
  tool(
    name,
    {
      options: ['t,table=', 'c,counters', 'V,version', 'h,help', '!f,file=', '!M,modprobe=', 'd,dump'],
      usageStatus: 1,
      hint: `Try \`${name} -h' for more information.\n`,
    },
    function* (run) {
      if (run.has('version')) {
        yield* run.print(`${name} ${VERSION}\n`);
        return 0;
      }
      if (run.has('help')) return yield* run.notSimulated('--help');
      const given = run.value('table');
      const only = given === undefined ? undefined : yield* tableFor(run, name, given);
      if (!run.isRoot) yield* tableFor(run, name, 'filter');
      const { simulation } = run.process;
      const now = new Date(simulation.epoch + simulation.now).toUTCString();
      const stamp = now.replace(
        /^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/,
        (_all, day, date: string, month, year, time) => `${day} ${month} ${date.replace(/^0/, ' ')} ${time} ${year}`,
      );
      for (const table of only ? [only] : TABLES) {
        const content = tableOf(partsOf(run, name), table);
        const isThere = content.rules.length > 0 || content.chains.length > BUILT_IN_CHAINS[table].length;
        if (!isThere && !only) continue;
        const counters = run.has('counters') ? '[0:0] ' : '';
        const chains = content.chains.map(
          (chain) => `:${chain} ${BUILT_IN_CHAINS[table].includes(chain) ? 'ACCEPT' : '-'} [0:0]`,
        );
        yield* run.print(
          [
            `# Generated by ${name} ${VERSION} on ${stamp}`,
            `*${table}`,
            ...chains,
            ...content.rules.map((rule) => counters + rule),
            'COMMIT',
            `# Completed on ${stamp}`,
            '',
          ].join('\n'),
        );
      }
      return 0;
    },
  );

export const packetFilterTools: Readonly<Record<string, Program>> = {
  iptables: lister('iptables'),
  ip6tables: lister('ip6tables'),
  'iptables-save': saver('iptables-save'),
  'ip6tables-save': saver('ip6tables-save'),
};
