// sysctl, modprobe and lsmod: kernel parameters and modules, as kubeadm's instructions set them.

import { SystemError } from '../../linux/errors.ts';
import type { FileSystem } from '../../linux/files/file-system.ts';
import type { Host } from '../../linux/host/host.ts';
import type { Process, Program } from '../../linux/host/process.ts';
import { parameter } from '../../linux/host/sysctl-files.ts';
import type { Task } from '../../sim/task.ts';
import { type Tool, tool } from './tool.ts';

// ——— sysctl ———

const fileOf = (name: string): string => `/proc/sys/${name.includes('/') ? name : name.replaceAll('.', '/')}`;

const SYSCTL_DIRECTORIES = ['/etc/sysctl.d', '/run/sysctl.d', '/usr/local/lib/sysctl.d', '/usr/lib/sysctl.d'];

/** Files of --system in the order they apply: by name, whatever directory; then /etc/sysctl.conf. */
function configurationFiles({ files }: Process): string[] {
  const byName = new Map<string, string>();
  for (const directory of SYSCTL_DIRECTORIES) {
    if (!files.isDirectory(directory)) continue;
    for (const name of files.readDirectory(directory))
      if (name.endsWith('.conf') && !byName.has(name)) byName.set(name, `${directory}/${name}`);
  }
  return [
    ...[...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path),
    ...(files.exists('/etc/sysctl.conf') ? ['/etc/sysctl.conf'] : []),
  ];
}

