// The kernel's packet filter as people look at it: tables of chains of rules, in the words of iptables-restore. They are
// kept to be listed. What they do to connections is worked out elsewhere (`serviceRules`, `admits` in stack.ts).

export type TableName = 'filter' | 'nat' | 'mangle' | 'raw' | 'security';

/** Part of one table. */
export interface TableRules {
  readonly chains: readonly string[];
  /** `-A KUBE-SERVICES -d 10.96.0.1/32 … -j KUBE-SVC-…`, in order. */
  readonly rules: readonly string[];
}

export type FilterRules = Readonly<Partial<Record<TableName, TableRules>>>;

export const BUILT_IN_CHAINS: Readonly<Record<TableName, readonly string[]>> = {
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  raw: ['PREROUTING', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
};

/** Everything of one table, whoever set it: own chains in alphabetical order behind the built-in ones. */
export function tableOf(parts: Iterable<() => FilterRules>, name: TableName): TableRules {
  const chains = new Set<string>();
  const rules: string[] = [];
  for (const part of parts) {
    const table = part()[name];
    for (const chain of table?.chains ?? []) chains.add(chain);
    rules.push(...(table?.rules ?? []));
  }
  const all = [...BUILT_IN_CHAINS[name], ...[...chains].sort()];
  const inOrder = all.flatMap((chain) => rules.filter((rule) => rule.startsWith(`-A ${chain} `)));
  return { chains: all, rules: inOrder };
}
