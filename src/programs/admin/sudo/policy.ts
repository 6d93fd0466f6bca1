// What /etc/sudoers and what it includes allow: the last entry that fits user, host, command and target decides.

import { SystemError } from '../../../linux/errors.ts';
import type { FileSystem } from '../../../linux/files/file-system.ts';
import { type Account, credentialsOf, findGroup, groups } from '../../../linux/host/accounts.ts';
import { Patterns } from '../../../shell/run/pattern.ts';
import {
  type Alias,
  type AliasKind,
  type AliasUse,
  type CommandSpec,
  type Default,
  type Member,
  type Privilege,
  parseSudoers,
  type UserSpec,
} from './sudoers-syntax.ts';

export const SUDOERS = '/etc/sudoers';

/** Whom and what a request is about. */
export interface Request {
  readonly caller: Account;
  readonly host: string;
  readonly target: Account;
  /** A group asked for with -g. */
  readonly group?: string;
  /** The executable's path, or `sudoedit`. */
  readonly path: string;
  readonly words: readonly string[];
}

export interface Verdict {
  readonly isAllowed: boolean;
  readonly tags: ReadonlySet<string>;
  /** Allowed by a rule for ALL commands, which may set variables too. */
  readonly isForAll: boolean;
}

/** Why there are no rules at all. */
export interface Unusable {
  readonly complaint: string;
}

export interface SudoersFile {
  readonly path: string;
  readonly errors: readonly string[];
}

export class Policy {
  readonly files: readonly SudoersFile[];
  readonly specs: readonly UserSpec[];
  readonly uses: readonly AliasUse[];
  readonly aliases: readonly Alias[];
  readonly #defaults: readonly Default[];
  readonly #fileSystem: FileSystem;
  readonly #patterns = new Patterns();

  constructor(fileSystem: FileSystem, read: ReadSudoers) {
    this.#fileSystem = fileSystem;
    this.files = read.files;
    this.specs = read.specs;
    this.aliases = read.aliases;
    this.uses = read.uses;
    this.#defaults = read.defaults;
  }

  /** The lines of `Defaults` that concern this user on this host. */
  defaultsFor(caller: Account, host: string): Default[] {
    return this.#defaults.filter(({ scope }) => {
      if (scope === '') return true;
      const names = scope.slice(1).split(',');
      if (scope[0] === ':')
        return names.some((name) => this.#isUser({ negated: false, kind: kindOf(name), text: name }, caller));
      if (scope[0] === '@') return names.some((name) => name === host || name === 'ALL');
      return false;
    });
  }

  get everybodysDefaults(): Default[] {
    return this.#defaults.filter(({ scope }) => scope === '');
  }

  /** Whether any line is about this user. */
  knows(caller: Account, host: string): boolean {
    return caller.uid === 0 || this.privilegesOf(caller, host).length > 0;
  }

  /** Privileges of the user on this host, in the order of the files. */
  privilegesOf(caller: Account, host: string): Privilege[] {
    return this.specs
      .filter(({ users }) => this.#lastMatch(users, 'User_Alias', (one) => this.#isUser(one, caller)) === true)
      .flatMap(({ privileges }) => privileges)
      .filter(({ hosts }) => this.#lastMatch(hosts, 'Host_Alias', (one) => this.#isHost(one, host)) === true);
  }

  judge(request: Request): Verdict | undefined {
    const specs = this.privilegesOf(request.caller, request.host).flatMap(({ commands }) => commands);
    for (const spec of specs.toReversed()) {
      if (!this.#mayRunAs(spec, request)) continue;
      const matched = this.#lastMatch([spec.command], 'Cmnd_Alias', (one) => this.#isCommand(one, request));
      if (matched === undefined) continue;
      return { isAllowed: matched, tags: spec.tags, isForAll: matched && spec.command.kind === 'all' };
    }
    return undefined;
  }

  /** Members with aliases replaced by what they stand for, as `sudo -l` shows them. */
  expand(members: readonly Member[], kind: AliasKind): Member[] {
    return members.flatMap((member) => {
      if (member.kind !== 'alias') return [member];
      const alias = this.#alias(kind, member.text);
      if (!alias) return [member];
      const inner = this.expand(alias.members, kind);
      return member.negated ? inner.map((one) => ({ ...one, negated: !one.negated })) : inner;
    });
  }

  #alias(kind: AliasKind, name: string): Alias | undefined {
    return this.aliases.find((alias) => alias.kind === kind && alias.name === name);
  }

  /** The last member that fits decides; undefined when none does. */
  #lastMatch(
    members: readonly Member[],
    kind: AliasKind,
    fits: (member: Member) => boolean,
    depth = 0,
  ): boolean | undefined {
    for (const member of members.toReversed()) {
      let inner: boolean | undefined;
      const alias = member.kind === 'alias' ? this.#alias(kind, member.text) : undefined;
      if (alias && depth < 20) inner = this.#lastMatch(alias.members, kind, fits, depth + 1);
      else if (member.kind === 'all' || fits(member)) inner = true;
      if (inner !== undefined) return member.negated ? !inner : inner;
    }
    return undefined;
  }

  #isUser({ text }: Member, account: Account): boolean {
    if (text.startsWith('%')) return this.#inGroup(text.slice(1), account);
    return text === account.name || text === `#${account.uid}` || text === 'ALL';
  }

  #inGroup(name: string, account: Account): boolean {
    const group = findGroup(this.#fileSystem, name.startsWith('#') ? Number(name.slice(1)) : name);
    return group !== undefined && credentialsOf(this.#fileSystem, account).groups.includes(group.gid);
  }

  #isHost({ text }: Member, host: string): boolean {
    return text === host || text === host.split('.')[0] || this.#matches(text, host);
  }

  #mayRunAs(spec: CommandSpec, { caller, target, group }: Request): boolean {
    const { runAsUsers, runAsGroups } = spec;
    const isUser = (one: Member) => this.#isUser(one, target);
    const asUser =
      runAsUsers === undefined
        ? target.uid === 0
        : runAsUsers.length === 0
          ? target.uid === caller.uid
          : this.#lastMatch(runAsUsers, 'Runas_Alias', isUser) === true;
    if (group === undefined) return asUser;
    if (runAsGroups === undefined) return asUser && credentialsGroups(this.#fileSystem, target).includes(group);
    const asGroup = this.#lastMatch(runAsGroups, 'Runas_Alias', ({ text }) => text === group) === true;
    return asGroup && (asUser || target.uid === caller.uid);
  }

  #isCommand({ text }: Member, request: Request): boolean {
    const space = text.indexOf(' ');
    const [path, wanted] = space < 0 ? [text, undefined] : [text.slice(0, space), text.slice(space + 1)];
    if (!this.#isPath(path.replace(/^sha\d+:\S+\s+/, ''), request.path)) return false;
    if (wanted === undefined) return true;
    const given = request.words.join(' ');
    if (wanted === '""') return request.words.length === 0;
    if (/^\^.*\$$/.test(wanted)) return new RegExp(wanted).test(given);
    return this.#matches(wanted, given);
  }

  #isPath(wanted: string, path: string): boolean {
    if (wanted === 'sudoedit' || path === 'sudoedit') return wanted === path;
    if (/^\^.*\$$/.test(wanted)) return new RegExp(wanted).test(path);
    const resolved = this.#resolved(path);
    if (wanted.endsWith('/')) return parentOf(resolved) === this.#resolved(wanted.slice(0, -1));
    if (/[*?[]/.test(wanted)) return this.#matches(wanted, path, true) || this.#matches(wanted, resolved, true);
    // The same file by another name, /bin/df for /usr/bin/df, is the same command; another name in one place is not.
    return baseOf(wanted) === baseOf(path) && this.#resolved(wanted) === resolved;
  }

  #resolved(path: string): string {
    try {
      return this.#fileSystem.realpath(path);
    } catch (error) {
      if (error instanceof SystemError) return path;
      throw error;
    }
  }

  #matches(pattern: string, text: string, pathname = false): boolean {
    return this.#patterns.compile(pattern, { extended: false, ignoreCase: false, pathname }).test(text);
  }
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
const kindOf = (name: string): Member['kind'] =>
  name === 'ALL' ? 'all' : /^[A-Z][A-Z0-9_]*$/.test(name) ? 'alias' : 'name';

