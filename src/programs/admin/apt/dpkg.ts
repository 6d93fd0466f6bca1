// dpkg: the database underneath apt.

import type { Program } from '../../../linux/host/process.ts';
import { printStanzas } from '../../../linux/packages/control.ts';
import { filesOf, type Installed, installedPackages, removePackage } from '../../../linux/packages/database.ts';
import { readDebFile } from '../../../linux/packages/local-source.ts';
import { compareVersions } from '../../../linux/packages/version.ts';
import type { Task } from '../../../sim/task.ts';
import { type Tool, tool } from '../tool.ts';
import { DEB_FILE, perform } from './perform.ts';
import type { Change } from './plan.ts';

export const dpkg: Program = tool(
  'dpkg',
  {
    options: [
      'l,list',
      's,status',
      'L,listfiles',
      'S,search',
      'get-selections',
      'i,install',
      'r,remove',
      'P,purge',
      'print-architecture',
      'compare-versions',
      'configure',
      'a,pending',
      '!unpack',
      '!audit',
      '!verify',
      '!C',
      '!V',
      '!set-selections',
      '!add-architecture=',
      '!x,extract',
      '!c,contents',
      '!I,info',
      '!force-all',
      'version',
      'help',
    ],
    usageStatus: 2,
  },
  function* (run) {
    const { files } = run.process.host;
    const packages = installedPackages(files);
    if (run.has('print-architecture')) {
      yield* run.print('amd64\n');
      return 0;
    }
    if (run.has('version')) {
      yield* run.print(
        "Debian 'dpkg' package management program version 1.22.6 (amd64).\nThis is free software; see the GNU General Public License version 2 or\nlater for copying conditions. There is NO warranty.\n",
      );
      return 0;
    }
    if (run.has('configure')) return 0;
    const asked = yield* answer(run, packages);
    if (asked !== undefined) return asked;
    if (run.has('get-selections')) {
      const rows = [...packages.values()].filter((one) => run.operands.length === 0 || run.operands.includes(one.name));
      yield* run.print(
        rows
          .map(
            (one) =>
              `${one.name.padEnd(47, ' ').replace(/ +$/, (gap) => '\t'.repeat(Math.max(1, Math.ceil(gap.length / 8))))}${(one.stanza.get('Status') ?? '').split(' ')[0]}\n`,
          )
          .join(''),
      );
      return 0;
    }
    if (run.has('remove') || run.has('purge')) {
      if (!run.isRoot)
        return yield* run.failPlainly('dpkg: error: requested operation requires superuser privilege', 2);
      for (const name of run.operands) {
        const one = packages.get(name);
        if (!one) {
          yield* run.say(`dpkg: warning: ignoring request to remove ${name} which isn't installed`);
          continue;
        }
        yield* run.print(`Removing ${name} (${one.version}) ...\n`);
        yield* run.process.compute(300);
        removePackage(run.process.host, name, run.has('purge'));
      }
      return 0;
    }
    if (run.has('install')) {
      const missing = run.operands.find((path) => !run.files.exists(run.process.absolute(path)));
      if (missing !== undefined) {
        yield* run.say(`dpkg: error: cannot access archive '${missing}': No such file or directory`);
        return 2;
      }
      return yield* installFiles(run);
    }
    yield* run.say(
      "dpkg: error: need an action option\n\nUse dpkg --help for help about installing and deinstalling packages [*];\nUse 'apt' or 'aptitude' for user-friendly package management.",
    );
    return 2;
  },
);

