// openssl.cnf and extension files: sections of `name = value`, with $variables.

/** Values by name, in the file's order; the part before the first section is `default`. */
export type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function parseConfiguration(text: string): Sections {
  const sections = new Map<string, Map<string, string>>([['default', new Map()]]);
  let current = 'default';
  const joined = text.replace(/\\\r?\n/g, '');
  for (const raw of joined.split('\n')) {
    const line = withoutComment(raw).trim();
    if (line === '') continue;
    const section = /^\[\s*(.*?)\s*\]$/.exec(line)?.[1];
    if (section !== undefined) {
      current = section;
      if (!sections.has(current)) sections.set(current, new Map());
      continue;
    }
    const [, name, value] = /^([^=]*?)\s*=\s*([\s\S]*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    sections.get(current)!.set(name, expand(unquote(value), sections, current));
  }
  return sections;
}

function withoutComment(line: string): string {
  const at = line.search(/(?<!\\)#/);
  return at < 0 || /["'][^"']*#/.test(line) ? line : line.slice(0, at);
}

const unquote = (value: string): string => value.replace(/^"(.*)"$/, '$1').replace(/^'(.*)'$/, '$1');

/** `$name`, `${name}` and `$section::name`. */
const expand = (value: string, sections: Sections, current: string): string =>
  value.replace(/\$\{?(?:(\w+)::)?(\w+)\}?/g, (all, section: string | undefined, name: string) => {
    const found = sections.get(section ?? current)?.get(name) ?? sections.get('default')?.get(name);
    return found ?? all;
  });

/** What stands in a section, as pairs; undefined for one that is not there. */
export const pairsOf = (sections: Sections, name: string): (readonly [string, string])[] | undefined => {
  const section = sections.get(name);
  return section && [...section];
};