const credentialsGroups = (files: FileSystem, account: Account): string[] => {
  const own = credentialsOf(files, account).groups;
  return groups(files)
    .filter(({ gid }) => own.includes(gid))
    .map(({ name }) => name);
};

// ——— reading ———

export interface ReadSudoers {
  readonly files: readonly SudoersFile[];
  readonly specs: readonly UserSpec[];
  readonly aliases: readonly Alias[];
  readonly defaults: readonly Default[];
  readonly uses: readonly AliasUse[];
  /** An @include that could not be opened. */
  readonly missing: readonly string[];
}

/** The file and what it includes, in order. Throws when the file itself cannot be read. */
export function readSudoers(files: FileSystem, path: string): ReadSudoers {
  const read = { files: [], specs: [], aliases: [], defaults: [], uses: [], missing: [] };
  include(files, path, read, 0);
  return read;
}

interface Growing {
  readonly files: SudoersFile[];
  readonly specs: UserSpec[];
  readonly aliases: Alias[];
  readonly defaults: Default[];
  readonly uses: AliasUse[];
  readonly missing: string[];
}

function include(files: FileSystem, path: string, into: Growing, depth: number): void {
  const parsed = parseSudoers(files.readText(path), path);
  into.files.push({ path, errors: parsed.errors });
  into.uses.push(...parsed.uses);
  for (const statement of parsed.statements) {
    if (statement.type === 'user') into.specs.push(statement.spec);
    else if (statement.type === 'alias') into.aliases.push(statement.alias);
    else if (statement.type === 'default') into.defaults.push(statement.entry);
    else if (depth < 128) {
      const { isDirectory, path: named } = statement.include;
      const where = named.startsWith('/') ? named : `${parentOf(path)}/${named}`;
      if (isDirectory)
        for (const name of namesToInclude(files, where)) include(files, `${where}/${name}`, into, depth + 1);
      else if (files.exists(where)) include(files, where, into, depth + 1);
      else into.missing.push(where);
    }
  }
}

/** Names with a dot, or a tilde at the end, are left out: editors' and packages' leftovers. */
const namesToInclude = (files: FileSystem, directory: string): string[] =>
  files.isDirectory(directory)
    ? files
        .readDirectory(directory)
        .filter(
          (name) => !name.includes('.') && !name.endsWith('~') && files.stat(`${directory}/${name}`).type === 'file',
        )
    : [];

/** sudo refuses rules that others than root could have written. */
export function loadPolicy(files: FileSystem): Policy | Unusable {
  if (!files.exists(SUDOERS)) return { complaint: `unable to open ${SUDOERS}: No such file or directory` };
  const { uid, gid, mode, type } = files.stat(SUDOERS);
  if (type !== 'file') return { complaint: `${SUDOERS} is not a regular file` };
  if (uid !== 0) return { complaint: `${SUDOERS} is owned by uid ${uid}, should be 0` };
  if (mode & 0o002) return { complaint: `${SUDOERS} is world writable` };
  if (mode & 0o020 && gid !== 0) return { complaint: `${SUDOERS} is owned by gid ${gid}, should be 0` };
  return new Policy(files, readSudoers(files, SUDOERS));
}
