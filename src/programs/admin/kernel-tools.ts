// sysctl, modprobe, lsmod, swapon and swapoff: kernel parameters, modules and swap, as kubeadm's instructions set them.

import { SystemError } from '../../linux/errors.ts';
import type { Process, Program } from '../../linux/host/process.ts';
import { loadedModules, swapOf } from '../../linux/host/system-files.ts';
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

const MODULES = new Set([
  'overlay',
  'br_netfilter',
  'bridge',
  'ip_vs',
  'ip_vs_rr',
  'ip_vs_wrr',
  'ip_vs_sh',
  'nf_conntrack',
  'vxlan',
  'dummy',
  'nbd',
  'configs',
  'ip_tables',
  'iptable_nat',
  'xt_conntrack',
  'nf_nat',
  'zram',
  'loop',
]);

function load(process: Process, name: string): boolean {
  const module = name.replaceAll('-', '_');
  if (!MODULES.has(module)) return false;
  const { host } = process;
  if (!loadedModules(host).includes(module))
    host.files.writeFile('/run/modules-loaded', `${module}\n`, { append: true });
  if (module === 'br_netfilter' && !host.files.exists('/proc/sys/net/bridge')) bridgeFiles(process);
  return true;
}

/** br_netfilter brings its parameters with it. */
function bridgeFiles(process: Process): void {
  const { files } = process.host;
  files.makeDirectory('/proc/sys/net/bridge', { recursive: true });
  for (const name of ['bridge-nf-call-arptables', 'bridge-nf-call-ip6tables', 'bridge-nf-call-iptables']) {
    let value = '1';
    files.place(
      `/proc/sys/net/bridge/${name}`,
      (base) => ({
        ...base,
        type: 'generated',
        read: () => `${value}\n`,
        write: (text) => {
          value = text.trim();
        },
      }),
      0o644,
    );
  }
}

const unload = (process: Process, name: string): void => {
  const kept = loadedModules(process.host).filter((one) => one !== name);
  process.host.files.writeFile('/run/modules-loaded', kept.map((one) => `${one}\n`).join(''));
  if (name === 'br_netfilter') process.host.files.removeTree('/proc/sys/net/bridge');
};

export const modprobe: Program = tool(
  'modprobe',
  { options: ['r,remove', 'a,all', 'v,verbose', 'q,quiet', 'n,dry-run', 'f,force', '!c', '!showconfig'] },
  function* (run) {
    const release = run.files.readText('/proc/sys/kernel/osrelease').trim();
    if (run.operands.length === 0) return yield* run.failPlainly('modprobe: ERROR: missing parameters. See -h.');
    if (!run.isRoot)
      return yield* run.failPlainly(`modprobe: ERROR: could not insert '${run.operands[0]}': Operation not permitted`);
    for (const name of run.has('all') ? run.operands : run.operands.slice(0, 1)) {
      if (run.has('remove')) unload(run.process, name.replaceAll('-', '_'));
      else if (!run.has('dry-run') && !load(run.process, name)) {
        return yield* run.failPlainly(`modprobe: FATAL: Module ${name} not found in directory /lib/modules/${release}`);
      }
    }
    yield* run.process.compute(20);
    return 0;
  },
);

export const lsmod: Program = tool('lsmod', { options: [] }, function* (run) {
  yield* run.print(
    `Module                  Size  Used by\n${loadedModules(run.process.host)
      .map((name) => `${name.padEnd(23)} 40960  0\n`)
      .join('')}`,
  );
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

// ——— swap ———

const note = (process: Process, areas: readonly { readonly path: string; readonly kilobytes: number }[]): void =>
  process.host.files.writeFile('/run/swaps', areas.map((area) => `${area.path} ${area.kilobytes}\n`).join(''));

/** Swap areas of /etc/fstab that are not commented out. */
const swapsOfFstab = (process: Process): string[] =>
  (process.files.exists('/etc/fstab') ? process.files.readText('/etc/fstab') : '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([path, , type]) => path && !path.startsWith('#') && type === 'swap')
    .map(([path]) => path);

export const swapon: Program = tool(
  'swapon',
  {
    options: [
      'a,all',
      's,summary',
      'show[=]',
      'noheadings',
      'v,verbose',
      'e,ifexists',
      'bytes',
      '!p,priority=',
      '!d,discard',
    ],
  },
  function* (run) {
    const { process } = run;
    const active = swapOf(process.host);
    if (run.has('show') || run.has('summary') || (!run.has('all') && run.operands.length === 0)) {
      if (active.length > 0) {
        const rows = active.map((area) => `${area.path.padEnd(9)} file ${formatKilobytes(area.kilobytes)}   0B   -2\n`);
        yield* run.print(`${run.has('noheadings') ? '' : 'NAME      TYPE SIZE USED PRIO\n'}${rows.join('')}`);
      }
      return 0;
    }
    if (!run.isRoot) return yield* run.fail('Not superuser.', 255);
    const added: { path: string; kilobytes: number }[] = [];
    for (const path of run.has('all') ? swapsOfFstab(process) : run.operands) {
      if (active.some((area) => area.path === path)) continue;
      if (!process.files.exists(process.absolute(path))) {
        yield* run.complain(`cannot open ${path}: No such file or directory`);
        return 255;
      }
      const inode = process.files.stat(process.absolute(path));
      added.push({
        path,
        kilobytes: inode.type === 'file' ? Math.max(4, Math.floor(inode.content.length / 1024)) : 2_097_148,
      });
    }
    note(process, [...active, ...added]);
    return 0;
  },
);

const formatKilobytes = (kilobytes: number): string =>
  kilobytes >= 2 ** 20
    ? `${Math.round(kilobytes / 2 ** 20)}G`
    : kilobytes >= 1024
      ? `${Math.round(kilobytes / 1024)}M`
      : `${kilobytes}K`;

export const swapoff: Program = tool('swapoff', { options: ['a,all', 'v,verbose'] }, function* (run) {
  if (!run.isRoot) return yield* run.fail('Not superuser.', 255);
  const active = swapOf(run.process.host);
  if (run.has('all')) {
    note(run.process, []);
    return 0;
  }
  for (const path of run.operands) {
    if (!active.some((area) => area.path === path))
      return yield* run.fail(`${path}: swapoff failed: Invalid argument`, 255);
  }
  note(
    run.process,
    active.filter((area) => !run.operands.includes(area.path)),
  );
  return 0;
});
