// gpg --dearmor: a key as text becomes the key as bytes, as apt wants it. Everything else that gpg does is not simulated.

import { fromBase64 } from '../../base/base64.ts';
import { decode, encode } from '../../base/bytes.ts';
import { SystemError, strerror } from '../../linux/errors.ts';
import { type Program, STDIN } from '../../linux/host/process.ts';
import type { Terminal } from '../../linux/terminal/terminal.ts';
import type { Task } from '../../sim/task.ts';
import { type Tool, tool } from './tool.ts';

const OPTIONS = [
  'dearmor',
  'dearmour',
  'o,output=',
  'yes',
  'batch',
  'no-tty',
  'q,quiet',
  'version',
  'no-default-keyring',
];
const KNOWN = [
  ...['import', 'list-keys', 'list-secret-keys', 'k', 'K', 'gen-key', 'generate-key', 'full-generate-key', 'export'],
  ...[
    'export-secret-keys',
    'recv-keys',
    'receive-keys',
    'fingerprint',
    'show-keys',
    'e,encrypt',
    'd,decrypt',
    's,sign',
  ],
  ...['c,symmetric', 'b,detach-sign', 'verify', 'delete-keys', 'edit-key', 'enarmor', 'a,armor', 'list-packets'],
  ...['keyring=', 'keyserver=', 'r,recipient=', 'u,local-user=', 'homedir=', 'no-tty', 'v,verbose', 'h,help'],
].map((option) => `!${option}`);

export const gpg: Program = tool(
  'gpg',
  {
    options: [...OPTIONS, ...KNOWN],
    usageStatus: 2,
    wording: (complaint) =>
      complaint.replace(/^(?:unrecognized|invalid) option (?:-- )?'(.*)'$/, 'invalid option "$1"'),
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print('gpg (GnuPG) 2.4.4\nlibgcrypt 1.10.3\n');
      return 0;
    }
    if (!run.has('dearmor') && !run.has('dearmour'))
      return yield* run.notSimulated(run.operands.join(' ') || 'without --dearmor');
    const [path] = run.operands;
    const bytes = dearmored(decode(yield* read(run, path)));
    if (!bytes) return yield* run.fail('no valid OpenPGP data found.', 2);
    const output = run.value('output') ?? (path === undefined || path === '-' ? '-' : `${path}.gpg`);
    if (output === '-') {
      yield* run.process.write(1, bytes);
      return 0;
    }
    yield* agreeToOverwrite(run, output);
    try {
      const { process } = run;
      run.files.writeFile(process.absolute(output), bytes, { mode: 0o666 & ~process.umask, who: process.credentials });
      return 0;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      yield* run.complain(`can't create '${output}': ${strerror(error.code)}`);
      return yield* run.fail(`dearmoring failed: ${strerror(error.code)}`, 2);
    }
  },
);

function* read(run: Tool, path: string | undefined): Task<Uint8Array> {
  if (path === undefined || path === '-') return yield* run.process.readAll(STDIN);
  try {
    return run.files.readFile(run.process.absolute(path), run.process.credentials);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    yield* run.complain(`can't open '${path}': ${strerror(error.code)}`);
    return yield* run.fail(`dearmoring failed: ${strerror(error.code)}`, 2);
  }
}

/** The first block's base64, without its headers and its checksum. */
function dearmored(text: string): Uint8Array | undefined {
  const body = /-----BEGIN PGP [A-Z ]+-----\r?\n(?:[\w-]+: .*\r?\n)*\r?\n([\s\S]*?)-----END PGP /.exec(text)?.[1];
  const lines = body?.split(/\r?\n/).filter((line) => !line.startsWith('='));
  const bytes = lines && fromBase64(lines.join('').replace(/\s/g, ''));
  return bytes && bytes.length > 0 ? bytes : undefined;
}

/** Asks at the terminal before a file is lost. */
function* agreeToOverwrite(run: Tool, output: string): Task<void> {
  const { process } = run;
  if (run.has('yes') || !run.files.exists(process.absolute(output), process.credentials)) return;
  if (run.has('batch')) yield* run.fail('dearmoring failed: File exists', 2);
  const { terminal } = process;
  if (!terminal) return yield* run.fail("cannot open '/dev/tty': No such device or address", 2);
  if (/^y(?:es)?$/i.test(yield* ask(terminal, `File '${output}' exists. Overwrite? (y/N) `))) return;
  yield* run.fail('dearmoring failed: File exists', 2);
}

function* ask(terminal: Terminal, question: string): Task<string> {
  terminal.write(encode(question));
  return decode(yield* terminal.read(1024)).trim();
}
