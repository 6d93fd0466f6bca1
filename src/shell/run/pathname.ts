// Pathname expansion: a pattern becomes the names that match it, in byte order.

import { SystemError } from '../../linux/errors.ts';
import { CommandFailure } from './control.ts';
import { hasWildcard, unescapePattern } from './pattern.ts';
import type { Shell } from './shell.ts';

/** `text` is the word as it stands when nothing matches. */
export function expandPathname(shell: Shell, pattern: string, text: string): string[] {
  const { options } = shell;
  if (!hasWildcard(pattern, options.extglob)) return [text];
  const found = matchingPaths(shell, pattern).filter((path) => !isIgnored(shell, path));
  if (found.length > 0) return found;
  if (options.shopt('failglob')) throw new CommandFailure(`no match: ${text}`);
  return options.shopt('nullglob') ? [] : [text];
}

/** GLOBIGNORE: patterns with colons between them. */
function isIgnored(shell: Shell, path: string): boolean {
  const ignored = shell.variables.get('GLOBIGNORE');
  if (!ignored) return false;
  return ignored
    .split(':')
    .some(
      (pattern) => pattern !== '' && shell.patterns.compile(pattern, { extended: true, ignoreCase: false }).test(path),
    );
}

export function matchingPaths(shell: Shell, pattern: string): string[] {
  const rooted = /^\/+/.exec(pattern)?.[0] ?? '';
  const components = splitComponents(pattern.slice(rooted.length));
  let paths = [rooted];
  components.forEach((component, index) => {
    const isLast = index === components.length - 1;
    paths = paths.flatMap((base) => extend(shell, base, component, isLast));
  });
  return paths.filter((path) => path !== '').sort(byCodePoint);
}

const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `a/[b]/c` → `a/`, `[b]/`, `c`: slashes stay with the component before them. */
function splitComponents(pattern: string): string[] {
  return pattern.match(/(?:\\[\s\S]|[^/\\])*\/+|(?:\\[\s\S]|[^/\\])+$/g) ?? [];
}

function extend(shell: Shell, base: string, component: string, isLast: boolean): string[] {
  const slashes = /\/+$/.exec(component)?.[0] ?? '';
  const name = component.slice(0, component.length - slashes.length);
  if (!hasWildcard(name, shell.options.extglob)) {
    const path = base + unescapePattern(name);
    return exists(shell, path, slashes !== '') ? [path + slashes] : [];
  }
  if (name === '**' && shell.options.shopt('globstar')) return descend(shell, base, slashes, isLast);
  const expression = shell.patterns.compile(name, {
    extended: shell.options.extglob,
    ignoreCase: shell.options.shopt('nocaseglob'),
    pathname: true,
  });
  const wantsDots = name.startsWith('.') || name.startsWith('\\.');
  const dots = wantsDots && !shell.options.shopt('globskipdots') ? ['.', '..'] : [];
  const names = [...dots, ...list(shell, base)].filter(
    (one) => isVisible(shell, one, wantsDots) && expression.test(one),
  );
  const paths = names.map((one) => base + one);
  return slashes === '' ? paths : paths.filter((path) => shell.isDirectory(path)).map((path) => path + slashes);
}

function isVisible(shell: Shell, name: string, wantsDots: boolean): boolean {
  return wantsDots || shell.options.shopt('dotglob') || !!shell.variables.get('GLOBIGNORE') || !name.startsWith('.');
}

/** `**`: everything below; with a slash behind it, directories only, the base included. */
function descend(shell: Shell, base: string, slashes: string, isLast: boolean): string[] {
  const directoriesOnly = slashes !== '' || !isLast;
  const paths: string[] = directoriesOnly || base !== '' ? [base] : [];
  const visit = (directory: string) => {
    for (const name of list(shell, directory)) {
      if (!isVisible(shell, name, false)) continue;
      const path = directory + name;
      const isDirectory = shell.isDirectory(path);
      if (isDirectory || !directoriesOnly) paths.push(directoriesOnly ? path + (slashes || '/') : path);
      // A link to a directory counts, but is not walked through.
      if (isDirectory && !isLink(shell, path)) visit(`${path}/`);
    }
  };
  visit(base);
  return paths;
}

function isLink(shell: Shell, path: string): boolean {
  return shell.process.files.lstat(shell.absolute(path), shell.process.credentials).type === 'symlink';
}

function list(shell: Shell, directory: string): string[] {
  try {
    return shell.process.files.readDirectory(shell.absolute(directory || '.'), shell.process.credentials);
  } catch (error) {
    if (error instanceof SystemError) return [];
    throw error;
  }
}

function exists(shell: Shell, path: string, directory: boolean): boolean {
  if (path === '') return true;
  if (directory) return shell.isDirectory(path);
  try {
    shell.process.files.lstat(shell.absolute(path), shell.process.credentials);
    return true;
  } catch (error) {
    if (error instanceof SystemError) return false;
    throw error;
  }
}
