// apt-cache, and the questions apt answers: which versions there are, which one would be taken.

import type { ExitCode, Program } from '../../../linux/host/process.ts';
import { availablePackages, type Candidate, isFlat, upgradable } from '../../../linux/packages/available.ts';
import { printStanzas } from '../../../linux/packages/control.ts';
import { automaticPackages, controlOf, installedPackages } from '../../../linux/packages/database.ts';
import type { Archive, Source } from '../../../linux/packages/package.ts';
import { compareVersions } from '../../../linux/packages/version.ts';
import type { Task } from '../../../sim/task.ts';
import { type Tool, tool } from '../tool.ts';
import { parseDependency } from './plan.ts';

export const aptCache = (archive: Archive): Program =>
  tool(
    'apt-cache',
    {
      options: [
        'a,all-versions',
        'no-all-versions',
        'q,quiet',
        'n,names-only',
        'f,full',
        'i,important',
        'recurse',
        'installed',
        'o,option=',
        'v,version',
        'help',
      ],
      usageStatus: 100,
    },
    function* (run) {
      const [operation, ...names] = run.operands;
      switch (operation) {
        case 'madison':
          return yield* madison(run, archive, names);
        case 'policy':
          return yield* policy(run, archive, names);
        case 'show':
          return yield* show(run, archive, names, false);
        case 'search':
          return yield* search(run, archive, names);
        case 'depends':
          return yield* depends(run, archive, names);
        case 'pkgnames': {
          const all = [...availablePackages(run.process.host.files, archive).keys()].filter((name) =>
            name.startsWith(names[0] ?? ''),
          );
          yield* run.print(all.map((name) => `${name}\n`).join(''));
          return 0;
        }
        case undefined:
          return yield* run.notSimulated('without an operation');
        default:
          if (
            ['rdepends', 'showpkg', 'showsrc', 'stats', 'unmet', 'dump', 'dumpavail', 'dotty', 'gencaches'].includes(
              operation,
            )
          ) {
            return yield* run.notSimulated(operation);
          }
          return yield* run.failPlainly(`E: Invalid operation ${operation}`, 100);
      }
    },
  );

/** How a source is named in madison and policy: a flat one without suite, so with two blanks. */
const place = (source: Source): string =>
  isFlat(source.suite)
    ? `${source.uri.replace(/\/$/, '')} ${source.suite === '/' ? '' : source.suite} Packages`
    : `${source.uri.replace(/\/$/, '')} ${source.suite}/main amd64 Packages`;

function* madison(run: Tool, archive: Archive, names: readonly string[]): Task<ExitCode> {
  const available = availablePackages(run.process.host.files, archive);
  for (const name of names) {
    for (const { pkg, sources } of available.get(name) ?? []) {
      for (const source of sources)
        yield* run.print(`${name.padStart(10)} | ${pkg.version.padStart(10)} | ${place(source)}\n`);
    }
  }
  return 0;
}

function* policy(run: Tool, archive: Archive, names: readonly string[]): Task<ExitCode> {
  if (names.length === 0) return yield* run.notSimulated('policy without a package');
  const { files } = run.process.host;
  const available = availablePackages(files, archive);
  const installed = installedPackages(files);
  for (const name of names) {
    const candidates = available.get(name) ?? [];
    const current = installed.get(name);
    if (candidates.length === 0 && !current) {
      yield* run.say(`N: Unable to locate package ${name}`);
      continue;
    }
    const newest = candidates[0]?.pkg.version;
    const best =
      newest === undefined || (current && compareVersions(current.version, newest) > 0) ? current?.version : newest;
    let text = `${name}:\n  Installed: ${current && !current.onlyConfiguration ? current.version : '(none)'}\n  Candidate: ${best}\n  Version table:\n`;
    const versions = new Map<string, readonly Source[]>(candidates.map((one) => [one.pkg.version, one.sources]));
    if (current && !versions.has(current.version)) versions.set(current.version, []);
    for (const [version, sources] of [...versions].sort(([a], [b]) => compareVersions(b, a))) {
      const isCurrent = version === current?.version;
      text += `${isCurrent ? ' *** ' : '     '}${version} ${sources.length > 0 ? 500 : 100}\n`;
      for (const source of sources) text += `        500 ${place(source)}\n`;
      if (isCurrent) text += '        100 /var/lib/dpkg/status\n';
    }
    yield* run.print(text);
  }
  return 0;
}

