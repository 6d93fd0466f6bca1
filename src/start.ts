// The first lines of the published file: they start the program that stands behind them in the same file.
//
// Most of a cold start is V8 reading and compiling code. The program is therefore not a module that Node parses on every
// start but text in a comment (see scripts/build.mjs), compiled here together with what V8 made of it last time: a code
// cache, kept per version of Node and per command in the user's cache folder. Without one, or with one that V8 or we
// refuse, everything works as it does on the first day: somewhat later.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

/** Set by the build: what stands before the program's text, and what stands in it for the end of a comment. */
declare const PROGRAM_BEGINS: string;
declare const COMMENT_END: string;
declare const CKA_LAB_VERSION: string;

const file = fileURLToPath(import.meta.url);
const command = process.argv[2] !== undefined && /^[a-z]+$/.test(process.argv[2]) ? process.argv[2] : 'open';
const folder = cacheFolder();
const { size, mtimeMs } = statSync(file);
const cache = join(folder, `${command}-${CKA_LAB_VERSION}-${size}-${mtimeMs}-${process.version}-${process.arch}.bin`);
begin();

/** A function, so that nothing of what it reads stays in memory. */
function begin(): void {
  const cachedData = readCache();
  const script = new Script(`(function(require,module,__url,__keepCode){${program()}\n})`, {
    filename: file,
    cachedData,
  });
  const isKept = cachedData !== undefined && !script.cachedDataRejected;
  const keepCode = isKept ? () => {} : keepSoon(script);
  script.runInThisContext()(createRequire(import.meta.url), { exports: {} }, import.meta.url, keepCode);
}

function program(): string {
  const text = readFileSync(file, 'latin1');
  return text
    .slice(text.lastIndexOf(PROGRAM_BEGINS) + PROGRAM_BEGINS.length, text.lastIndexOf('*/'))
    .replaceAll(COMMENT_END, '*/');
}

function cacheFolder(): string {
  if (process.env.CKA_LAB_HOME) return join(process.env.CKA_LAB_HOME, 'cache');
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cka-lab');
}

/** A cache is its SHA-256 and then the data: V8 itself would not notice that half of it is missing. */
function readCache(): Buffer | undefined {
  try {
    const bytes = readFileSync(cache);
    const data = bytes.subarray(32);
    return createHash('sha256').update(data).digest().equals(bytes.subarray(0, 32)) ? data : undefined;
  } catch {
    return undefined;
  }
}

/** Kept once the start is over and its functions are compiled, and before V8 drops those that are not used again. */
function keepSoon(script: Script): () => void {
  let kept = false;
  const keep = () => {
    if (kept) return;
    kept = true;
    try {
      const data = script.createCachedData();
      mkdirSync(folder, { recursive: true });
      for (const name of readdirSync(folder)) {
        if (name.startsWith(`${command}-`)) rmSync(join(folder, name));
      }
      const unfinished = `${cache}.${process.pid}`;
      writeFileSync(unfinished, Buffer.concat([createHash('sha256').update(data).digest(), data]), { mode: 0o600 });
      renameSync(unfinished, cache);
    } catch {
      // A full disk or a folder we may not write: the next start is as slow as this one, and that is all.
    }
  };
  setTimeout(keep, 5000).unref();
  process.once('exit', keep);
  return keep;
}
