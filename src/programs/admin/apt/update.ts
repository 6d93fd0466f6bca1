// apt-get update: the indexes of all sources, fetched again.

import type { FileSystem } from '../../../linux/files/file-system.ts';
import type { ExitCode } from '../../../linux/host/process.ts';
import {
  type Entry,
  findSource,
  isFlat,
  sourceEntries,
  storeList,
  upgradable,
} from '../../../linux/packages/available.ts';
import { directoryOf, isLocal } from '../../../linux/packages/local-source.ts';
import type { Source } from '../../../linux/packages/package.ts';
import type { Task } from '../../../sim/task.ts';
import type { Tool } from '../tool.ts';
import type { Invocation } from './apt-get.ts';
import { formatSize } from './sizes.ts';
import { done, notice } from './talk.ts';

export function* update({ run, archive, name }: Invocation): Task<ExitCode> {
  const { files, network } = run.process.host;
  if (!run.isRoot) {
    yield* run.print(`Reading package lists...${done(run)}\n`);
    yield* run.say('E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)');
    return yield* run.failPlainly('E: Unable to lock directory /var/lib/apt/lists/', 100);
  }
  const begun = run.process.simulation.now;
  const complaints: string[] = [];
  let fetched = 0;
  let broken = false;
  let localLines = 0;
  const reachable = network.up;
  const unreachable: Unreachable[] = [];
  // What lies on the disk is there at once.
  const entries = sourceEntries(files).sort((a, b) => Number(isLocal(b.uri)) - Number(isLocal(a.uri)));
  for (const [index, entry] of entries.entries()) {
    const number = index + 1 + localLines;
    const source = findSource(archive, entry, files);
    const flat = isFlat(entry.suite);
    // A flat archive leaves the place of the suite empty: two blanks.
    const address = `${(source?.served ?? entry.uri).replace(/\/$/, '')} ${entry.suite === '/' ? '' : entry.suite} InRelease`;
    const file = `${entry.uri.replace(/\/$/, '')}/${flat ? '' : `dists/${entry.suite}/`}InRelease`;
    if (isLocal(entry.uri)) {
      localLines += 3;
      const why = yield* updateLocal(run, entry, source, number);
      complaints.push(...why);
      if (why.length > 0) broken = true;
      continue;
    }
    yield* run.process.sleep(180);
    if (!reachable) {
      const host = entry.uri.replace(/^\w+:\/\//, '').split('/')[0];
      unreachable.push({ number, address, file, host });
      continue;
    }
    if (entry.signedBy && !hasKey(files, entry.signedBy)) {
      const key = flat ? '234654DA9A296436' : '871920D1991BC93C';
      const why = `The following signatures couldn't be verified because the public key is not available: NO_PUBKEY ${key}`;
      yield* run.print(`Get:${number} ${address} [1227 B]\nErr:${number} ${address}\n  ${why}\n`);
      complaints.push(`W: GPG error: ${address}: ${why}`, ...unsigned(entry.uri, flat ? '' : entry.suite));
      broken = true;
      continue;
    }
    if (!source) {
      const [status, text] = entry.uri.startsWith('https://pkgs.k8s.io/') ? ['403', 'Forbidden'] : ['404', 'Not Found'];
      yield* run.print(
        `Err:${number} ${entry.uri.replace(/\/$/, '')} ${flat ? '' : entry.suite} InRelease\n  ${status}  ${text} [IP: 34.107.204.206 443]\n`,
      );
      complaints.push(
        `E: Failed to fetch ${file}  ${status}  ${text} [IP: 34.107.204.206 443]`,
        ...unsigned(entry.uri, flat ? '' : entry.suite),
      );
      broken = true;
      continue;
    }
    if (!storeList(files, source)) {
      yield* run.print(`Hit:${number} ${address}\n`);
      continue;
    }
    const size = source.packages.length * 420 + 1_227;
    fetched += size;
    yield* run.print(`Get:${number} ${address} [${formatSize(1_227)}B]\n`);
    if (source.packages.length > 0)
      yield* run.print(`Get:${number} ${address.replace('InRelease', 'Packages')} [${formatSize(size - 1_227)}B]\n`);
    yield* run.process.sleep(size / 20_000);
  }
  complaints.push(...(yield* giveUp(run, unreachable)));
  const seconds = Math.max(1, run.process.simulation.now - begun) / 1000;
  if (fetched > 0)
    yield* run.print(
      `Fetched ${formatSize(fetched)}B in ${Math.round(seconds)}s (${formatSize(fetched / seconds)}B/s)\n`,
    );
  yield* run.process.compute(700);
  yield* run.print(`Reading package lists...${done(run)}\n`);
  for (const line of complaints) yield* notice(run, line);
  if (!reachable)
    yield* run.say('W: Some index files failed to download. They have been ignored, or old ones used instead.');
  if (broken) return 100;
  if (name === 'apt') {
    yield* run.print(`Building dependency tree...${done(run)}\nReading state information...${done(run)}\n`);
    const count = upgradable(files, archive).length;
    const sentence = count === 1 ? '1 package can be upgraded. Run' : `${count} packages can be upgraded. Run`;
    yield* run.print(
      count === 0
        ? 'All packages are up to date.\n'
        : `${sentence} 'apt list --upgradable' to see ${count === 1 ? 'it' : 'them'}.\n`,
    );
  }
  return 0;
}

interface Unreachable {
  readonly number: number;
  readonly address: string;
  readonly file: string;
  readonly host: string;
}

/** Acquire::Retries: apt tries again three times, a little later each time. */
const RETRIES = 3;

function* giveUp(run: Tool, unreachable: readonly Unreachable[]): Task<string[]> {
  for (let round = 1; round <= RETRIES; round++) {
    for (const { number, address } of unreachable) yield* run.print(`Ign:${number} ${address}\n`);
    if (unreachable.length > 0) yield* run.process.sleep(round * 1_000);
  }
  for (const { number, address, host } of unreachable)
    yield* run.print(`Err:${number} ${address}\n  Temporary failure resolving '${host}'\n`);
  return unreachable.map(({ file, host }) => `W: Failed to fetch ${file}  Temporary failure resolving '${host}'`);
}

/** An empty keyring, left by a download that failed, holds no key either. */
const hasKey = (files: FileSystem, path: string): boolean => files.exists(path) && files.readFile(path).length > 0;

/** Compressions apt asks a directory for before it takes the plain index. */
const COMPRESSIONS = 5;

/** A directory on the disk: nothing is fetched, but every file that could be there is asked for. */
function* updateLocal(run: Tool, entry: Entry, source: Source | undefined, first: number): Task<string[]> {
  const { files } = run.process.host;
  const place = `${entry.uri.replace(/\/$/, '')} ${entry.suite === '/' ? '' : entry.suite}`;
  const directory = directoryOf(entry.uri, entry.suite);
  const line = (verb: string, number: number, what: string, size = '') =>
    run.print(`${verb}:${number} ${place} ${what}${size}\n`);
  for (const [number, what] of [
    [first, 'InRelease'],
    [first + 1, 'Release'],
  ] as const) {
    yield* line('Get', number, what);
    if (what === 'InRelease' || entry.trusted) yield* line('Ign', number, what);
  }
  if (!entry.trusted) {
    const path = `${directory}/${entry.suite === '/' ? '' : './'}Release`;
    yield* run.print(`Err:${first + 1} ${place} Release\n  File not found - ${path} (2: No such file or directory)\n`);
    return [`E: The repository '${place} Release' does not have a Release file.`, ...unsigned('', '').slice(1)];
  }
  for (let at = 0; at <= COMPRESSIONS; at++) {
    for (const [number, what] of [
      [first + 2, 'Packages'],
      [first + 3, 'Translation-en'],
    ] as const) {
      yield* line('Get', number, what);
      yield* line('Ign', number, what);
    }
  }
  if (!source) {
    const path = `${directory}/${entry.suite === '/' ? '' : './'}Packages`;
    yield* line('Err', first + 2, 'Packages');
    yield* run.print(`  File not found - ${path} (2: No such file or directory)\n`);
    return [
      `E: Failed to fetch ${entry.uri.replace(/\/$/, '')}/${entry.suite === '/' ? '' : entry.suite}Packages  File not found - ${path} (2: No such file or directory)`,
      'E: Some index files failed to download. They have been ignored, or old ones used instead.',
    ];
  }
  storeList(files, source);
  yield* line('Get', first + 2, 'Packages', ` [${files.readFile(`${directory}/Packages`).length} B]`);
  yield* line('Get', first + 3, 'Translation-en');
  yield* line('Ign', first + 3, 'Translation-en');
  return [];
}

const unsigned = (uri: string, suite: string): string[] => [
  `E: The repository '${uri.replace(/\/$/, '')} ${suite} InRelease' is not signed.`,
  "N: Updating from such a repository can't be done securely, and is therefore disabled by default.",
  'N: See apt-secure(8) manpage for repository creation and user configuration details.',
];
