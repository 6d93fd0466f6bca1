// ssh-keygen: makes keys, shows fingerprints, forgets hosts. Models OpenSSH 9.6.

import { decode } from '../../../base/bytes.ts';
import { SystemError, strerror } from '../../../linux/errors.ts';
import { userName } from '../../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import {
  createKeyPair,
  fingerprint,
  type KeyType,
  keyBlob,
  keyDigest,
  publicLineOf,
} from '../../../linux/ubuntu/ssh-keys.ts';
import type { Task } from '../../../sim/task.ts';
import { askUnseen } from '../accounts/secret.ts';
import { type Tool, tool } from '../tool.ts';
import { homeOf } from './home.ts';
import { hashedName, isAbout, keyName, parseKnownHosts } from './known-hosts.ts';

interface Kind {
  readonly type: KeyType;
  readonly file: string;
  readonly label: string;
  readonly bits: number;
}

const KINDS: Readonly<Record<string, Kind>> = {
  ed25519: { type: 'ssh-ed25519', file: 'id_ed25519', label: 'ED25519', bits: 256 },
  rsa: { type: 'ssh-rsa', file: 'id_rsa', label: 'RSA', bits: 3072 },
  ecdsa: { type: 'ecdsa-sha2-nistp256', file: 'id_ecdsa', label: 'ECDSA', bits: 256 },
};

export const sshKeygen: Program = tool(
  'ssh-keygen',
  {
    options: [
      't=',
      'b=',
      'f=',
      'N=',
      'C=',
      'q',
      'l',
      'y',
      'R=',
      'F=',
      'a=',
      'o',
      'v',
      '!A',
      '!B',
      '!c',
      '!D=',
      '!E=',
      '!e',
      '!g',
      'H',
      '!h',
      '!I=',
      '!i',
      '!K=',
      '!k',
      '!L',
      '!M=',
      '!m=',
      '!n=',
      '!O=',
      '!P=',
      '!p',
      '!Q',
      '!r=',
      '!s=',
      '!u',
      '!U',
      '!V=',
      '!w=',
      '!Y=',
      '!Z=',
      '!z=',
    ],
    usageStatus: 1,
  },
  function* (run): Task<ExitCode> {
    if (run.has('R')) return yield* forget(run, run.value('R') ?? '');
    if (run.has('F')) return yield* find(run, run.value('F') ?? '');
    if (run.has('H')) return yield* hashNames(run);
    if (run.has('l')) return yield* showFingerprint(run);
    if (run.has('y')) return yield* showPublic(run);
    return yield* generate(run);
  },
);

function* generate(run: Tool): Task<ExitCode> {
  const { process } = run;
  const name = run.value('t') ?? 'ed25519';
  const kind = KINDS[name];
  if (!kind) {
    if (/^(?:dsa|ecdsa-sk|ed25519-sk)$/.test(name)) return yield* run.notSimulated(`-t ${name}`);
    return yield* run.failPlainly(`unknown key type ${name}`, 255);
  }
  const bits = Number(run.value('b') ?? kind.bits);
  if (kind.label === 'RSA' && (!(bits >= 1024) || bits % 8 !== 0))
    return yield* run.failPlainly('Invalid RSA key length: minimum is 1024 bits', 255);
  if (kind.label === 'ECDSA' && bits !== 256) return yield* run.notSimulated(`-b ${bits} for ECDSA`);
  if (!run.has('q')) yield* run.print(`Generating public/private ${name} key pair.\n`);
  const standard = `${homeOf(process)}/.ssh/${kind.file}`;
  const asked = run.value('f') ?? (yield* ask(run, `Enter file in which to save the key (${standard}): `));
  const shown = asked || standard;
  const path = process.absolute(shown);
  if (run.files.exists(path)) {
    yield* run.print(`${shown} already exists.\n`);
    const answer = yield* ask(run, 'Overwrite (y/n)? ');
    if (!/^y(?:es)?$/i.test(answer)) return 1;
  }
  if ((yield* passphrase(run)) !== '') return yield* run.notSimulated('with a passphrase');
  const who = process.credentials;
  const comment = run.value('C') ?? `${userName(run.files, who.uid)}@${process.namespaces.hostname}`;
  const pair = createKeyPair(process.simulation.random, comment, kind.type, bits);
  yield* process.compute(kind.label === 'RSA' ? 400 : 5);
  try {
    const directory = path.slice(0, path.lastIndexOf('/'));
    if (directory === `${homeOf(process)}/.ssh` && !run.files.exists(directory))
      run.files.makeDirectory(directory, { mode: 0o700, who });
    run.files.writeFile(path, pair.privateKey, { mode: 0o600, who });
    run.files.writeFile(`${path}.pub`, pair.publicKey, { mode: 0o644, who });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return yield* run.failPlainly(`Saving key "${shown}" failed: ${strerror(error.code)}`, 1);
  }
  if (run.has('q')) return 0;
  const blob = keyBlob(pair.publicKey);
  yield* run.print(
    `Your identification has been saved in ${shown}\nYour public key has been saved in ${shown}.pub\nThe key fingerprint is:\n${fingerprint(blob)} ${comment}\nThe key's randomart image is:\n${randomArt(keyDigest(blob), `${kind.label} ${bits}`)}`,
  );
  return 0;
}

