// `npm run parity:live`: the same commands typed at our kubectl inside a world, and at a real one outside that reaches
// the same world through `serve`; prints what differs, and `equal/total`. The real one is $KUBECTL, or the first of
// kubectl.1.33 and kubectl on the PATH. `npm run parity:live -- 'get pods'` plays only what is needed to see commands with
// that text.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = join(root, 'dist/parity-live.mjs');

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/lib/google-cloud-sdk/bin'];
const found = ['kubectl.1.33', 'kubectl']
  .flatMap((name) => folders.map((folder) => join(folder, name)))
  .find(existsSync);
const kubectl = process.env.KUBECTL ?? found;
if (!kubectl) {
  process.stderr.write('parity:live needs a real kubectl: none on the PATH, and KUBECTL is not set\n');
  process.exit(2);
}

await build({
  absWorkingDir: root,
  entryPoints: ['test/parity/live/live.ts'],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
});
const { status } = spawnSync(process.execPath, [bundle, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, KUBECTL: kubectl, COMMANDS: join(root, 'test/parity/live/commands.txt') },
});
process.exit(status ?? 1);