export function* show(run: Tool, archive: Archive, names: readonly string[], forApt: boolean): Task<ExitCode> {
  const { files } = run.process.host;
  const available = availablePackages(files, archive);
  let found = false;
  for (const word of names) {
    const [name, version] = word.split('=');
    const candidates = (available.get(name) ?? []).filter(
      (one) => version === undefined || one.pkg.version === version,
    );
    const installed = installedPackages(files).get(name);
    if (candidates.length === 0 && !installed) {
      yield* run.say(forApt ? `N: Unable to locate package ${name}` : `N: Unable to locate package ${name}`);
      continue;
    }
    found = true;
    if (candidates.length === 0) {
      yield* run.print(printStanzas([installed!.stanza]));
      continue;
    }
    const shown = forApt && !run.has('all-versions') ? candidates.slice(0, 1) : candidates;
    for (const candidate of shown) yield* run.print(printStanzas([recordOf(candidate, forApt)]));
    if (forApt && shown.length < candidates.length) {
      const more = candidates.length - shown.length;
      yield* run.say(
        `N: There ${more === 1 ? 'is' : 'are'} ${more} additional record${more === 1 ? '' : 's'}. Please use the '-a' switch to see ${more === 1 ? 'it' : 'them.'}`,
      );
    }
  }
  if (found) return 0;
  return yield* run.failPlainly('E: No packages found', 100);
}

function recordOf({ pkg, sources }: Candidate, forApt: boolean): Map<string, string> {
  if (pkg.record && !forApt) return new Map(pkg.record);
  const control = controlOf(pkg);
  const description = control.get('Description') ?? '';
  control.delete('Description');
  if (forApt) control.set('Download-Size', `${(pkg.size / 1e6).toFixed(1)} MB`).set('APT-Sources', place(sources[0]));
  else control.set('Filename', `amd64/${pkg.name}_${pkg.version}_amd64.deb`).set('Size', String(pkg.size));
  return control.set('Description', description);
}

function* search(run: Tool, archive: Archive, words: readonly string[]): Task<ExitCode> {
  const patterns = words.map((word) => new RegExp(word, 'i'));
  for (const [name, [newest]] of [...availablePackages(run.process.host.files, archive)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const text = run.has('names-only') ? name : `${name} ${newest.pkg.description}`;
    if (patterns.every((pattern) => pattern.test(text)))
      yield* run.print(`${name} - ${newest.pkg.description.split('\n')[0]}\n`);
  }
  return 0;
}

function* depends(run: Tool, archive: Archive, names: readonly string[]): Task<ExitCode> {
  const available = availablePackages(run.process.host.files, archive);
  for (const name of names) {
    const [newest] = available.get(name) ?? [];
    if (!newest) return yield* run.failPlainly('E: No packages found', 100);
    yield* run.print(
      `${name}\n${newest.pkg.depends.map((text) => `  Depends: ${parseDependency(text).name}\n`).join('')}`,
    );
  }
  return 0;
}

/** `apt list`. */
export function* list(run: Tool, archive: Archive, patterns: readonly string[]): Task<ExitCode> {
  const { files } = run.process.host;
  const available = availablePackages(files, archive);
  const installed = installedPackages(files);
  const automatic = automaticPackages(files);
  const newer = new Map(upgradable(files, archive).map((one) => [one.name, one]));
  yield* run.print(`Listing...${run.process.isTerminal(1) ? ' Done' : ''}\n`);
  const wanted = patterns.map(
    (pattern) =>
      new RegExp(
        `^${pattern
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
      ),
  );
  const names = [...new Set([...available.keys(), ...installed.keys()])].sort();
  const suite = (source: Source) => (isFlat(source.suite) ? 'unknown' : source.suite);
  for (const name of names) {
    if (wanted.length > 0 && !wanted.some((pattern) => pattern.test(name))) continue;
    const current = installed.get(name);
    const upgrade = newer.get(name);
    if (run.has('upgradable') || run.has('upgradeable')) {
      if (!upgrade) continue;
      yield* run.print(
        `${name}/${upgrade.to.sources.map(suite).join(',')} ${upgrade.to.pkg.version} amd64 [upgradable from: ${upgrade.from}]\n`,
      );
      continue;
    }
    if (run.has('installed') && !current) continue;
    const versions = available.get(name) ?? [];
    const shown = run.has('all-versions') ? versions : versions.slice(0, 1);
    if (current && (run.has('installed') || shown.length === 0)) {
      const inArchive = versions.find((one) => one.pkg.version === current.version);
      const where = inArchive ? `${inArchive.sources.map(suite).join(',')},now` : 'now';
      const state = upgrade
        ? `installed,upgradable to: ${upgrade.to.pkg.version}`
        : inArchive
          ? `installed${automatic.has(name) ? ',automatic' : ''}`
          : 'installed,local';
      yield* run.print(`${name}/${where} ${current.version} amd64 [${state}]\n`);
      continue;
    }
    for (const { pkg, sources } of shown) {
      const isCurrent = current?.version === pkg.version;
      const note = isCurrent
        ? ` [installed${automatic.has(name) ? ',automatic' : ''}]`
        : current && shown.length === 1
          ? ` [upgradable from: ${current.version}]`
          : '';
      yield* run.print(
        `${name}/${sources.map(suite).join(',')}${isCurrent ? ',now' : ''} ${pkg.version} amd64${note}\n`,
      );
    }
    if (run.has('all-versions')) yield* run.print('\n');
  }
  return 0;
}
