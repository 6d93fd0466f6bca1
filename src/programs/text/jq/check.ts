// Finds names that nothing defines, before anything runs.

import { CompileError } from './compile-error.ts';
import type { Definition, Filter, Pattern } from './tree.ts';

export function undefinedNames(filter: Filter, known: (name: string) => boolean): CompileError[] {
  const found: CompileError[] = [];
  visit(filter, new Set());
  return found;

  function visit(at: Filter, names: ReadonlySet<string>): void {
    const has = (name: string) => names.has(name) || known(name);
    switch (at.kind) {
      case 'variable':
        if (!has(`$${at.name}`)) found.push(new CompileError(`$${at.name} is not defined`, at.at));
        return;
      case 'break':
        if (!has(`*${at.name}`)) found.push(new CompileError(`$*label-${at.name} is not defined`, at.at));
        return;
      case 'call': {
        const name = `${at.name}/${at.arguments.length}`;
        if (!has(name)) found.push(new CompileError(`${name} is not defined`, at.at));
        for (const one of at.arguments) visit(one, names);
        return;
      }
      case 'define': {
        const inside = new Set([...names, nameOf(at.definition)]);
        visit(at.definition.body, new Set([...inside, ...parameterNames(at.definition)]));
        visit(at.next, inside);
        return;
      }
      case 'label':
        visit(at.next, new Set([...names, `*${at.name}`]));
        return;
      case 'bind':
      case 'reduce':
      case 'foreach': {
        visit(at.source, names);
        const inside = new Set([...names, ...at.patterns.flatMap(variablesOf)]);
        for (const key of at.patterns.flatMap(keysOf)) visit(key, inside);
        if (at.kind === 'bind') visit(at.next, inside);
        else {
          visit(at.start, names);
          visit(at.update, inside);
          if (at.kind === 'foreach' && at.extract) visit(at.extract, inside);
        }
        return;
      }
      default:
        for (const part of partsOf(at)) visit(part, names);
    }
  }
}

export const nameOf = (definition: Definition): string => `${definition.name}/${definition.parameters.length}`;

export const parameterNames = (definition: Definition): string[] =>
  definition.parameters.flatMap((name) => (name.startsWith('$') ? [name, `${name.slice(1)}/0`] : [`${name}/0`]));

export function variablesOf(pattern: Pattern): string[] {
  switch (pattern.kind) {
    case 'name':
      return [`$${pattern.name}`];
    case 'items':
      return pattern.items.flatMap(variablesOf);
    case 'members':
      return pattern.members.flatMap(({ variable, pattern: inner }) => [
        ...(variable === undefined ? [] : [`$${variable}`]),
        ...(inner ? variablesOf(inner) : []),
      ]);
  }
}

const keysOf = (pattern: Pattern): Filter[] =>
  pattern.kind === 'members'
    ? pattern.members.flatMap(({ key, pattern: inner }) => [key, ...(inner ? keysOf(inner) : [])])
    : pattern.kind === 'items'
      ? pattern.items.flatMap(keysOf)
      : [];

/** The filters inside one, for kinds that bind no names. */
function partsOf(at: Filter): readonly Filter[] {
  const given = (...parts: readonly (Filter | undefined)[]) => parts.filter((part) => part !== undefined);
  switch (at.kind) {
    case 'index':
      return [at.of, at.by];
    case 'slice':
      return given(at.of, at.from, at.to);
    case 'iterate':
    case 'negate':
      return [at.of];
    case 'array':
      return given(at.of);
    case 'pipe':
      return [at.first, at.next];
    case 'comma':
    case 'operator':
    case 'and':
    case 'or':
    case 'alternative':
      return [at.left, at.right];
    case 'assign':
    case 'compute':
      return [at.path, at.value];
    case 'update':
      return [at.path, at.by];
    case 'object':
      return at.members.flat();
    case 'string':
      return at.parts.filter((part) => typeof part !== 'string');
    case 'if':
      return given(at.condition, at.next, at.else);
    case 'try':
      return given(at.body, at.handler);
    default:
      return [];
  }
}
