// Runs kubectl kustomize on every directory of files.json that is listed in cases.json, and writes recorded.json.
// By hand, with a real kubectl:  node test/parity/kustomize/record.mjs /path/to/kubectl

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const here = (name) => new URL(`./${name}`, import.meta.url);
const read = (name) => JSON.parse(readFileSync(here(name), 'utf8'));

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kustomize-')));
try {
  for (const [name, content] of Object.entries(read('files.json'))) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  const rows = read('cases.json').map((directory) => {
    const { stdout, stderr, status } = spawnSync(process.argv[2], ['kustomize', directory], {
      cwd: root,
      encoding: 'utf8',
    });
    return [directory, stdout.replaceAll(root, '/root/kz'), stderr.replaceAll(root, '/root/kz'), status];
  });
  writeFileSync(here('recorded.json'), `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
