// getent: entries of the name service databases, which here are files and name servers.

import { groups } from '../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import { hostsFile, hostsOf, isAddress, NameError, resolve } from '../../linux/net/resolver.ts';
import type { Task } from '../../sim/task.ts';
import { SERVICE_NAMES } from './network/service-names.ts';
import { type Tool, tool } from './tool.ts';

const NOT_FOUND = 2;

/** Prints what was asked for; false when a key is not there. */
type Database = (run: Tool, keys: readonly string[]) => Task<boolean>;

const DATABASES: Readonly<Record<string, Database>> = {
  ahosts: (run, keys) => showHosts(run, keys, true),
  ahostsv4: (run, keys) => showHosts(run, keys, true),
  group: (run, keys) => showLines(run, keys, '/etc/group'),
  gshadow: (run, keys) => showLines(run, keys, '/etc/gshadow'),
  hosts: (run, keys) => showHosts(run, keys, false),
  initgroups: showGroupsOf,
  passwd: (run, keys) => showLines(run, keys, '/etc/passwd'),
  services: showServices,
  shadow: (run, keys) => showLines(run, keys, '/etc/shadow'),
};

const NOT_SIMULATED = new Set(['ahostsv6', 'aliases', 'ethers', 'netgroup', 'networks', 'protocols', 'rpc']);

export const getent: Program = tool(
  'getent',
  {
    options: ['s,service=', 'i,no-idn', 'A,no-addrconfig', '?,help', 'usage', 'V,version'],
    hint: "Try `getent --help' or `getent --usage' for more information.\n",
    usageStatus: 64,
  },
  function* (run): Task<ExitCode> {
    const [name, ...keys] = run.operands;
    if (run.has('version')) {
      yield* run.print('getent (Ubuntu GLIBC 2.39-0ubuntu8.6) 2.39\n');
      return 0;
    }
    if (run.has('help') || run.has('usage')) return yield* run.notSimulated('--help');
    if (name === undefined)
      return yield* run.fail(
        "wrong number of arguments\nTry `getent --help' or `getent --usage' for more information.",
      );
    const database = DATABASES[name];
    if (!database) {
      if (NOT_SIMULATED.has(name)) return yield* run.notSimulated(name);
      return yield* run.failPlainly(
        `Unknown database: ${name}\nTry \`getent --help' or \`getent --usage' for more information.`,
      );
    }
    return (yield* database(run, keys)) ? 0 : NOT_FOUND;
  },
);

function* showLines(run: Tool, keys: readonly string[], path: string): Task<boolean> {
  const isSecret = path === '/etc/shadow' || path === '/etc/gshadow';
  if (isSecret && !run.isRoot) return false;
  const lines = run.files.readText(path).split('\n').filter(Boolean);
  if (keys.length === 0) {
    yield* run.print(lines.map((line) => `${line}\n`).join(''));
    return true;
  }
  let all = true;
  for (const key of keys) {
    const line = lines.find((one) => one.split(':')[0] === key || (!isSecret && one.split(':')[2] === key));
    if (line !== undefined) yield* run.print(`${line}\n`);
    else all = false;
  }
  return all;
}

/** The groups a user is named in, besides his primary one. */
function* showGroupsOf(run: Tool, keys: readonly string[]): Task<boolean> {
  if (keys.length === 0) return yield* run.failPlainly('Enumeration not supported on initgroups', 3);
  for (const key of keys) {
    const own = groups(run.files).filter(({ members }) => members.includes(key));
    yield* run.print(`${[key.padEnd(21), ...own.map(({ gid }) => gid)].join(' ')}\n`);
  }
  return true;
}

function* showHosts(run: Tool, keys: readonly string[], asSockets: boolean): Task<boolean> {
  const line = (address: string, names: readonly string[]) => `${address.padEnd(15)} ${names.join(' ')}\n`;
  if (keys.length === 0) {
    const lines = run.files.exists('/etc/hosts') ? run.files.readText('/etc/hosts').split('\n') : [];
    for (const words of lines.map((one) => one.replace(/#.*/, '').trim().split(/\s+/)))
      if (words.length > 1) yield* run.print(line(words[0] === '::1' ? '127.0.0.1' : words[0], words.slice(1)));
    return true;
  }
  let all = true;
  for (const key of keys) {
    const addresses = yield* addressesOf(run, key);
    if (addresses.length === 0) all = false;
    for (const [at, address] of addresses.entries()) {
      if (asSockets) {
        yield* run.print(
          `${address.padEnd(15)} STREAM ${at === 0 ? key : ''}\n${address.padEnd(15)} DGRAM  \n${address.padEnd(15)} RAW    \n`,
        );
      } else yield* run.print(line(address, namesOf(run, key, address)));
    }
  }
  return all;
}

/** The first name of the entry is the canonical one; what was asked for comes along when it is another. */
function namesOf(run: Tool, key: string, address: string): string[] {
  const inFile = hostsFile(run.files, key).includes(address) || isAddress(key);
  return inFile ? hostsOf(run.files, address) : [key];
}

function* addressesOf(run: Tool, key: string): Task<readonly string[]> {
  if (isAddress(key)) return hostsOf(run.files, key).length > 0 ? [key] : [];
  try {
    return yield* resolve(run.process, key);
  } catch (error) {
    if (error instanceof NameError) return [];
    throw error;
  }
}

function* showServices(run: Tool, keys: readonly string[]): Task<boolean> {
  const entries = [...SERVICE_NAMES].map(([end, name]) => ({ name, end, port: end.split('/')[0] }));
  const line = (one: { readonly name: string; readonly end: string }) => `${one.name.padEnd(21)} ${one.end}\n`;
  if (keys.length === 0) return yield* run.notSimulated('services without a name');
  let all = true;
  for (const key of keys) {
    const found = entries.find((one) => one.name === key || one.port === key || one.end === key);
    if (found) yield* run.print(line(found));
    else all = false;
  }
  return all;
}
