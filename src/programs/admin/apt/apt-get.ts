// apt-get and apt: lists fetched, packages installed, upgraded and removed.

import { SystemError } from '../../../linux/errors.ts';
import { Exit, type ExitCode, type Process, type Program } from '../../../linux/host/process.ts';
import { comm } from '../../../linux/host/process-files.ts';
import { automaticPackages, installedPackages } from '../../../linux/packages/database.ts';
import type { Archive } from '../../../linux/packages/package.ts';
import type { Task } from '../../../sim/task.ts';
import { type Tool, tool } from '../tool.ts';
import { list, show } from './apt-cache.ts';
import { restartReport } from './needrestart.ts';
import { bytesToFetch, download, markManual, perform } from './perform.ts';
import { type Plan, Planner } from './plan.ts';
import { formatSize, listed } from './sizes.ts';
import { done, notice } from './talk.ts';
import { update } from './update.ts';

const OPTIONS = [
  'y,yes,assume-yes',
  'assume-no',
  'q,quiet',
  's,simulate,just-print,dry-run,recon,no-act',
  'd,download-only',
  'allow-downgrades',
  'allow-change-held-packages',
  'allow-remove-essential',
  'force-yes',
  'only-upgrade',
  'no-upgrade',
  'reinstall',
  'purge',
  'install-recommends',
  'no-install-recommends',
  'f,fix-broken',
  'm,fix-missing',
  'V,verbose-versions',
  'autoremove',
  'auto-remove',
  'with-new-pkgs',
  'allow-unauthenticated',
  'allow-releaseinfo-change',
  'upgradable',
  'u',
  'installed',
  'a,all-versions',
  'o,option=',
  'no-show-upgraded',
  'upgradeable',
  'n,names-only',
  '!t,target-release=',
  '!c,config-file=',
  '!b,build',
  '!download',
  '!print-uris',
  'show-progress',
  'help',
  'v,version',
];

export const aptGet = (archive: Archive): Program => main('apt-get', archive);
export const apt = (archive: Archive): Program => main('apt', archive);

function main(name: 'apt' | 'apt-get', archive: Archive): Program {
  return tool(name, { options: OPTIONS, usageStatus: 100 }, function* (run) {
    const interactive = run.process.isTerminal(1);
    if (run.has('version')) {
      yield* run.print('apt 2.8.3 (amd64)\n');
      return 0;
    }
    if (run.has('help')) return yield* run.notSimulated('--help');
    if (name === 'apt' && !interactive)
      yield* run.say('\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n');
    const [operation, ...names] = run.operands;
    const invocation: Invocation = { run, archive, name, names };
    const verb = operation === undefined ? undefined : OPERATIONS[operation];
    if (operation === undefined) return yield* run.notSimulated('without an operation');
    if (!verb || (verb.onlyApt && name !== 'apt')) {
      if (KNOWN.has(operation)) return yield* run.notSimulated(operation);
      return yield* run.failPlainly(`E: Invalid operation ${operation}`, 100);
    }
    return yield* verb.work(invocation, operation);
  });
}

export interface Invocation {
  readonly run: Tool;
  readonly archive: Archive;
  readonly name: 'apt' | 'apt-get';
  readonly names: readonly string[];
}

type Operation = (invocation: Invocation, operation: string) => Task<ExitCode>;

const OPERATIONS: Readonly<Record<string, { readonly work: Operation; readonly onlyApt?: boolean }>> = {
  autoclean: { work: tidy },
  autopurge: { work: autoremove },
  autoremove: { work: autoremove },
  'auto-remove': { work: autoremove },
  check: { work: check },
  clean: { work: tidy },
  'dist-upgrade': { work: upgrade },
  'full-upgrade': { work: upgrade },
  install: { work: install },
  list: { work: ({ run, archive, names }) => list(run, archive, names), onlyApt: true },
  purge: { work: remove },
  reinstall: { work: install },
  remove: { work: remove },
  show: { work: ({ run, archive, names }) => show(run, archive, names, true), onlyApt: true },
  update: { work: update },
  upgrade: { work: upgrade },
};

const KNOWN = new Set([
  'source',
  'build-dep',
  'download',
  'changelog',
  'dselect-upgrade',
  'indextargets',
  'edit-sources',
  'search',
  'depends',
  'rdepends',
  'policy',
  'satisfy',
  'moo',
]);