function* passphrase(run: Tool): Task<string> {
  const given = run.value('N');
  if (given !== undefined) return given;
  for (;;) {
    const first = yield* ask(run, 'Enter passphrase (empty for no passphrase): ', true);
    const again = yield* ask(run, 'Enter same passphrase again: ', true);
    if (first === again) return first;
    yield* run.print('Passphrases do not match.  Try again.\n');
  }
}

/** A line from the terminal, or from standard input where there is none. */
function* ask(run: Tool, question: string, hidden = false): Task<string> {
  const { process } = run;
  if (hidden && process.terminal) return (yield* askUnseen(process.terminal, question)) ?? '';
  yield* run.print(question);
  let line = '';
  for (;;) {
    const byte = yield* process.read(0, 1);
    if (byte.length === 0 || byte[0] === 10) break;
    line += decode(byte);
  }
  return line.trim();
}

// ——— what a key is ———

function* readKey(run: Tool): Task<{ readonly shown: string; readonly line: string | undefined }> {
  const { process } = run;
  const shown = run.value('f') ?? `${homeOf(process)}/.ssh/id_ed25519`;
  const path = process.absolute(shown);
  try {
    const text = run.files.readText(path, process.credentials);
    const beside = `${path}.pub`;
    const line = /^(?:ssh|ecdsa)-/.test(text)
      ? text.split('\n')[0]
      : publicLineOf(text) && run.files.exists(beside) && run.has('l')
        ? run.files.readText(beside).trim()
        : publicLineOf(text);
    return { shown, line };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return yield* run.failPlainly(`${shown}: ${strerror(error.code)}`, 255);
  }
}

function* showFingerprint(run: Tool): Task<ExitCode> {
  const { shown, line } = yield* readKey(run);
  if (line === undefined) return yield* run.failPlainly(`${shown} is not a public key file.`, 255);
  const [type, blob, ...comment] = line.trim().split(/\s+/);
  const kind = Object.values(KINDS).find((one) => one.type === type) ?? KINDS.ed25519;
  const bits = kind.label === 'RSA' ? rsaBits(blob) : kind.bits;
  yield* run.print(`${bits} ${fingerprint(blob)} ${comment.join(' ') || 'no comment'} (${kind.label})\n`);
  if (run.has('v')) yield* run.print(randomArt(keyDigest(blob), `${kind.label} ${bits}`));
  return 0;
}

/** The modulus fills all of the blob but some thirty bytes. */
const rsaBits = (blob: string): number => Math.floor((blob.length * 3) / 4 / 128) * 1024;

function* showPublic(run: Tool): Task<ExitCode> {
  const { shown, line } = yield* readKey(run);
  if (line === undefined) return yield* run.failPlainly(`Load key "${shown}": error in libcrypto`, 255);
  yield* run.print(`${line}\n`);
  return 0;
}

