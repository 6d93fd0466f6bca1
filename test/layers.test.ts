// Reads the import lines of src and names every arrow that points up, and every line below the rim that knows
// Node, promises or the real clock. The floors are those of docs/design.md.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

/** Ground floor first. A part may use what stands below it; parts on one floor do not know each other. */
const FLOORS: readonly (readonly string[])[] = [
  ['base'],
  ['sim'],
  ['linux', 'etcd'],
  ['shell', 'kube'],
  ['programs'],
  ['cluster'],
  ['lab'],
  ['quiz'],
  ['content-files.ts'],
  ['own-content.ts'],
  ['content.ts', 'storage.ts', 'heap-limits.ts', 'native-rsa.ts'],
  ['serve', 'tui'],
  ['cli'],
  ['main.ts', 'start.ts'],
];

/** The parts that touch the real world: its files, its clock, its promises. */
const RIM = [
  'tui/',
  'serve/',
  'cli/',
  'main.ts',
  'start.ts',
  'heap-limits.ts',
  'native-rsa.ts',
  'content.ts',
  'content-files.ts',
  'own-content.ts',
  'storage.ts',
  'sim/pace.ts',
];

/** What would be a second clock, unseeded dice or a pause the queue cannot see. */
const FOREIGN: Readonly<Record<string, RegExp>> = {
  'a Node module': /\bfrom 'node:|\bimport\('node:|\brequire\(/,
  'an asynchronous function': /\basync\s*(\*|\(|function\b|\w+\s*(=>|\())/,
  'a promise': /\bPromise\s*[.<(]|\bnew Promise\b|\bfor await\b|\bawait\s+[\w(]/,
  'a timer': /\b(setTimeout|setInterval|setImmediate|queueMicrotask)\s*\(|\bprocess\.nextTick\b/,
  'the real clock': /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/,
  'unseeded dice': /\bMath\.random\b|\bcrypto\.(getRandomValues|randomUUID)\b/,
  'a Node global': /\bBuffer\.(from|alloc|concat)\b|\bprocess\.(env|stdin|stdout|stderr|hrtime|platform)\b/,
  React: /\bfrom '(react|ink)'/,
};

interface SourceFile {
  /** Below src/, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const files: readonly SourceFile[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path))
  .sort()
  .map((path) => ({ path, text: readFileSync(join(SRC, path), 'utf8') }));

const partOf = (path: string): string => path.split('/')[0];
const floorOf = (path: string): number => FLOORS.findIndex((parts) => parts.includes(partOf(path)));

/** `import … from './x.ts'`, `export … from './x.ts'`, `import './x.ts'` and `import('./x.ts')`, as paths below src/. */
function importsOf({ path, text }: SourceFile): string[] {
  const names = [...text.matchAll(/(?:\bfrom|^import|\bimport\()\s*'(\.[^']+)'/gm)].map(([, name]) => name);
  return names.map((name) => normalize(join(dirname(path), name)).replaceAll('\\', '/'));
}

/** Without comments; what stands in a string stays. `http://` is no comment. */
const codeOf = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, '')).replace(/(^|\s)\/\/.*$/gm, '$1');

test('every part of src has its floor', () => {
  expect([...new Set(files.map(({ path }) => partOf(path)))].filter((part) => floorOf(part) < 0)).toEqual([]);
});

test('no import points up, or across to another part of the same floor', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => !target.startsWith('..') && partOf(target) !== partOf(file.path))
      .filter((target) => floorOf(target) >= floorOf(file.path))
      .map((target) => `${file.path} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('nothing below the rim knows Node, promises, React or the real clock', () => {
  const wrong = files
    .filter(({ path }) => !RIM.some((place) => path === place || (place.endsWith('/') && path.startsWith(place))))
    .flatMap(({ path, text }) =>
      codeOf(text)
        .split('\n')
        .flatMap((line, at) =>
          Object.entries(FOREIGN)
            .filter(([, pattern]) => pattern.test(line))
            .map(([what]) => `${path}:${at + 1} uses ${what}: ${line.trim()}`),
        ),
    );
  expect(wrong).toEqual([]);
});
