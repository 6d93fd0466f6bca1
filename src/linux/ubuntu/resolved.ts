// systemd-resolved: the name server every Ubuntu machine asks first, at 127.0.0.53. It answers for the machine
// itself and for /etc/hosts, and passes the rest on to the servers of /etc/systemd/resolved.conf.

import type { Task } from '../../sim/task.ts';
import type { Process } from '../host/process.ts';
import { DNS, type DnsAnswer, type DnsQuestion, type DnsRecord } from '../net/dns.ts';
import { ask, hostsFile, hostsOf } from '../net/resolver.ts';

const STUB = '127.0.0.53';
const PATIENCE = 5_000;

/** Opens the stub's sockets, which close with the process, and writes the files that lead others to it or past it. */
export function listenForNames(process: Process): void {
  const { files } = process;
  files.makeDirectory('/run/systemd/resolve', { recursive: true });
  files.writeFile(
    '/run/systemd/resolve/stub-resolv.conf',
    `${STUB_TEXT}nameserver ${STUB}\noptions edns0 trust-ad\nsearch .\n`,
  );
  const servers = upstream(process).map((server) => `nameserver ${server}\n`);
  const known = servers.length > 0 ? servers.join('') : '# No DNS servers known.\n';
  files.writeFile('/run/systemd/resolve/resolv.conf', `${UPLINK_TEXT}${known}search .\n`);
  const service = { query: (question: DnsQuestion) => answer(process, question) };
  for (const transport of ['udp', 'tcp'] as const) {
    process.network.listen({
      address: STUB,
      port: 53,
      transport,
      application: DNS,
      owner: process,
      accept: () => service,
    });
  }
}

function* answer(process: Process, question: DnsQuestion): Task<DnsAnswer> {
  const own = ownRecords(process, question);
  if (own) return { code: 'NOERROR', authoritative: false, answers: own, authority: [] };
  for (const server of upstream(process)) {
    const found = yield* ask(process.network, server, question.name, question.type, PATIENCE);
    if (found) return { ...found, authoritative: false };
  }
  return { code: 'SERVFAIL', authoritative: false, answers: [], authority: [] };
}

/** undefined for a name that is not the machine's to answer for. */
function ownRecords(process: Process, { name, type }: DnsQuestion): DnsRecord[] | undefined {
  const record = (data: string): DnsRecord => ({ name, type, ttl: 0, data });
  const reversed = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/.exec(name);
  if (reversed) {
    const names = hostsOf(process.files, reversed.slice(1).reverse().join('.'));
    return names.length === 0 ? undefined : type === 'PTR' ? names.map((one) => record(`${one}.`)) : [];
  }
  const found = name === 'localhost' ? ['127.0.0.1', '::1'] : hostsFile(process.files, name);
  if (name === process.host.namespaces.hostname && found.length === 0) found.push(process.network.address);
  if (found.length === 0) return undefined;
  return found.filter((address) => type === (address.includes(':') ? 'AAAA' : 'A')).map(record);
}

function upstream({ files }: Process): string[] {
  const path = '/etc/systemd/resolved.conf';
  if (!files.exists(path)) return [];
  const lines = files.readText(path).split('\n');
  return lines.flatMap((line) => /^DNS=(.*)$/.exec(line.trim())?.[1].split(/\s+/).filter(Boolean) ?? []);
}

const head = (
  name: string,
  purpose: string,
): string => `# This is /run/systemd/resolve/${name} managed by man:systemd-resolved(8).
# Do not edit.
#
# This file might be symlinked as /etc/resolv.conf. If you're looking at
# /etc/resolv.conf and seeing this text, you have followed the symlink.
#
${purpose}#
# Third party programs should typically not access this file directly, but only
# through the symlink at /etc/resolv.conf. To manage man:resolv.conf(5) in a
# different way, replace this symlink by a static file or a different symlink.
#
# See man:systemd-resolved.service(8) for details about the supported modes of
# operation for /etc/resolv.conf.

`;

const STUB_TEXT = head(
  'stub-resolv.conf',
  `# This is a dynamic resolv.conf file for connecting local clients to the
# internal DNS stub resolver of systemd-resolved. This file lists all
# configured search domains.
#
# Run "resolvectl status" to see details about the uplink DNS servers
# currently in use.
`,
);

const UPLINK_TEXT = head(
  'resolv.conf',
  `# This is a dynamic resolv.conf file for connecting local clients directly to
# all known uplink DNS servers. This file lists all configured search domains.
`,
);