function* readState(run: Tool): Task<void> {
  for (const what of ['Reading package lists', 'Building dependency tree', 'Reading state information']) {
    yield* run.process.compute(90);
    if (!run.has('quiet') || run.values('quiet').length < 2) yield* run.print(`${what}...${done(run)}\n`);
  }
}

// ——— install, upgrade, remove ———

/** Only root may, and only one at a time. */
function* lock(run: Tool): Task<void> {
  if (run.has('simulate')) return;
  if (!run.isRoot) {
    yield* run.say('E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)');
    yield* run.failPlainly(
      'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?',
      100,
    );
  }
  const { files } = run.process.host;
  const path = '/var/lib/dpkg/lock-frontend';
  // Nobody opens this file but to lock it.
  const inode = files.exists(path) ? files.stat(path) : undefined;
  const holds = (one: Process) => [...one.descriptors.values()].some((file) => file.inode === inode);
  const holder = inode && run.process.host.processes.all.find((one) => one.alive && holds(one));
  if (holder) {
    yield* run.say(`E: Could not get lock ${path}. It is held by process ${holder.pid} (${comm(holder)})`);
    yield* notice(run, 'N: Be aware that removing the lock file is not a solution and may break your system.');
    yield* run.failPlainly(
      'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?',
      100,
    );
  }
  run.process.install(files.open(path, { write: true, create: true }, 0o640), 3);
}

function* install(invocation: Invocation, operation: string): Task<ExitCode> {
  const { run, archive, names } = invocation;
  yield* lock(run);
  yield* readState(run);
  const planner = new Planner(run.process.host.files, archive);
  const problems: string[] = [];
  const notes: string[] = [];
  const automatic = automaticPackages(run.process.host.files);
  for (const word of names) {
    const [, name, version] = /^([^=/]+?)(?:=(.+))?$/.exec(word) ?? [undefined, word, undefined];
    if (word.endsWith('-') && planner.installed.has(word.slice(0, -1))) {
      planner.remove(word.slice(0, -1));
      continue;
    }
    const candidates = planner.available.get(name) ?? [];
    if (candidates.length === 0 && !planner.installed.has(name)) {
      problems.push(`E: Unable to locate package ${name}`);
      if (name.includes('.'))
        problems.push(
          `E: Couldn't find any package by glob '${name}'`,
          `E: Couldn't find any package by regex '${name}'`,
        );
      continue;
    }
    const pattern =
      version === undefined
        ? undefined
        : new RegExp(
            `^${version
              .replace(/[.+^${}()|[\]\\]/g, '\\$&')
              .replaceAll('*', '.*')
              .replaceAll('?', '.')}$`,
          );
    const wanted = candidates.find((one) => !pattern || pattern.test(one.pkg.version));
    if (!wanted) {
      if (version === undefined || planner.installed.get(name)?.version === version) {
        notes.push(`${name} is already the newest version (${planner.installed.get(name)?.version}).`);
        continue;
      }
      yield* run.print(
        `Package ${name} is not available, but is referred to by another package.\nThis may mean that the package is missing, has been obsoleted, or\nis only available from another source\n\n`,
      );
      problems.push(`E: Version '${version}' for '${name}' was not found`);
      continue;
    }
    if (version !== undefined && /[*?]/.test(version) && run.process.isTerminal(1)) {
      yield* run.print(
        `Selected version '${wanted.pkg.version}' (${wanted.sources.map((source) => source.release).join(', ')} [amd64]) for '${name}'\n`,
      );
    }
    if (run.has('only-upgrade') && !planner.installed.has(name)) {
      notes.push(`Skipping ${name}, it is not installed and only upgrades are requested.`);
      continue;
    }
    const change = planner.install(name, wanted, false, run.has('reinstall') || operation === 'reinstall');
    if (!change) {
      notes.push(`${name} is already the newest version (${wanted.pkg.version}).`);
      if (automatic.has(name) && !run.has('simulate')) {
        markManual(run, name);
        notes.push(`${name} set to manually installed.`);
      }
    }
  }
  for (const problem of problems) yield* run.say(problem);
  if (problems.length > 0) return 100;
  for (const note of notes) yield* run.print(`${note}\n`);
  return yield* carryOut(invocation, planner.finish(), names, false);
}

