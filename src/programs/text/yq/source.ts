// A YAML document as a value, and beside it what a value does not hold: comments and the way scalars were written,
// by path. The value comes from the YAML reader; the rest is found line by line, in the block style that manifests
// are written in. What is not found there is printed in the usual way.

import { readYaml } from '../../../base/yaml/read.ts';
import type { Json } from '../jq/values.ts';

export interface Writing {
  /** Comment lines above, without their indentation. */
  readonly head: readonly string[];
  /** The comment behind, with its `#`. */
  readonly line: string;
  /** A scalar or a flow collection as it was written; the lines of a block scalar without their indentation. */
  readonly raw: string | undefined;
  readonly block: readonly string[];
  readonly value: Json | undefined;
}

export interface Source {
  readonly value: Json;
  readonly writings: ReadonlyMap<string, Writing>;
  /** Comments below everything. */
  readonly foot: readonly string[];
}

export const pathKey = (path: readonly Json[]): string => JSON.stringify(path);

/** Throws YamlError. */
export function readSource(text: string): Source {
  const value = jsonOf(readYaml(text));
  return { value, ...writingsOf(text, value) };
}

export function jsonOf(value: unknown): Json {
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([key, one]): [string, Json] => [key, jsonOf(one)]));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

export function valueAt(value: Json, path: readonly Json[]): Json | undefined {
  let at: Json | undefined = value;
  for (const step of path) {
    if (at instanceof Map && typeof step === 'string') at = at.get(step);
    else if (Array.isArray(at) && typeof step === 'number') at = at[step];
    else return undefined;
  }
  return at;
}

interface Level {
  readonly indent: number;
  readonly path: readonly Json[];
  /** What the last line at this level was about. */
  last?: readonly Json[];
  /** The next element of a list. */
  next: number;
}

const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#[{"'&*!|>%@`-][^#]*?|-[^\s#][^#]*?|[^\s]+?)\s*:(?:[ \t]+(.*))?$/;

function writingsOf(text: string, value: Json): { writings: Map<string, Writing>; foot: string[] } {
  const writings = new Map<string, Writing>();
  const lines = text.split('\n');
  const levels: Level[] = [];
  let comments: string[] = [];
  const note = (path: readonly Json[], rest: string, block: readonly string[] = []) => {
    const { raw, comment } = parted(rest);
    const key = pathKey(path);
    const known = writings.get(key);
    writings.set(key, {
      head: [...(known?.head ?? []), ...comments],
      line: comment || (known?.line ?? ''),
      raw: raw === '' ? known?.raw : raw,
      block,
      value: valueAt(value, path),
    });
    comments = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const trimmed = lines[at].trim();
    if (trimmed === '' || trimmed === '---') continue;
    if (trimmed.startsWith('#')) {
      comments.push(trimmed);
      continue;
    }
    let indent = lines[at].length - lines[at].trimStart().length;
    let rest = trimmed;
    while (levels.length > 0 && levels.at(-1)!.indent > indent) levels.pop();
    for (;;) {
      const dash = /^-(\s+|$)/.exec(rest);
      const match = dash ? null : KEY.exec(rest);
      if (!dash && !match) break;
      // A list may stand at the column of the key it belongs to.
      let level = levels.at(-1);
      if (!dash && level && level.indent === indent && level.next >= 0) {
        levels.pop();
        level = levels.at(-1);
      }
      const parent = levels.length === 0 ? [] : levels.at(-1)!.path;
      if (dash) {
        if (!level || level.indent !== indent || level.next < 0) {
          level = { indent, path: level ? (level.next < 0 ? lastPath(level) : level.path) : [], next: 0 };
          levels.push(level);
        }
        const path = [...level.path, level.next++];
        level.last = path;
        rest = rest.slice(dash[0].length);
        indent += dash[0].length;
        note(path, KEY.test(rest) || /^-\s/.test(rest) ? '' : rest, blockAt(lines, at, rest, indent - dash[0].length));
        if (rest === '' || (!KEY.test(rest) && !/^-\s/.test(rest))) break;
        continue;
      }
      if (!level || level.indent !== indent) {
        level = { indent, path: level ? lastPath(level) : parent, next: -1 };
        levels.push(level);
      }
      const name = keyText(match![1]);
      const path = [...level.path, name];
      level.last = path;
      const written = match![2] ?? '';
      const block = blockAt(lines, at, written, indent);
      note(path, written, block);
      at += block.length;
      break;
    }
  }
  return { writings, foot: comments };
}

const lastPath = (level: Level): readonly Json[] => level.last ?? level.path;

function keyText(written: string): string {
  if (written.startsWith('"')) return String(JSON.parse(written));
  return written.startsWith("'") ? written.slice(1, -1).replaceAll("''", "'") : written;
}

/** `nginx # the image` → the scalar and the comment. */
function parted(text: string): { raw: string; comment: string } {
  const match = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^#]|(?<=\S)#)*/.exec(text);
  const raw = match?.[0] ?? '';
  return { raw: raw.trim(), comment: text.slice(raw.length).trim() };
}

/** The lines of `|` and `>`: all that are indented deeper, and empty ones between. */
function blockAt(lines: readonly string[], at: number, written: string, indent: number): string[] {
  if (!/^(&\S+\s+|!\S+\s+)*[|>][-+\d]*\s*(#.*)?$/.test(written)) return [];
  const block: string[] = [];
  for (let next = at + 1; next < lines.length; next++) {
    const line = lines[next];
    if (line.trim() !== '' && line.length - line.trimStart().length <= indent) break;
    block.push(line);
  }
  while (block.length > 0 && block.at(-1)!.trim() === '') block.pop();
  const margin = Math.min(
    ...block.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  return block.map((line) => line.slice(margin));
}
