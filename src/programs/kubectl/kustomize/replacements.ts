// Replacements: a value of one object put into others. Models kustomize's ReplacementTransformer.

import { decode } from '../../../base/bytes.ts';
import { cloneJson } from '../../../base/json.ts';
import { readYaml } from '../../../base/yaml/read.ts';
import { type AnyObject, isObject } from '../resources/objects.ts';
import type { Kustomization, Replacement, ReplacementOptions } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { selected } from './patches.ts';
import { idText, KustomizeError, type Resource } from './resource.ts';

export function applyReplacements(
  resources: readonly Resource[],
  { replacements }: Kustomization,
  loader: Loader,
): void {
  for (const one of replacements) {
    if (one.path === undefined) replace(resources, one);
    else {
      const value = readYaml(decode(loader.read(one.path)), 'kustomize');
      for (const inFile of (Array.isArray(value) ? value : [value]) as Replacement[]) replace(resources, inFile);
    }
  }
}

function replace(resources: readonly Resource[], { source, targets = [] }: Replacement): void {
  if (!source || targets.length === 0)
    throw new KustomizeError('replacements must specify a source and at least one target');
  const value = sourceValue(resources, source);
  for (const { select, reject = [], fieldPaths, options } of targets) {
    if (!select) throw new KustomizeError('target must specify resources to select');
    const rejected = new Set(reject.flatMap((one) => selected(resources, one)));
    for (const resource of selected(resources, exactly(select))) {
      if (rejected.has(resource)) continue;
      for (const path of fieldPaths ?? ['metadata.name']) put(resource, path, value, options);
    }
  }
}

function sourceValue(resources: readonly Resource[], source: NonNullable<Replacement['source']>): unknown {
  const found = selected(resources, exactly(source));
  const words = [source.kind, source.name].filter(Boolean).join(' ');
  if (found.length === 0) throw new KustomizeError(`nothing selected by ${selectorText(source)}`);
  if (found.length > 1) throw new KustomizeError(`multiple matches for selector ${words}`);
  const path = source.fieldPath ?? 'metadata.name';
  const value = get(found[0].object, stepsOf(path));
  if (value === undefined) {
    throw new KustomizeError(`fieldPath \`${path}\` is missing for replacement source ${idText(found[0].identity)}`);
  }
  const { delimiter, index = 0 } = source.options ?? {};
  return delimiter === undefined ? value : String(value).split(delimiter)[index];
}

const selectorText = ({
  kind = '',
  name = '',
  namespace = '',
  group = '',
  version = '',
  fieldPath,
}: NonNullable<Replacement['source']>): string =>
  `${kind || '[noKind]'}.${version || '[noVer]'}.${group || '[noGrp]'}/${name || '[noName]'}.${namespace || '[noNs]'}${fieldPath ? `:${fieldPath}` : ''}`;

/** Names here are names, not patterns. */
const exactly = <S extends { readonly name?: string }>(selector: S): S =>
  selector.name === undefined ? selector : { ...selector, name: selector.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') };

/** `a.b.[name=x].c`, `a.b.0`, `data.\.key` and `a.[x.y/z]`. */
function stepsOf(path: string): string[] {
  return [...path.matchAll(/\[[^\]]*\]|(?:\\.|[^.\\])+/g)].map(([step]) => step.replace(/\\\./g, '.'));
}

const listKey = (step: string): [string, string] | undefined => {
  const match = /^\[([^=\]]+)=(.*)\]$/.exec(step);
  return match ? [match[1], match[2]] : undefined;
};

function get(value: unknown, steps: readonly string[]): unknown {
  if (steps.length === 0) return value;
  const [step, ...rest] = steps;
  if (Array.isArray(value)) {
    const key = listKey(step);
    const item = key ? value.find((one) => isObject(one) && one[key[0]] === key[1]) : value[Number(step)];
    return get(item, rest);
  }
  return isObject(value) ? get(value[step.replace(/^\[(.*)\]$/, '$1')], rest) : undefined;
}

function put(resource: Resource, path: string, value: unknown, options: ReplacementOptions = {}): void {
  const steps = stepsOf(path);
  const places = placesOf(resource.object, steps, options.create === true);
  if (places.length === 0) {
    throw new KustomizeError(`unable to find field ${JSON.stringify(path)} in replacement target`);
  }
  for (const [holder, key] of places) {
    const record = holder as Record<string | number, unknown>;
    if (options.delimiter === undefined) record[key] = cloneJson(value);
    else {
      const parts = String(record[key] ?? '').split(options.delimiter);
      const index = options.index ?? 0;
      if (index < 0) parts.unshift(String(value));
      else if (index >= parts.length) parts.push(String(value));
      else parts[index] = String(value);
      record[key] = parts.join(options.delimiter);
    }
  }
}

/** Where the value goes: holder and key, several with `*`. */
function placesOf(object: AnyObject, steps: readonly string[], create: boolean): [unknown, string | number][] {
  let holders: unknown[] = [object];
  for (const [at, step] of steps.entries()) {
    const isLast = at === steps.length - 1;
    const found: [unknown, string | number][] = holders.flatMap((holder) =>
      keysOf(holder, step, create, steps[at + 1]),
    );
    if (isLast) return found;
    holders = found.map(([holder, key]) => (holder as Record<string | number, unknown>)[key]);
  }
  return [];
}

function keysOf(
  holder: unknown,
  step: string,
  create: boolean,
  next: string | undefined,
): [unknown, string | number][] {
  if (Array.isArray(holder)) {
    const key = listKey(step);
    return holder.flatMap((item, index): [unknown, number][] =>
      step === '*' || String(index) === step || (key && isObject(item) && item[key[0]] === key[1])
        ? [[holder, index]]
        : [],
    );
  }
  if (!isObject(holder)) return [];
  const name = step.replace(/^\[(.*)\]$/, '$1');
  if (holder[name] === undefined) {
    if (!create) return [];
    holder[name] = next === undefined ? '' : {};
  }
  return [[holder, name]];
}
