// Bundles src/main.ts into dist/cka-lab.mjs: one ESM file without runtime dependencies, and writes down whose
// work went into it.

import { chmod, readFile } from 'node:fs/promises';
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

const { metafile } = await build({
  absWorkingDir: root,
  metafile: true,
  entryPoints: ['src/main.ts'],
  outfile: 'dist/cka-lab.mjs',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"', CKA_LAB_VERSION: JSON.stringify(version) },
  // Ink's developer tools are never used here; the real module would drag in a WebSocket library.
  alias: { 'react-devtools-core': './scripts/empty.mjs', 'yoga-layout': './scripts/yoga.mjs' },
  plugins: [withoutTopLevelAwait, englishMessagesOnly],
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
});
await chmod(new URL('../dist/cka-lab.mjs', import.meta.url), 0o755);
writeNotices(root, metafile);
