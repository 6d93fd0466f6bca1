// Makes src/programs/kubectl/inventory.ts from an inventory of a real kubectl (name, aliases, usage and flags of every
// command, as its help texts tell them). Usage: node scripts/kubectl-commands.mjs inventory.json
import { readFileSync, writeFileSync } from 'node:fs';

const inventory = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// Lists whose values are not split at commas, and flags that may stand without a value.
const ARRAYS = new Set(['from-literal', 'env', 'exec-arg', 'exec-env', 'auth-provider-arg', 'overrides']);
const BARE = { 'dry-run': 'unchanged', validate: 'strict', cascade: 'background' };

const flagLine = (flag) => {
  const type = flag.type === 'list' && ARRAYS.has(flag.name) ? 'array' : flag.type;
  const bare = type === 'bool' ? '' : BARE[flag.name] ? `?${BARE[flag.name]}` : '';
  const shown = flag.name === 'cache-dir' ? "'$HOME/.kube/cache'" : flag.default_text;
  return ` --${flag.name} ${flag.shorthand?.slice(1) ?? '-'} ${type}${bare} ${shown}`;
};

const groups = new Map();
for (const command of inventory.commands) {
  for (const child of command.subcommands) groups.set(`${command.command} ${child.name}`, child);
}
const lines = ['globals', ...inventory.global_flags.map(flagLine)];
for (const command of inventory.commands) {
  const child = groups.get(command.command);
  const usage = command.usage.split('\n\n')[0].split('\nUse "')[0].trimEnd();
  const short = child?.short ?? command.description.split('\n')[0].replace(/\.$/, '');
  const group = child?.group && child.group !== 'Available Commands' ? child.group : '';
  const aliases = command.aliases.filter((alias) => alias !== command.command.split(' ').at(-1));
  lines.push([command.command, aliases.join(','), group, short, usage.replaceAll('\n', '\\n')].join(' | '));
  lines.push(...(command.flags ?? []).map(flagLine));
}
const text = lines.join('\n').replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
writeFileSync(
  new URL('../src/programs/kubectl/inventory.ts', import.meta.url),
  `// Every command and flag of kubectl ${inventory.kubectl}, made by scripts/kubectl-commands.mjs; not edited by hand.
// A command line: path | aliases | group | short description | usage. Below it its flags: name, shorthand, type with
// the value it has when none is given, default.

export const INVENTORY = \`${text}\n\`;
`,
);