const settingsOf = (text: string): [string, string][] =>
  text.split('\n').flatMap((line): [string, string][] => {
    const match = /^\s*-?([\w./*-]+)\s*=\s*(.*?)\s*$/.exec(line);
    return match && !/^\s*[#;]/.test(line) ? [[match[1], match[2]]] : [];
  });

function* assign(run: Tool, name: string, value: string, quiet: boolean): Task<number> {
  const path = fileOf(name);
  if (!run.files.exists(path)) {
    yield* run.complain(`cannot stat ${path}: No such file or directory`);
    return 255;
  }
  try {
    run.files.writeFile(path, value, { who: run.process.credentials });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    yield* run.complain(`permission denied on key "${name.replaceAll('/', '.')}"`);
    return 255;
  }
  if (!quiet) yield* run.print(`${name} = ${value}\n`);
  return 0;
}

export const sysctl: Program = tool(
  'sysctl',
  {
    options: [
      'w,write',
      'p,load[=]',
      'system',
      'a,all',
      'A',
      'X',
      'n,values',
      'N,names',
      'q,quiet',
      'e,ignore',
      'b,binary',
      '!r,pattern=',
      '!dry-run',
    ],
  },
  function* (run) {
    let code = 0;
    if (run.has('system') || run.has('load')) {
      const paths = run.has('system')
        ? configurationFiles(run.process)
        : [run.value('load') || run.operands[0] || '/etc/sysctl.conf'];
      for (const path of paths) {
        const absolute = run.process.absolute(path);
        if (!run.files.exists(absolute)) {
          yield* run.complain(`cannot open "${path}": No such file or directory`);
          code = 255;
          continue;
        }
        if (run.has('system') && !run.has('quiet')) yield* run.print(`* Applying ${path} ...\n`);
        for (const [name, value] of settingsOf(run.files.readText(absolute)))
          code = (yield* assign(run, name, value, run.has('quiet'))) || code;
      }
      return code;
    }
    if (run.has('all')) return yield* run.notSimulated('--all');
    for (const word of run.operands) {
      const equals = word.indexOf('=');
      if (equals > 0) {
        code =
          (yield* assign(run, word.slice(0, equals).trim(), word.slice(equals + 1).trim(), run.has('quiet'))) || code;
        continue;
      }
      const path = fileOf(word);
      if (!run.files.exists(path)) {
        yield* run.complain(`cannot stat ${path}: No such file or directory`);
        code = 1;
        continue;
      }
      const value = run.files.readText(path).trimEnd();
      const name = word.replaceAll('/', '.');
      yield* run.print(run.has('values') ? `${value}\n` : run.has('names') ? `${name}\n` : `${name} = ${value}\n`);
    }
    return code;
  },
);

/** systemd-sysctl: the same files at boot, without a word. */
export const systemdSysctl: Program = function* (process) {
  for (const path of configurationFiles(process)) {
    for (const [name, value] of settingsOf(process.files.readText(path)))
      if (process.files.exists(fileOf(name))) process.files.writeFile(fileOf(name), value);
  }
  yield* process.compute(90);
  return 0;
};

// ——— modules ———

/** Bytes in memory, and the modules that a module needs. */
const MODULES: Readonly<Record<string, readonly [size: number, ...needs: string[]]>> = {
  llc: [16384],
  stp: [12288, 'llc'],
  bridge: [421888, 'stp', 'llc'],
  br_netfilter: [32768, 'bridge'],
  overlay: [212992],
  libcrc32c: [12288],
  nf_defrag_ipv4: [12288],
  nf_defrag_ipv6: [24576],
  nf_conntrack: [196608, 'nf_defrag_ipv6', 'nf_defrag_ipv4', 'libcrc32c'],
  nf_nat: [61440, 'nf_conntrack', 'libcrc32c'],
  ip_vs: [221184, 'nf_conntrack', 'nf_defrag_ipv6', 'libcrc32c'],
  ip_vs_rr: [12288, 'ip_vs'],
  ip_vs_wrr: [12288, 'ip_vs'],
  ip_vs_sh: [12288, 'ip_vs'],
  xt_conntrack: [12288, 'nf_conntrack'],
  ip_tables: [36864],
  iptable_nat: [12288, 'ip_tables', 'nf_nat'],
  ip6_udp_tunnel: [16384],
  udp_tunnel: [32768],
  vxlan: [155648, 'ip6_udp_tunnel', 'udp_tunnel'],
  dummy: [12288],
  configs: [57344],
  nbd: [65536],
  zram: [49152],
  loop: [36864],
  nfnetlink: [20480],
};

const moduleName = (text: string): string => text.replaceAll('-', '_');

/** Loads what it needs first. False for a module that is not there. */
function load(process: Process, name: string): boolean {
  const module = MODULES[moduleName(name)];
  if (!module) return false;
  const { host } = process;
  const [, ...needs] = module;
  for (const one of [...needs].reverse()) load(process, one);
  host.modules.add(moduleName(name));
  if (moduleName(name) === 'br_netfilter' && !host.files.exists('/proc/sys/net/bridge')) bridgeFiles(host.files);
  return true;
}

const usersOf = (host: Host, name: string): string[] =>
  [...host.modules].filter((one) => MODULES[one]?.slice(1).includes(name)).reverse();

/** br_netfilter brings its parameters with it. */
function bridgeFiles(files: FileSystem): void {
  files.makeDirectory('/proc/sys/net/bridge', { recursive: true });
  for (const name of ['bridge-nf-call-arptables', 'bridge-nf-call-ip6tables', 'bridge-nf-call-iptables']) {
    const { read, write } = parameter('1');
    files.place(`/proc/sys/net/bridge/${name}`, (base) => ({ ...base, type: 'generated', read, write }), 0o644);
  }
}

/** With what only it needed. */
function unload(host: Host, name: string): void {
  host.modules.delete(name);
  if (name === 'br_netfilter') host.files.removeTree('/proc/sys/net/bridge');
  for (const one of MODULES[name]?.slice(1) ?? [])
    if (typeof one === 'string' && usersOf(host, one).length === 0) unload(host, one);
}

export const modprobe: Program = tool(
  'modprobe',
  { options: ['r,remove', 'a,all', 'v,verbose', 'q,quiet', 'n,dry-run', 'f,force', '!c', '!showconfig'] },
  function* (run) {
    const release = run.files.readText('/proc/sys/kernel/osrelease').trim();
    if (run.operands.length === 0) return yield* run.failPlainly('modprobe: ERROR: missing parameters. See -h.');
    if (!run.isRoot)
      return yield* run.failPlainly(`modprobe: ERROR: could not insert '${run.operands[0]}': Operation not permitted`);
    for (const name of run.has('all') ? run.operands : run.operands.slice(0, 1)) {
      if (run.has('remove')) {
        const module = moduleName(name);
        if (!run.process.host.modules.has(module))
          return yield* run.failPlainly(`modprobe: FATAL: Module ${name} not found.`);
        if (usersOf(run.process.host, module).length > 0)
          return yield* run.failPlainly(`modprobe: FATAL: Module ${module} is in use.`);
        unload(run.process.host, module);
      } else if (!run.has('dry-run') && !load(run.process, name)) {
        return yield* run.failPlainly(`modprobe: FATAL: Module ${name} not found in directory /lib/modules/${release}`);
      }
    }
    yield* run.process.compute(20);
    return 0;
  },
);

export const lsmod: Program = tool('lsmod', { options: [] }, function* (run) {
  const { host } = run.process;
  const rows = [...host.modules].reverse().map((name) => {
    const users = usersOf(host, name);
    const size = String(MODULES[name]?.[0] ?? 0).padStart(8);
    return `${name.padEnd(19)} ${size}  ${users.length}${users.length > 0 ? ` ${users.join(',')}` : ''}\n`;
  });
  yield* run.print(`Module                  Size  Used by\n${rows.join('')}`);
  return 0;
});

/** systemd-modules-load: /etc/modules-load.d at boot. */
export const systemdModulesLoad: Program = function* (process) {
  const { files } = process;
  const directory = '/etc/modules-load.d';
  for (const name of files.isDirectory(directory) ? files.readDirectory(directory) : []) {
    if (!name.endsWith('.conf')) continue;
    for (const line of files.readText(`${directory}/${name}`).split('\n')) {
      const module = line.trim();
      if (module === '' || module.startsWith('#') || module.startsWith(';')) continue;
      if (!load(process, module)) yield* process.complain(`Failed to find module '${module}'\n`);
    }
  }
  yield* process.compute(60);
  return 0;
};
