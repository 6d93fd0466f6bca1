// What names mean at a place in a program: a chain, innermost first.

import type { Definition, Filter } from './tree.ts';
import type { Json } from './values.ts';

export type Binding =
  | { readonly kind: 'value'; readonly value: Json }
  /** A filter given as an argument, with the names of the place where it was written. */
  | { readonly kind: 'argument'; readonly filter: Filter; readonly scope: Scope }
  | { readonly kind: 'definition'; readonly definition: Definition }
  /** What `break` looks for. */
  | { readonly kind: 'label' };

/** Names are `$x` for variables, `f/1` for functions, `*out` for labels. */
export type Scope = { readonly name: string; readonly binding: Binding; readonly outer: Scope } | undefined;

export const bind = (name: string, binding: Binding, outer: Scope): NonNullable<Scope> => ({ name, binding, outer });

export function find(name: string, scope: Scope): NonNullable<Scope> | undefined {
  for (let at = scope; at; at = at.outer) if (at.name === name) return at;
  return undefined;
}
