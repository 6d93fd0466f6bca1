// Carrying a plan out: downloads, unpacking, configuring, with the lines apt and dpkg print meanwhile.

import { SystemError } from '../../../linux/errors.ts';
import { isFlat } from '../../../linux/packages/available.ts';
import { installedPackages, installPackage, removePackage, setAutomatic } from '../../../linux/packages/database.ts';
import { isLocal } from '../../../linux/packages/local-source.ts';
import type { Package } from '../../../linux/packages/package.ts';
import { connectSystemd } from '../../../linux/systemd/protocol.ts';
import { installLinks } from '../../../linux/systemd/unit-search.ts';
import type { Task } from '../../../sim/task.ts';
import type { Tool } from '../tool.ts';
import type { Change, Plan } from './plan.ts';
import { formatSize } from './sizes.ts';

/** Bytes per millisecond. */
const BANDWIDTH = 30_000;
/** Unpacking, bytes of archive per millisecond. */
const UNPACKING = 45_000;

export function* download(run: Tool, changes: readonly Change[]): Task<void> {
  const total = bytesToFetch(changes);
  const begun = run.process.simulation.now;
  for (const [index, { to }] of changes.entries()) {
    const [source] = to.sources;
    const flat = isFlat(source.suite);
    const address = flat
      ? `${(source.served ?? source.uri).replace(/\/$/, '')} ${source.suite === '/' ? '' : source.suite}`
      : `${source.uri.replace(/\/$/, '')} ${source.suite}/main`;
    const local = isLocal(source.uri);
    if (!local && (!run.process.network.powered || !run.process.network.up))
      throw new SystemError('ENETUNREACH', source.uri);
    yield* run.print(
      `Get:${index + 1} ${address} ${flat ? '' : 'amd64 '}${to.pkg.name} ${flat ? '' : 'amd64 '}${to.pkg.version} [${formatSize(to.pkg.size)}B]\n`,
    );
    if (!local) yield* run.process.sleep(40 + to.pkg.size / BANDWIDTH);
  }
  if (total === 0) return;
  const seconds = Math.max(1, run.process.simulation.now - begun) / 1000;
  yield* run.print(`Fetched ${formatSize(total)}B in ${Math.round(seconds)}s (${formatSize(total / seconds)}B/s)\n`);
}

/** Archives on the disk need no download. */
export const bytesToFetch = (changes: readonly Change[]): number =>
  changes.reduce((sum, { to }) => sum + (isLocal(to.sources[0]?.uri ?? '') ? 0 : to.pkg.size), 0);

export function* perform(run: Tool, plan: Pick<Plan, 'changes' | 'removals'>, purge: boolean): Task<void> {
  const { process } = run;
  const announced = new Set<string>();
  let reading = false;
  const read = function* (): Task<void> {
    if (reading) return;
    reading = true;
    yield* readDatabase(run);
  };
  for (const change of plan.changes) {
    if (change.kind !== 'downgrade') continue;
    yield* dpkgSays(run, `dpkg: warning: downgrading ${change.name} from ${change.from} to ${change.to.pkg.version}\n`);
    announced.add(change.name);
    break;
  }
  for (const one of plan.removals) {
    yield* read();
    yield* dpkgSays(run, `Removing ${one.name} (${one.version}) ...\n`);
    yield* process.compute(350);
    yield* stopUnits(run, one.name);
    removePackage(process.host, one.name, purge);
    log(run, `remove ${one.name}:amd64 ${one.version} <none>`);
  }
  for (const change of plan.changes) {
    const { pkg } = change.to;
    if (change.kind === 'new') yield* dpkgSays(run, `Selecting previously unselected package ${pkg.name}.\n`);
    if (change.kind === 'downgrade' && !announced.has(pkg.name)) {
      yield* dpkgSays(run, `dpkg: warning: downgrading ${pkg.name} from ${change.from} to ${pkg.version}\n`);
    }
    yield* read();
    yield* dpkgSays(run, `Preparing to unpack ${unpackPath(change)} ...\n`);
    yield* process.compute(60);
    yield* dpkgSays(
      run,
      `Unpacking ${pkg.name} (${pkg.version})${change.from === undefined ? '' : ` over (${change.from})`} ...\n`,
    );
    yield* process.compute(120 + pkg.size / UNPACKING);
    installPackage(process.host, pkg, { automatic: change.automatic });
    log(
      run,
      `${change.kind === 'new' ? 'install' : 'upgrade'} ${pkg.name}:amd64 ${change.from ?? '<none>'} ${pkg.version}`,
    );
  }
  for (const { to, kind } of plan.changes) {
    yield* dpkgSays(run, `Setting up ${to.pkg.name} (${to.pkg.version}) ...\n`);
    yield* process.compute(80 + (to.pkg.effort ?? 0));
    log(run, `status installed ${to.pkg.name}:amd64 ${to.pkg.version}`);
    if (kind === 'new') yield* startUnits(run, to.pkg);
    if (to.pkg.kernel) yield* sayKernel(run, to.pkg.kernel);
    if (to.pkg.wantsReboot) noteReboot(run, to.pkg.name);
  }
  const withManuals =
    plan.changes.length > 0 &&
    plan.changes.some((change) => change.to.pkg.section !== 'admin' || change.to.pkg.effort !== undefined);
  if (withManuals && plan.changes.some((change) => change.to.pkg.name === 'libc6')) {
    yield* dpkgSays(run, 'Processing triggers for libc-bin (2.39-0ubuntu8.6) ...\n');
    yield* process.compute(300);
  }
  // Units that came or changed are known from here on, as after any package script.
  if (
    plan.changes.some((change) =>
      Object.keys(change.to.pkg.files ?? {}).some((path) => path.startsWith('/usr/lib/systemd/system/')),
    )
  ) {
    connectSystemd(process)?.reload();
  }
}