const SYMBOLS = ' .o+=*BOX@%&#/^SE';
const WIDTH = 17;
const HEIGHT = 9;

/** The drunken bishop: two bits of the fingerprint are one diagonal step. */
function randomArt(digest: Uint8Array, title: string): string {
  const field = Array.from({ length: HEIGHT }, () => new Array<number>(WIDTH).fill(0));
  let [x, y] = [Math.floor(WIDTH / 2), Math.floor(HEIGHT / 2)];
  const last = SYMBOLS.length - 1;
  for (const byte of digest) {
    for (let bits = byte, step = 0; step < 4; step++, bits >>= 2) {
      x = Math.min(WIDTH - 1, Math.max(0, x + (bits & 1 ? 1 : -1)));
      y = Math.min(HEIGHT - 1, Math.max(0, y + (bits & 2 ? 1 : -1)));
      if (field[y][x] < last - 2) field[y][x]++;
    }
  }
  field[Math.floor(HEIGHT / 2)][Math.floor(WIDTH / 2)] = last - 1;
  field[y][x] = last;
  const border = (text: string) => {
    const left = Math.floor((WIDTH - text.length - 2) / 2);
    return `+${'-'.repeat(left)}[${text}]${'-'.repeat(WIDTH - left - text.length - 2)}+\n`;
  };
  const rows = field.map((row) => `|${row.map((count) => SYMBOLS[count]).join('')}|\n`);
  return border(title) + rows.join('') + border('SHA256');
}

// ——— known_hosts ———

function* knownHosts(run: Tool): Task<{ readonly path: string; readonly text: string }> {
  const path = run.process.absolute(run.value('f') ?? `${homeOf(run.process)}/.ssh/known_hosts`);
  if (!run.files.exists(path)) return yield* run.failPlainly(`Cannot stat ${path}: No such file or directory`, 255);
  return { path, text: run.files.readText(path) };
}

function* forget(run: Tool, host: string): Task<ExitCode> {
  const { path, text } = yield* knownHosts(run);
  const found = parseKnownHosts(text).filter((one) => isAbout(one, host));
  if (found.length === 0) return yield* run.failPlainly(`Host ${host} not found in ${path}`, 0);
  for (const { line } of found) yield* run.print(`# Host ${host} found: line ${line}\n`);
  const gone = new Set(found.map(({ line }) => line));
  yield* replace(
    run,
    path,
    text,
    text
      .split('\n')
      .filter((_, index) => !gone.has(index + 1))
      .join('\n'),
  );
  return 0;
}

/** -H: names that stand in the open are hashed. */
function* hashNames(run: Tool): Task<ExitCode> {
  const { path, text } = yield* knownHosts(run);
  const { random } = run.process.simulation;
  const hashed = parseKnownHosts(text).flatMap(({ names, type, blob, text: line }) =>
    names.startsWith('|') ? [line] : names.split(',').map((name) => `${hashedName(random, name)} ${type} ${blob}`),
  );
  yield* replace(run, path, text, hashed.map((line) => `${line}\n`).join(''));
  yield* run.say(`WARNING: ${path}.old contains unhashed entries\nDelete this file to ensure privacy of hostnames`);
  return 0;
}

function* replace(run: Tool, path: string, old: string, text: string): Task<void> {
  const who = run.process.credentials;
  run.files.writeFile(`${path}.old`, old, { mode: 0o600, who });
  run.files.writeFile(path, text, { mode: 0o600, who });
  yield* run.print(`${path} updated.\nOriginal contents retained as ${path}.old\n`);
}

function* find(run: Tool, host: string): Task<ExitCode> {
  const { text } = yield* knownHosts(run);
  const found = parseKnownHosts(text).filter((one) => isAbout(one, host));
  for (const one of found) {
    yield* run.print(`# Host ${host} found: line ${one.line} \n`);
    yield* run.print(run.has('l') ? `${host} ${keyName(one.type)} ${fingerprint(one.blob)}\n` : `${one.text}\n`);
  }
  return found.length > 0 ? 0 : 1;
}