/** What dpkg passes on to dpkg-query; undefined for what it does itself. */
export function* answer(run: Tool, packages: ReadonlyMap<string, Installed>): Task<number | undefined> {
  const { files } = run.process.host;
  if (run.has('list')) {
    const patterns = run.operands.map(
      (one) => new RegExp(`^${one.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`),
    );
    const shown = [...packages.values()].filter(
      (one) => patterns.length === 0 || patterns.some((pattern) => pattern.test(one.name)),
    );
    for (const [index, pattern] of patterns.entries()) {
      if (![...packages.keys()].some((name) => pattern.test(name)))
        yield* run.say(`dpkg-query: no packages found matching ${run.operands[index]}`);
    }
    if (shown.length > 0) yield* run.print(table(run, shown));
    return shown.length > 0 ? 0 : 1;
  }
  if (run.has('status')) {
    let code = 0;
    for (const name of run.operands) {
      const one = packages.get(name);
      if (one) yield* run.print(printStanzas([one.stanza]));
      else {
        yield* run.say(
          `dpkg-query: package '${name}' is not installed and no information is available\nUse dpkg --info (= dpkg-deb --info) to examine archive files.`,
        );
        code = 1;
      }
    }
    return code;
  }
  if (run.has('listfiles')) {
    let code = 0;
    for (const name of run.operands) {
      if (packages.has(name))
        yield* run.print(
          filesOf(files, name)
            .map((path) => `${path}\n`)
            .join(''),
        );
      else {
        yield* run.say(
          `dpkg-query: package '${name}' is not installed\nUse dpkg --contents (= dpkg-deb --contents) to list archive files contents.`,
        );
        code = 1;
      }
    }
    return code;
  }
  if (run.has('search')) {
    let code = 0;
    for (const wanted of run.operands) {
      const hits = [...packages.keys()].flatMap((name) =>
        filesOf(files, name)
          .filter((path) => (wanted.startsWith('/') ? path === wanted : path.includes(wanted)))
          .map((path) => `${name}: ${path}\n`),
      );
      if (hits.length > 0) yield* run.print(hits.join(''));
      else {
        yield* run.say(`dpkg-query: no path found matching pattern ${wanted.startsWith('/') ? wanted : `*${wanted}*`}`);
        code = 1;
      }
    }
    return code;
  }
  return undefined;
}

/** `dpkg -i`: what the named files hold, wanted or not. */
function* installFiles(run: Tool): Task<number> {
  if (run.operands.length === 0) {
    yield* run.say('dpkg: error: --install needs at least one package archive file argument');
    return 2;
  }
  if (!run.isRoot) return yield* run.failPlainly('dpkg: error: requested operation requires superuser privilege', 2);
  const installed = installedPackages(run.files);
  const changes: Change[] = [];
  for (const path of run.operands) {
    const pkg = readDebFile(run.files, run.process.absolute(path));
    if (!pkg) {
      yield* run.say(
        `dpkg-deb: error: '${path}' is not a Debian format archive\ndpkg: error processing archive ${path} (--install):\n dpkg-deb --control subprocess returned error exit status 2\nErrors were encountered while processing:\n ${path}`,
      );
      return 1;
    }
    const before = installed.get(pkg.name);
    const from = before && !before.onlyConfiguration ? before.version : undefined;
    const order = from === undefined ? 1 : compareVersions(pkg.version, from);
    const to = { pkg, sources: [{ uri: path, suite: DEB_FILE, release: '', packages: [pkg] }] };
    changes.push({
      name: pkg.name,
      from,
      to,
      kind: from === undefined ? 'new' : order > 0 ? 'upgrade' : order < 0 ? 'downgrade' : 'reinstall',
      automatic: false,
    });
  }
  yield* perform(run, { changes, removals: [] }, false);
  return 0;
}

/** `dpkg -l`: columns as wide as needed, at least 14, 12, 12; the description gets the rest of a terminal's line. */
function table(run: Tool, packages: readonly Installed[]): string {
  const cells = packages.map((one) => {
    const [wanted, , state] = (one.stanza.get('Status') ?? '').split(' ');
    const letters = `${wanted === 'hold' ? 'h' : wanted === 'deinstall' ? 'r' : 'i'}${state === 'installed' ? 'i' : 'c'}`;
    return {
      letters,
      name: one.name,
      version: one.version,
      description: (one.stanza.get('Description') ?? '').split('\n')[0],
    };
  });
  const name = Math.max(14, ...cells.map((cell) => cell.name.length));
  const version = Math.max(12, ...cells.map((cell) => cell.version.length));
  const description = Math.max(run.process.isTerminal(1) ? 20 : 44, ...cells.map((cell) => cell.description.length));
  const header = `Desired=Unknown/Install/Remove/Purge/Hold
| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
||/ ${'Name'.padEnd(name)} ${'Version'.padEnd(version)} Architecture Description
+++-${'='.repeat(name)}-${'='.repeat(version)}-============-${'='.repeat(description)}
`;
  return (
    header +
    cells
      .map(
        (cell) =>
          `${cell.letters}  ${cell.name.padEnd(name)} ${cell.version.padEnd(version)} amd64        ${cell.description}\n`,
      )
      .join('')
  );
}
