// Bundles src/main.ts into dist/cka-lab.mjs: one file without runtime dependencies, and writes down whose work
// went into it.

import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { writeNotices } from './third-party-notices.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));

const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

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

/** Our labs and quizzes as the program would read them, read now. */
const contentInside = {
  name: 'content inside',
  setup({ onLoad }) {
    onLoad({ filter: /src[\\/]own-content\.ts$/ }, async () => {
      const content = await ownContent();
      if (content.problems.length > 0) throw new Error(content.problems.join('\n'));
      const text = JSON.stringify(JSON.stringify(content));
      return { contents: `export const ownContent = () => JSON.parse(${text});`, loader: 'js' };
    });
  },
};

async function ownContent() {
  const folder = await mkdtemp(join(tmpdir(), 'cka-lab-build-'));
  try {
    const outfile = join(folder, 'src', 'own-content.mjs');
    const own = { ...common, entryPoints: ['src/content-files.ts'], write: true, outfile, format: 'esm' };
    await build({ ...own, banner: { js: REQUIRE } });
    const { loadFiles, yamlFiles } = await import(pathToFileURL(outfile));
    return loadFiles(['labs', 'quizzes'].flatMap((name) => yamlFiles(join(root, name))));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What the parts of the file have in common. */
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
  plugins: [withoutTopLevelAwait, englishMessagesOnly, contentInside],
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
