// /etc/ssh/sshd_config: what the server listens on and whom it lets in how. The first value found for a key counts.

import type { FileSystem } from '../../../linux/files/file-system.ts';

export interface ServerConfiguration {
  readonly ports: readonly number[];
  readonly passwords: boolean;
  readonly publicKeys: boolean;
  readonly rootLogin: 'yes' | 'no' | 'keys';
  /** Patterns; empty: everybody. */
  readonly allowUsers: readonly string[];
  readonly denyUsers: readonly string[];
}

/** Complaints are whole lines of sshd's; with any of them it does not start. */
export interface ReadConfiguration {
  readonly configuration: ServerConfiguration;
  readonly complaints: readonly string[];
}

const MAIN = '/etc/ssh/sshd_config';

export function readServerConfiguration(files: FileSystem): ReadConfiguration {
  const values = new Map<string, string[]>();
  const complaints: string[] = [];
  if (!files.exists(MAIN)) return { configuration: from(values), complaints: [`${MAIN}: No such file or directory`] };
  readFile(files, MAIN, values, complaints);
  return { configuration: from(values), complaints };
}

function from(values: ReadonlyMap<string, readonly string[]>): ServerConfiguration {
  const one = (key: string, otherwise: string) => values.get(key)?.[0]?.toLowerCase() ?? otherwise;
  const words = (key: string) => (values.get(key) ?? []).flatMap((text) => text.split(/\s+/));
  const root = one('permitrootlogin', 'prohibit-password');
  return {
    ports: (values.get('port') ?? ['22']).map(Number),
    passwords: one('passwordauthentication', 'yes') === 'yes',
    publicKeys: one('pubkeyauthentication', 'yes') === 'yes',
    rootLogin: root === 'yes' || root === 'no' ? root : 'keys',
    allowUsers: words('allowusers'),
    denyUsers: words('denyusers'),
  };
}

/** Keys that may come more than once. */
const REPEATED = new Set([
  'port',
  'allowusers',
  'denyusers',
  'allowgroups',
  'denygroups',
  'listenaddress',
  'hostkey',
  'acceptenv',
  'subsystem',
  'setenv',
]);

function readFile(files: FileSystem, path: string, values: Map<string, string[]>, complaints: string[]): void {
  let bad = 0;
  for (const [index, raw] of files.readText(path).split('\n').entries()) {
    const line = raw.replace(/(^|\s)#.*$/, '').trim();
    const [, word, value = ''] = /^(\w+)\s*[=\s]?\s*(.*)$/.exec(line) ?? [];
    if (word === undefined) continue;
    const key = word.toLowerCase();
    // What follows a Match holds for some connections only.
    if (key === 'match') break;
    if (key === 'include') {
      for (const one of included(files, value)) readFile(files, one, values, complaints);
      continue;
    }
    if (!KEYWORDS.has(key)) {
      complaints.push(`${path}: line ${index + 1}: Bad configuration option: ${word}`);
      bad++;
      continue;
    }
    if (value === '') {
      complaints.push(`${path} line ${index + 1}: no argument after keyword "${word}"`);
      return;
    }
    const existing = values.get(key);
    if (!existing) values.set(key, [value]);
    else if (REPEATED.has(key)) existing.push(value);
  }
  if (bad > 0) complaints.push(`${path}: terminating, ${bad} bad configuration options`);
}

function included(files: FileSystem, pattern: string): string[] {
  const slash = pattern.lastIndexOf('/');
  const directory = pattern.slice(0, slash);
  if (!pattern.includes('*')) return files.exists(pattern) ? [pattern] : [];
  if (!files.isDirectory(directory)) return [];
  const suffix = pattern.slice(slash + 1).replace('*', '');
  return files
    .readDirectory(directory)
    .filter((name) => name.endsWith(suffix) && !name.startsWith('.'))
    .sort()
    .map((name) => `${directory}/${name}`);
}

const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'acceptenv addressfamily allowagentforwarding allowgroups allowstreamlocalforwarding allowtcpforwarding allowusers ' +
    'authenticationmethods authorizedkeyscommand authorizedkeyscommanduser authorizedkeysfile authorizedprincipalsfile banner ' +
    'casignaturealgorithms challengeresponseauthentication channeltimeout chrootdirectory ciphers clientalivecountmax ' +
    'clientaliveinterval compression debianbanner denygroups denyusers disableforwarding exposeauthinfo fingerprinthash ' +
    'forcecommand gatewayports gssapiauthentication gssapicleanupcredentials gssapikeyexchange gssapistrictacceptorcheck ' +
    'hostbasedauthentication hostcertificate hostkey hostkeyagent hostkeyalgorithms ignorerhosts ignoreuserknownhosts ipqos ' +
    'kbdinteractiveauthentication kerberosauthentication kexalgorithms listenaddress logingracetime loglevel logverbose macs ' +
    'maxauthtries maxsessions maxstartups modulifile passwordauthentication permitemptypasswords permitlisten permitopen ' +
    'permitrootlogin permittty permittunnel permituserenvironment permituserrc persourcemaxstartups pidfile port printlastlog ' +
    'printmotd pubkeyacceptedalgorithms pubkeyauthentication rekeylimit requiredrsasize revokedkeys setenv streamlocalbindmask ' +
    'streamlocalbindunlink strictmodes subsystem syslogfacility tcpkeepalive trustedusercakeys unusedconnectiontimeout usedns ' +
    'usepam versionaddendum x11displayoffset x11forwarding x11uselocalhost xauthlocation'
  ).split(' '),
);
