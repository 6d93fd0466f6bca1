// Writes THIRD-PARTY-NOTICES.txt: the licence of every npm package that is inside the bundle, as esbuild's
// metafile tells it, and of the Kubernetes data this repository carries. A package whose licence cannot be
// found stops the build: what is not allowed to be shipped must not be shipped.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Packages that are published without their licence file: the copyright lines of their own sources. */
const COPYRIGHTS = {
  '@xterm/headless': [
    'Copyright (c) 2017-2024, The xterm.js authors (https://github.com/xtermjs/xterm.js)',
    'Copyright (c) 2014-2016, SourceLair Private Company (https://www.sourcelair.com)',
    'Copyright (c) 2012-2013, Christopher Jeffrey (https://github.com/chjj/)',
  ],
  'yoga-layout': ['Copyright (c) Meta Platforms, Inc. and affiliates.'],
};

/** Files of this repository that were made from other people's work. */
const DATA = [
  {
    made: 'src/kube/objects/schema/models-text.ts and descriptions-text.ts',
    what: 'The object models of the Kubernetes API and their comments, distilled from @kubernetes/client-node and kubernetes-models.',
  },
  {
    made: 'src/programs/kubectl/inventory.ts',
    what: 'Names, flags and help lines of the commands of kubectl (https://github.com/kubernetes/kubectl).',
  },
];
const KUBERNETES = {
  copyright: 'Copyright The Kubernetes Authors.',
  license: 'Apache-2.0',
  // The same licence as ours.
  text: 'LICENSE',
};

export function writeNotices(root, metafile) {
  const packages = bundledFolders(metafile)
    .map((folder) => describe(root, folder))
    .sort((a, b) => a.name.localeCompare(b.name));
  const notices = [
    ...packages.map(({ name, version, license, text }) => [`${name} ${version} (${license})`, text]),
    [
      `Data made from Kubernetes (${KUBERNETES.license})`,
      [
        ...DATA.map(({ made, what }) => `${made}\n  ${what}`),
        KUBERNETES.copyright,
        readFileSync(join(root, KUBERNETES.text), 'utf8').trim(),
      ].join('\n\n'),
    ],
  ];
  const rule = '-'.repeat(78);
  const intro = 'cka-lab contains the following software and data of others, under the licences below.\n';
  const list = notices.map(([title]) => `  ${title}`).join('\n');
  const texts = notices.map(([title, text]) => `${rule}\n${title}\n${rule}\n\n${text}\n`).join('\n');
  writeFileSync(join(root, 'THIRD-PARTY-NOTICES.txt'), `${intro}\n${list}\n\n${texts}`);
}

/** `node_modules/wrap-ansi/node_modules/string-width`: every package that left at least one byte in the bundle. */
function bundledFolders({ outputs }) {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  const folders = files.flatMap(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)];
}

function describe(root, folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(root, folder)).find((one) => /^(licen[cs]e|copying)/i.test(one));
  if (file) return { name, version, license, text: readFileSync(join(root, folder, file), 'utf8').trim() };
  if (license !== 'MIT' || !COPYRIGHTS[name]) throw new Error(`${folder} has no licence file (it says ${license})`);
  return { name, version, license, text: `${COPYRIGHTS[name].join('\n')}\n\n${MIT}` };
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.`;
