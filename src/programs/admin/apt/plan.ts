// What an apt run would do: from the packages asked for to everything that is installed, upgraded, removed.

import type { FileSystem } from '../../../linux/files/file-system.ts';
import { availablePackages, type Candidate, upgradable } from '../../../linux/packages/available.ts';
import { automaticPackages, type Installed, installedPackages } from '../../../linux/packages/database.ts';
import type { Archive } from '../../../linux/packages/package.ts';
import { compareVersions, satisfies } from '../../../linux/packages/version.ts';

export interface Change {
  readonly name: string;
  readonly kind: 'new' | 'upgrade' | 'downgrade' | 'reinstall';
  readonly from: string | undefined;
  readonly to: Candidate;
  /** Pulled in by another one. */
  readonly automatic: boolean;
}

export interface Plan {
  readonly changes: readonly Change[];
  readonly removals: readonly Installed[];
  readonly keptBack: readonly string[];
  readonly heldChanged: readonly string[];
  readonly unneeded: readonly string[];
  /** How many could be upgraded and are not. */
  readonly notUpgraded: number;
  /** Something beyond what was asked for: apt asks back. */
  readonly asks: boolean;
}

export class Planner {
  readonly installed: ReadonlyMap<string, Installed>;
  readonly available: ReadonlyMap<string, readonly Candidate[]>;
  readonly #files: FileSystem;
  readonly #archive: Archive;
  readonly #changes = new Map<string, Change>();
  readonly #removals = new Map<string, Installed>();
  readonly #keptBack: string[] = [];
  readonly #asked = new Set<string>();
  #asks = false;

  constructor(files: FileSystem, archive: Archive) {
    this.#files = files;
    this.#archive = archive;
    this.installed = new Map([...installedPackages(files)].filter(([, one]) => !one.onlyConfiguration));
    this.available = availablePackages(files, archive);
  }

  knows(name: string): boolean {
    return this.available.has(name) || this.installed.has(name);
  }

  /** Undefined: it is installed already. */
  install(name: string, to: Candidate, automatic = false, reinstall = false): Change | undefined {
    this.#asked.add(name);
    const from = this.installed.get(name)?.version;
    const order = from === undefined ? 1 : compareVersions(to.pkg.version, from);
    if (order === 0 && !reinstall) return undefined;
    const kind = from === undefined ? 'new' : order > 0 ? 'upgrade' : order < 0 ? 'downgrade' : 'reinstall';
    const change: Change = { name, kind, from, to, automatic };
    this.#changes.set(name, change);
    for (const dependency of to.pkg.depends) this.#need(dependency);
    return change;
  }

  remove(name: string): void {
    const one = this.installed.get(name);
    if (!one) return;
    this.#removals.set(name, one);
    for (const other of this.installed.values()) {
      const depends = (other.stanza.get('Depends') ?? '').split(/,\s*/).map((text) => text.split(' ')[0]);
      if (!depends.includes(name) || this.#removals.has(other.name)) continue;
      this.#asks = true;
      this.remove(other.name);
    }
  }

  /** `withNew`: upgrades that need packages not yet there are done too. */
  upgradeAll(withNew: boolean): void {
    for (const { name, to, held } of upgradable(this.#files, this.#archive)) {
      const needsNew = to.pkg.depends.some((text) => !this.#isSatisfied(text));
      if (held || (needsNew && !withNew)) this.#keptBack.push(name);
      else this.install(name, to, true);
    }
    this.#asks ||= this.#changes.size > 0;
  }

  finish(): Plan {
    const changes = [...this.#changes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const removals = [...this.#removals.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const held = [...changes, ...removals].map((one) => one.name).filter((name) => this.installed.get(name)?.held);
    // Asking for a version makes it the candidate: what has it, or gets it, is not behind.
    const behind = upgradable(this.#files, this.#archive).filter(
      ({ name }) => !this.#removals.has(name) && !this.#asked.has(name),
    );
    return {
      changes,
      removals,
      keptBack: this.#keptBack,
      heldChanged: held.sort(),
      unneeded: this.#unneeded(),
      notUpgraded: behind.length,
      asks: this.#asks,
    };
  }

  #need(text: string): void {
    const { name } = parseDependency(text);
    if (this.#isSatisfied(text)) return;
    const [candidate] = this.available.get(name) ?? [];
    if (!candidate || this.#changes.has(name)) return;
    this.#asks = true;
    this.install(name, candidate, true);
  }

  #isSatisfied(text: string): boolean {
    const { name, relation, version } = parseDependency(text);
    const planned = this.#changes.get(name)?.to.pkg.version ?? this.installed.get(name)?.version;
    return planned !== undefined && (relation === undefined || satisfies(planned, relation, version ?? ''));
  }

  /** Installed for others only, and wanted by nobody (any more). */
  #unneeded(): string[] {
    const automatic = automaticPackages(this.#files);
    const needed = new Set<string>();
    for (const one of this.installed.values()) {
      if (this.#removals.has(one.name)) continue;
      const after = this.#changes.get(one.name)?.to.pkg.depends ?? (one.stanza.get('Depends') ?? '').split(/,\s*/);
      for (const text of after) needed.add(parseDependency(text).name);
    }
    for (const change of this.#changes.values())
      for (const text of change.to.pkg.depends) needed.add(parseDependency(text).name);
    return [...automatic]
      .filter(
        (name) =>
          this.installed.has(name) && !needed.has(name) && !this.#removals.has(name) && !this.#changes.has(name),
      )
      .sort();
  }
}

export function parseDependency(text: string): {
  readonly name: string;
  readonly relation?: string;
  readonly version?: string;
} {
  const match = /^\s*(\S+?)(?::\w+)?\s*(?:\(([<>=]+)\s*([^)]+)\))?\s*(?:\|.*)?$/.exec(text);
  return match ? { name: match[1], relation: match[2], version: match[3] } : { name: text };
}
