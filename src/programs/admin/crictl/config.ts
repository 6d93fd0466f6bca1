// crictl config: the file that says where the runtime is.

import { isRecord } from '../../../base/json.ts';
import { readYaml } from '../../../base/yaml/read.ts';
import type { Task } from '../../../sim/task.ts';
import { CONFIG, type CrictlRun } from './invocation.ts';
import { table } from './print.ts';

const KEYS: Readonly<Record<string, string>> = {
  'runtime-endpoint': '',
  'image-endpoint': '',
  timeout: '0',
  debug: 'false',
  'pull-image-on-create': 'false',
  'disable-pull-on-run': 'false',
};

export function* config(run: CrictlRun): Task<number> {
  const { given, process } = run;
  const path = run.globals.text('config') || CONFIG;
  const value = process.files.exists(path) ? readYaml(process.files.readText(path)) : {};
  const values = new Map(Object.entries(KEYS));
  for (const [key, one] of Object.entries(isRecord(value) ? value : {})) {
    if (values.has(key)) values.set(key, String(one));
  }
  if (given.has('get')) {
    const key = given.text('get');
    if (!values.has(key)) return yield* run.fatal(`no configuration option named ${JSON.stringify(key)}`);
    yield* run.print(`${values.get(key)}\n`);
    return 0;
  }
  const pairs = [...given.list('set').flatMap((one) => one.split(','))];
  if (pairs.length === 0 && run.args.length === 2) pairs.push(run.args.join('='));
  if (given.has('list') || pairs.length === 0) {
    yield* run.print(`\x1b[2J\x1b[H${listing(values)}`);
    return 0;
  }
  for (const pair of pairs) {
    const [key, ...rest] = pair.split('=');
    if (!values.has(key)) return yield* run.fatal(`no configuration option named ${JSON.stringify(key)}`);
    values.set(key, rest.join('='));
  }
  const quoted = (text: string) => (text === '' ? '""' : text);
  const text = [...values].map(([key, one]) => `${key}: ${quoted(one)}\n`).join('');
  process.files.writeFile(path, text, { mode: 0o644, who: process.credentials });
  return 0;
}

const listing = (values: ReadonlyMap<string, string>): string =>
  table([['KEY', 'VALUE'], ...[...values].map(([key, one]) => [key, one])]);
