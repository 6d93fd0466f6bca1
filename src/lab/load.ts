// A lab from its text: YAML, schema, then variables filled in. Problems come with line numbers.

import { load as parseYaml } from 'js-yaml';
import type { z } from 'zod';
import { Random } from '../base/random.ts';
import { ContentError } from './errors.ts';
import { type Lab, labSchema } from './schema.ts';

/** Throws ContentError. `file` is for messages only. */
export function readLab(text: string, file: string): Lab {
  return readContent(text, file, labSchema);
}

/** YAML text through a schema. Throws ContentError with the line each problem is at. */
export function readContent<S extends z.ZodType>(text: string, file: string, schema: S): z.infer<S> {
  let data: unknown;
  try {
    data = parseYaml(text);
  } catch (error) {
    const { reason, mark, message } = error as { reason?: string; mark?: { line: number }; message?: string };
    throw new ContentError([`${file}:${(mark?.line ?? 0) + 1}: not YAML: ${reason ?? message}`]);
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const where = issue.path.map(String).join('.');
    return `${file}:${lineOf(text, issue.path)}: ${where ? `${where}: ` : ''}${issue.message}`;
  });
  throw new ContentError([...new Set(problems)]);
}

/**
 * The line a path stands on, found by its keys: for `tasks.1.id` the second item below `tasks:` and in it `id:`.
 * Good enough to take an author there; a flow mapping on one line gives that line.
 */
function lineOf(text: string, path: readonly PropertyKey[]): number {
  const lines = text.split('\n');
  let line = -1;
  let indent = -1;
  for (const part of path) {
    const found = typeof part === 'number' ? nthItem(lines, line, part) : childKey(lines, line, String(part), indent);
    if (found < 0) break;
    line = found;
    indent = Math.max(indent, lines[found].search(/[^\s-]/) - (typeof part === 'number' ? 1 : 0));
  }
  return Math.max(0, line) + 1;
}

/** The line of `key:` below the line `parent`, before anything that is not deeper than `indent`. */
function childKey(lines: readonly string[], parent: number, key: string, indent: number): number {
  for (let at = Math.max(0, parent); at < lines.length; at++) {
    const start = lines[at].search(/[^\s-]/);
    if (start < 0 || lines[at][start] === '#') continue;
    if (at > parent && start <= indent) return -1;
    if (start > indent && lines[at].slice(start).startsWith(`${key}:`)) return at;
  }
  return -1;
}

function nthItem(lines: readonly string[], from: number, index: number): number {
  let indent: number | undefined;
  let seen = -1;
  for (let at = from; at < lines.length; at++) {
    const dash = /^(\s*)- /.exec(lines[at]);
    if (!dash) continue;
    indent ??= dash[1].length;
    if (dash[1].length < indent) return -1;
    if (dash[1].length === indent && ++seen === index) return at;
  }
  return -1;
}

/** The lab with its variables drawn from the seed and filled into every text. */
export function fillIn(lab: Lab, seed: string | number): Lab {
  const random = new Random(`variables of ${lab.id}: ${seed}`);
  const values = Object.fromEntries(
    Object.entries(lab.variables).map(([name, { oneOf }]) => [name, random.pick(oneOf)]),
  );
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner)]));
  };
  return { ...(fill(lab) as Lab), variables: lab.variables };
}
