// ~/.ssh/config and /etc/ssh/ssh_config: the first value found for a key counts.

import type { Process } from '../../../linux/host/process.ts';

export type Settings = ReadonlyMap<string, readonly string[]>;

export function settingsFor(
  process: Process,
  home: string,
  target: string,
  given: readonly string[],
  file: string | undefined,
): Settings {
  const settings = new Map<string, string[]>();
  const add = (key: string, value: string) => {
    const lower = key.toLowerCase();
    const existing = settings.get(lower);
    if (!existing) settings.set(lower, [value]);
    else if (lower === 'identityfile') existing.push(value);
  };
  for (const option of given) {
    const [, key, value] = /^\s*(\w+)\s*[=\s]\s*(.*?)\s*$/.exec(option) ?? [];
    if (key) add(key, value);
  }
  for (const path of file ? [file] : [`${home}/.ssh/config`, '/etc/ssh/ssh_config']) {
    if (!process.files.exists(path)) continue;
    let applies = true;
    for (const line of process.files.readText(path).split('\n')) {
      const [, key, value] = /^\s*(\w+)\s*[=\s]\s*(.*?)\s*$/.exec(line) ?? [];
      if (!key || line.trim().startsWith('#')) continue;
      if (key.toLowerCase() === 'host') applies = matches(value.split(/\s+/), target);
      else if (key.toLowerCase() === 'match') applies = value === 'all';
      else if (applies) add(key, value.replace(/^"(.*)"$/, '$1'));
    }
  }
  return settings;
}

function matches(patterns: readonly string[], target: string): boolean {
  const fits = (pattern: string) =>
    new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
    ).test(target);
  if (patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && fits(pattern));
}