function* upgrade(invocation: Invocation, operation: string): Task<ExitCode> {
  const { run, archive, name } = invocation;
  yield* lock(run);
  yield* readState(run);
  yield* run.process.compute(250);
  const planner = new Planner(run.process.host.files, archive);
  // Names behind `upgrade` are installed as well: `apt-get upgrade -y kubeadm=…` of old notes upgrades everything.
  planner.upgradeAll(operation !== 'upgrade' || name === 'apt' || run.has('with-new-pkgs'));
  for (const word of invocation.names) {
    const [wanted, version] = word.split('=');
    const found = (planner.available.get(wanted) ?? []).find(
      (one) => version === undefined || one.pkg.version === version,
    );
    if (!found) {
      if (!planner.knows(wanted)) return yield* run.failPlainly(`E: Unable to locate package ${wanted}`, 100);
      yield* run.print(
        `Package ${wanted} is not available, but is referred to by another package.\nThis may mean that the package is missing, has been obsoleted, or\nis only available from another source\n\n`,
      );
      return yield* run.failPlainly(`E: Version '${version}' for '${wanted}' was not found`, 100);
    }
    planner.install(wanted, found);
  }
  yield* run.print(`Calculating upgrade...${done(run)}\n`);
  return yield* carryOut(invocation, planner.finish(), invocation.names, false);
}

function* remove(invocation: Invocation, operation: string): Task<ExitCode> {
  const { run, archive, names } = invocation;
  yield* lock(run);
  yield* readState(run);
  const planner = new Planner(run.process.host.files, archive);
  for (const name of names) {
    if (!planner.knows(name)) return yield* run.failPlainly(`E: Unable to locate package ${name}`, 100);
    if (!planner.installed.has(name)) yield* run.print(`Package '${name}' is not installed, so not removed\n`);
    planner.remove(name);
  }
  return yield* carryOut(invocation, planner.finish(), [], operation === 'purge' || run.has('purge'));
}

function* autoremove(invocation: Invocation, operation: string): Task<ExitCode> {
  const { run, archive } = invocation;
  yield* lock(run);
  yield* readState(run);
  const planner = new Planner(run.process.host.files, archive);
  for (const name of planner.finish().unneeded) planner.remove(name);
  return yield* carryOut(invocation, planner.finish(), [], operation === 'autopurge' || run.has('purge'));
}

