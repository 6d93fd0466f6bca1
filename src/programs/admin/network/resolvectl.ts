// resolvectl: what systemd-resolved is told, and what it answers.

import type { Program } from '../../../linux/host/process.ts';
import { NameError, resolve } from '../../../linux/net/resolver.ts';
import type { Task } from '../../../sim/task.ts';
import { type Tool, tool } from '../tool.ts';

export const resolvectl: Program = tool(
  'resolvectl',
  {
    options: [
      '4',
      '6',
      'no-pager',
      'version',
      'h,help',
      '!i,interface=',
      '!p,protocol=',
      '!t,type=',
      '!raw',
      '!j',
      '!json=',
      '!legend=',
    ],
    stopAtOperand: true,
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print('systemd 255 (255.4-1ubuntu8.10)\n');
      return 0;
    }
    const [verb = 'status', ...words] = run.operands;
    switch (verb) {
      case 'status':
        yield* run.print(status(run));
        return 0;
      case 'dns':
        yield* run.print(`Global: ${settings(run, 'DNS').join(' ')}\nLink 2 (eth0):\n`);
        return 0;
      case 'domain':
        yield* run.print(`Global: ${settings(run, 'Domains').join(' ')}\nLink 2 (eth0):\n`);
        return 0;
      case 'query': {
        if (words.length === 0) return yield* run.failPlainly('Too few arguments.');
        let code = 0;
        for (const name of words) if (!(yield* query(run, name))) code = 1;
        return code;
      }
      default:
        if (KNOWN.has(verb) || run.has('help')) return yield* run.notSimulated(verb);
        return yield* run.failPlainly(`Unknown command verb ${verb}.`);
    }
  },
);

const KNOWN = new Set(
  'service openpgp tlsa statistics reset-statistics flush-caches reset-server-features monitor show-cache show-server-state default-route llmnr mdns dnsovertls dnssec nta revert log-level'.split(
    ' ',
  ),
);

function settings({ files }: Tool, key: string): string[] {
  const path = '/etc/systemd/resolved.conf';
  if (!files.exists(path)) return [];
  return files
    .readText(path)
    .split('\n')
    .flatMap((line) => {
      const [name, value] = line.trim().split('=');
      return name === key && value ? value.split(/\s+/).filter(Boolean) : [];
    });
}

function status(run: Tool): string {
  const servers = settings(run, 'DNS');
  const domains = settings(run, 'Domains');
  const isStub = run.files.exists('/etc/resolv.conf') && run.files.readText('/etc/resolv.conf').includes('127.0.0.53');
  return [
    'Global',
    '         Protocols: -LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported',
    `  resolv.conf mode: ${isStub ? 'stub' : 'foreign'}`,
    ...(servers.length > 0 ? [`Current DNS Server: ${servers[0]}`, `       DNS Servers: ${servers.join(' ')}`] : []),
    ...(domains.length > 0 ? [`        DNS Domain: ${domains.join(' ')}`] : []),
    '',
    'Link 2 (eth0)',
    '    Current Scopes: none',
    '         Protocols: -DefaultRoute -LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported',
    '',
  ].join('\n');
}

function* query(run: Tool, name: string): Task<boolean> {
  const begun = run.process.simulation.now;
  try {
    const addresses = yield* resolve(run.process, name);
    const lines = addresses.map((address, at) =>
      at === 0 ? `${name}: ${address}` : `${' '.repeat(name.length + 2)}${address}`,
    );
    const spent = (run.process.simulation.now - begun + 0.4).toFixed(1);
    yield* run.print(
      `${lines.join('\n')}\n\n-- Information acquired via protocol DNS in ${spent}ms.\n-- Data is authenticated: no; Data was acquired via local or encrypted transport: no\n-- Data from: network\n`,
    );
    return true;
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    const isMissing = error.message.startsWith('Name or service');
    yield* run.say(
      `${name}: resolve call failed: ${isMissing ? `'${name}' not found` : 'All attempts to contact name servers or networks failed'}`,
    );
    return false;
  }
}
