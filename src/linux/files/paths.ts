// Paths as texts, whatever the tree holds.

/** `mkdir`-style join and clean-up: `/a` + `../b/./c` → `/b/c`. Purely textual. */
export function resolvePath(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
