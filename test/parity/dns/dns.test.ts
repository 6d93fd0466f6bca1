// dig, nslookup, host, curl, ping and getent against a resolver with a cluster's records, as BIND's tools 9.18 and
// Debian 12's others did.

import { describe } from 'vitest';
import type { Program } from '../../../src/linux/host/process.ts';
import { DNS, type DnsAnswer, type DnsQuestion, type DnsRecord } from '../../../src/linux/net/dns.ts';
import { adminTools } from '../../../src/programs/admin/index.ts';
import { coreutils } from '../../../src/programs/coreutils/index.ts';
import { recordings, replay } from '../../support/recording.ts';
import { type Machine, ubuntuMachine } from '../../support/ubuntu.ts';

const RECORDS: readonly (readonly [name: string, type: DnsRecord['type'], data: string])[] = [
  ['kubernetes.default.svc.cluster.local', 'A', '10.96.0.1'],
  ['web.default.svc.cluster.local', 'A', '10.96.12.34'],
  ['db.default.svc.cluster.local', 'A', '10.244.0.8'],
  ['db.default.svc.cluster.local', 'A', '10.244.0.7'],
  ['alias.default.svc.cluster.local', 'CNAME', 'web.default.svc.cluster.local.'],
  ['_http._tcp.web.default.svc.cluster.local', 'SRV', '0 0 80 web.default.svc.cluster.local.'],
  ['1.0.96.10.in-addr.arpa', 'PTR', 'kubernetes.default.svc.cluster.local.'],
];

/** Authoritative for what it has, as dnsmasq is; refuses what lies outside of its domain. */
function* query({ name, type }: DnsQuestion) {
  const own = RECORDS.filter((record) => record[0] === name);
  const alias = own.find((record) => record[1] === 'CNAME');
  const found = [
    ...own.filter((record) => record[1] === type || record[1] === 'CNAME'),
    ...RECORDS.filter((record) => alias && `${record[0]}.` === alias[2] && record[1] === type),
  ];
  const answer: DnsAnswer = {
    code: own.length > 0 ? 'NOERROR' : name.endsWith('.cluster.local') ? 'NXDOMAIN' : 'REFUSED',
    authoritative: found.length > 0,
    answers: found.map(([owner, kind, data]) => ({ name: owner, type: kind, ttl: 30, data })),
    authority: [],
  };
  return answer;
}

/** The recorder's busybox, of which only one applet was asked. */
const busybox: Program = function* (process) {
  const applet = process.spawn({ argv: process.argv.slice(1), path: '/bin/nslookup', program: adminTools.nslookup });
  applet.version = 'BusyBox v1.37.0';
  return (yield* process.waitFor(applet)).code;
};

function machine(answers: boolean): Machine {
  const made = ubuntuMachine({
    name: 'controlplane',
    programs: { ...coreutils, busybox },
    ubuntu: {
      nameservers: ['127.0.0.1'],
      searchDomains: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
    },
  });
  const { host } = made;
  host.files.writeFile('/etc/resolv.conf', 'options ndots:5\n', { append: true });
  made.run('systemctl stop systemd-resolved');
  if (answers)
    host.network.listen({
      address: '127.0.0.1',
      port: 53,
      transport: 'udp',
      application: DNS,
      accept: () => ({ query }),
    });
  return made;
}

describe('name resolution tools', () => {
  replay({
    records: recordings(new URL('./recorded.json', import.meta.url)),
    translate: (text) => text.replaceAll('9.18.49-1~deb12u1-Debian', '9.18.39-0ubuntu0.24.04.2-Ubuntu'),
    accepted: {
      'dig-badtype': 'the recorded resolver explains its refusal (EDE), ours has no words for it',
    },
    run: ({ cmd, id }) => machine(!id.includes('.down-')).run(cmd),
  });
});