function* carryOut(invocation: Invocation, plan: Plan, asked: readonly string[], purge: boolean): Task<ExitCode> {
  const { run } = invocation;
  const assumeYes = run.has('yes');
  yield* run.print(summary(invocation, plan, asked, purge));
  const downgraded = plan.changes.filter((change) => change.kind === 'downgrade');
  if (plan.changes.length === 0 && plan.removals.length === 0) return 0;
  if (run.has('simulate')) {
    yield* run.print(simulated(plan));
    return 0;
  }
  if (assumeYes && plan.heldChanged.length > 0 && !run.has('allow-change-held-packages')) {
    return yield* run.failPlainly(
      'E: Held packages were changed and -y was used without --allow-change-held-packages.',
      100,
    );
  }
  if (assumeYes && downgraded.length > 0 && !run.has('allow-downgrades')) {
    return yield* run.failPlainly('E: Packages were downgraded and -y was used without --allow-downgrades.', 100);
  }
  const sizes = plan.changes.reduce((sum, change) => sum + change.to.pkg.size, 0);
  const missing = bytesToFetch(plan.changes);
  const needed = missing === sizes ? `${formatSize(sizes)}B` : `${formatSize(missing)}B/${formatSize(sizes)}B`;
  if (plan.changes.length > 0) yield* run.print(`Need to get ${needed} of archives.\n`);
  const { files } = run.process.host;
  const installed = installedPackages(files);
  const before = (name: string) => Number(installed.get(name)?.stanza.get('Installed-Size') ?? 0);
  const growth =
    plan.changes.reduce((sum, change) => sum + change.to.pkg.installedSize - before(change.name), 0) -
    plan.removals.reduce((sum, one) => sum + before(one.name), 0);
  yield* run.print(
    growth < 0
      ? `After this operation, ${formatSize(-growth * 1024)}B disk space will be freed.\n`
      : `After this operation, ${formatSize(growth * 1024)}B of additional disk space will be used.\n`,
  );
  const asks = plan.asks || plan.removals.length > 0 || plan.heldChanged.length > 0 || downgraded.length > 0;
  if (asks && !assumeYes && !(yield* confirmed(run))) {
    yield* run.print('Abort.\n');
    return 1;
  }
  try {
    if (plan.changes.length > 0) yield* download(run, plan.changes);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const [change] = plan.changes;
    const host = (error.subject ?? '').replace(/^\w+:\/\//, '').split('/')[0];
    yield* run.say(
      `E: Failed to fetch ${error.subject}${change.name}_${change.to.pkg.version}_amd64.deb  Temporary failure resolving '${host}'`,
    );
    yield* run.say('E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?');
    throw new Exit(100);
  }
  if (run.has('download-only')) return 0;
  yield* perform(run, plan, purge);
  if (run.process.host.files.exists('/usr/sbin/needrestart')) yield* run.print(restartReport(run.process));
  return 0;
}

function* confirmed(run: Tool): Task<boolean> {
  yield* run.print('Do you want to continue? [Y/n] ');
  let answer = '';
  while (!answer.includes('\n')) {
    const part = yield* run.process.read(0);
    if (part.length === 0) break;
    answer += new TextDecoder().decode(part);
  }
  if (answer === '') return false;
  return /^(?:y|yes|)$/i.test(answer.trim());
}

function summary({ run }: Invocation, plan: Plan, asked: readonly string[], purge: boolean): string {
  const named = new Set(asked.map((word) => word.split('=')[0]));
  const part = (title: string, names: readonly string[]) => (names.length === 0 ? '' : `${title}\n${listed(names)}`);
  const of = (kind: string) => plan.changes.filter((change) => change.kind === kind).map((change) => change.name);
  const fresh = of('new');
  const count = (kind: string) => of(kind).length;
  const sudo = run.process.environment.has('SUDO_USER') ? 'sudo ' : '';
  const unneeded =
    plan.unneeded.length === 0
      ? ''
      : `The following package${plan.unneeded.length === 1 ? ' was' : 's were'} automatically installed and ${plan.unneeded.length === 1 ? 'is' : 'are'} no longer required:\n${listed(plan.unneeded)}Use '${sudo}apt autoremove' to remove ${plan.unneeded.length === 1 ? 'it' : 'them'}.\n`;
  const downgraded = count('downgrade');
  const reinstalled = count('reinstall');
  return (
    unneeded +
    part(
      'The following additional packages will be installed:',
      named.size === 0 ? [] : fresh.filter((one) => !named.has(one)),
    ) +
    part(
      'The following packages will be REMOVED:',
      plan.removals.map((one) => `${one.name}${purge ? '*' : ''}`),
    ) +
    part('The following NEW packages will be installed:', fresh) +
    part('The following packages have been kept back:', plan.keptBack) +
    part('The following held packages will be changed:', plan.heldChanged) +
    part('The following packages will be upgraded:', of('upgrade')) +
    part('The following packages will be DOWNGRADED:', of('downgrade')) +
    `${count('upgrade')} upgraded, ${fresh.length} newly installed, ${reinstalled > 0 ? `${reinstalled} reinstalled, ` : ''}${downgraded > 0 ? `${downgraded} downgraded, ` : ''}${plan.removals.length} to remove and ${plan.notUpgraded} not upgraded.\n`
  );
}

function simulated(plan: Plan): string {
  const source = (change: Plan['changes'][number]) => change.to.sources.map((one) => one.release).join(', ');
  const removed = plan.removals.map((one) => `Remv ${one.name} [${one.version}]\n`);
  const unpacked = plan.changes.map(
    (change) =>
      `Inst ${change.name} ${change.from === undefined ? '' : `[${change.from}] `}(${change.to.pkg.version} ${source(change)} [amd64])\n`,
  );
  const configured = plan.changes.map(
    (change) => `Conf ${change.name} (${change.to.pkg.version} ${source(change)} [amd64])\n`,
  );
  return [...removed, ...unpacked, ...configured].join('');
}

// ——— the rest ———

function* check({ run }: Invocation): Task<ExitCode> {
  yield* readState(run);
  return 0;
}

function* tidy({ run }: Invocation, operation: string): Task<ExitCode> {
  if (!run.isRoot) {
    yield* run.say('E: Could not open lock file /var/cache/apt/archives/lock - open (13: Permission denied)');
    return yield* run.failPlainly('E: Unable to lock directory /var/cache/apt/archives/', 100);
  }
  if (operation === 'autoclean') yield* readState(run);
  return 0;
}
