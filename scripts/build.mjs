// Bundles src/main.ts into dist/cka-lab.mjs: one file without runtime dependencies, and writes down whose work
// went into it.

import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeNotices } from './third-party-notices.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));

/** Ink waits for its developer tools and its own package.json at the top of a module; the application needs neither. */
const withoutTopLevelAwait = {
  name: 'without top-level await',
  setup({ onLoad }) {
    onLoad({ filter: /ink[\\/]build[\\/]reconciler\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replace(/^if \(isDev\(\)\) \{[\s\S]*?^\}\n/m, '').replace('await loadPackageJson()', '{}');
      if (/^(?: {4})?await |\? await /m.test(contents)) throw new Error(`${path} has changed: it still waits`);
      return { contents, loader: 'js' };
    });
  },
};

/** Messages of the schema library in forty languages: ours are English, and the application speaks for itself. */
const englishMessagesOnly = {
  name: 'english messages only',
  setup({ onResolve }) {
    onResolve({ filter: /locales\/index\.js$/ }, ({ resolveDir, importer }) =>
      importer.includes('zod') ? { path: join(resolveDir, '..', 'locales', 'en.js') } : undefined,
    );
  },
};

/** What both parts of the file have in common. */
const common = {
  absWorkingDir: root,
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20',
  minify: true,
  legalComments: 'none',
};

const program = await build({
  ...common,
  metafile: true,
  entryPoints: ['src/main.ts'],
  format: 'cjs',
  charset: 'ascii',
  define: {
    'process.env.NODE_ENV': '"production"',
    'import.meta.url': '__url',
  },
  // Ink's developer tools are never used here; the real module would drag in a WebSocket library.
  alias: { 'react-devtools-core': './scripts/empty.mjs', 'yoga-layout': './scripts/yoga.mjs' },
  plugins: [withoutTopLevelAwait, englishMessagesOnly],
});

// The published file is a few lines that run (src/start.ts) and the program behind them in a comment, for which Node
// only has to find the end. Inside, the end of a comment is written otherwise, and start.ts puts it back.
const begins = '\n/*program:';
const commentEnd = '*~/';
// Plain ASCII is one byte a character on disk and in memory; what esbuild leaves are characters in regular expressions.
const text = program.outputFiles[0].text.replace(
  /[^\x00-\x7f]/g,
  (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
);
if (text.includes(commentEnd))
  throw new Error(`the program contains ${commentEnd}, which stands for the end of a comment`);
const start = await build({
  ...common,
  entryPoints: ['src/start.ts'],
  format: 'esm',
  define: {
    PROGRAM_BEGINS: JSON.stringify(begins),
    COMMENT_END: JSON.stringify(commentEnd),
    CKA_LAB_VERSION: JSON.stringify(version),
  },
});

await mkdir(new URL('../dist', import.meta.url), { recursive: true });
await writeFile(
  new URL('../dist/cka-lab.mjs', import.meta.url),
  `#!/usr/bin/env node\n${start.outputFiles[0].text}${begins}${text.replaceAll('*/', commentEnd)}*/\n`,
);
await chmod(new URL('../dist/cka-lab.mjs', import.meta.url), 0o755);
writeNotices(root, program.metafile);
