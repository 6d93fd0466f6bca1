// The stanzas of dpkg's and apt's text files: `Key: value` lines, continued by a blank, separated by empty lines.

export type Stanza = ReadonlyMap<string, string>;

export function parseStanzas(text: string): Stanza[] {
  const stanzas: Stanza[] = [];
  let current = new Map<string, string>();
  let key = '';
  for (const line of text.split('\n')) {
    if (line.trim() === '') {
      if (current.size > 0) stanzas.push(current);
      current = new Map();
    } else if (/^[ \t]/.test(line)) {
      current.set(key, `${current.get(key) ?? ''}\n${line}`);
    } else if (!line.startsWith('#')) {
      const colon = line.indexOf(':');
      key = line.slice(0, colon);
      current.set(key, line.slice(colon + 1).trim());
    }
  }
  if (current.size > 0) stanzas.push(current);
  return stanzas;
}

export const printStanzas = (stanzas: readonly Stanza[]): string =>
  stanzas
    .map(
      (stanza) =>
        `${[...stanza].map(([key, value]) => `${key}:${value.startsWith('\n') ? '' : ' '}${value}`).join('\n')}\n\n`,
    )
    .join('');