/** apt gives dpkg a terminal of its own and passes on what arrives there, carriage returns and all; not with -qq. */
function* dpkgSays(run: Tool, text: string): Task<void> {
  const plain = run.name === 'dpkg' || run.process.isTerminal(1) || run.values('quiet').length > 1;
  yield* run.print(plain ? text : text.replaceAll('\n', '\r\n'));
}

/** dpkg shortens long paths; archives of a directory keep its dot. */
function unpackPath({ to: { pkg, sources } }: Change): string {
  const [source] = sources;
  if (source?.suite === DEB_FILE) return source.uri;
  return `.../${source && isLocal(source.uri) && source.suite !== '/' ? source.suite : ''}${fileName(pkg)}`;
}

/** The suite of what came as a file on the command line. */
export const DEB_FILE = '.deb';

const fileName = (pkg: Package): string => `${pkg.name}_${pkg.version.replaceAll(':', '%3a')}_amd64.deb`;

/** dpkg counts while it reads: every five percent on the same line. */
function* readDatabase(run: Tool): Task<void> {
  const count = 14_000 + installedPackages(run.process.host.files).size * 137;
  let text = '(Reading database ... ';
  const steps = run.name === 'dpkg' && !run.process.isTerminal(1) ? 0 : 100;
  for (let percent = 5; percent <= steps; percent += 5) text += `\r(Reading database ... ${percent}%`;
  yield* dpkgSays(
    run,
    `${text}${steps === 0 ? '' : '\r(Reading database ... '}${count} files and directories currently installed.)\n`,
  );
  yield* run.process.compute(150);
}

function* startUnits(run: Tool, pkg: Package): Task<void> {
  const { process } = run;
  const { files } = process.host;
  const systemd = connectSystemd(process);
  for (const unit of [...(pkg.enables ?? []), ...(pkg.starts ?? [])]) {
    for (const [path, target] of installLinks(files, unit).links) {
      if (files.exists(path)) continue;
      files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { recursive: true });
      files.symlink(target, path);
      if (pkg.starts?.includes(unit)) yield* dpkgSays(run, `Created symlink ${path} → ${target}.\n`);
    }
    systemd?.reload();
    if (systemd && pkg.starts?.includes(unit)) yield* systemd.run(unit, 'start');
  }
}

function* stopUnits(run: Tool, name: string): Task<void> {
  const systemd = connectSystemd(run.process);
  const unit = `${name === 'containerd.io' ? 'containerd' : name}.service`;
  if (systemd && systemd.status(unit).active === 'active') yield* systemd.run(unit, 'stop');
}

function* sayKernel(run: Tool, release: string): Task<void> {
  yield* dpkgSays(
    run,
    `/etc/kernel/postinst.d/initramfs-tools:
update-initramfs: Generating /boot/initrd.img-${release}
`,
  );
  yield* run.process.compute(8_000);
  yield* dpkgSays(
    run,
    `/etc/kernel/postinst.d/zz-update-grub:
Sourcing file \`/etc/default/grub'
Generating grub configuration file ...
Found linux image: /boot/vmlinuz-${release}
Found initrd image: /boot/initrd.img-${release}
done
`,
  );
}

/** What update-notifier leaves for the next login to see. */
function noteReboot(run: Tool, name: string): void {
  const { files } = run.process.host;
  files.writeFile('/run/reboot-required', '*** System restart required ***\n');
  const path = '/run/reboot-required.pkgs';
  const before = files.exists(path) ? files.readText(path) : '';
  if (!before.split('\n').includes(name)) files.writeFile(path, `${before}${name}\n`);
}

function log(run: Tool, what: string): void {
  const { simulation, host } = run.process;
  const at = new Date(simulation.epoch + simulation.now).toISOString();
  host.files.writeFile('/var/log/dpkg.log', `${at.slice(0, 10)} ${at.slice(11, 19)} ${what}\n`, { append: true });
}

export const markManual = (run: Tool, name: string): void => setAutomatic(run.process.host.files, name, false);
