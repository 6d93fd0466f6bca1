// The parts of a jq program.

import type { Json } from './values.ts';

export type Operator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Filter =
  | { readonly kind: 'identity' }
  | { readonly kind: 'recurse' }
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'index'; readonly of: Filter; readonly by: Filter }
  | { readonly kind: 'slice'; readonly of: Filter; readonly from?: Filter; readonly to?: Filter }
  | { readonly kind: 'iterate'; readonly of: Filter }
  | { readonly kind: 'pipe'; readonly first: Filter; readonly next: Filter }
  | { readonly kind: 'comma'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'operator'; readonly operator: Operator; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'and' | 'or' | 'alternative'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'negate'; readonly of: Filter }
  | { readonly kind: 'assign'; readonly path: Filter; readonly value: Filter }
  | { readonly kind: 'update'; readonly path: Filter; readonly by: Filter }
  | { readonly kind: 'compute'; readonly operator: Operator | '//'; readonly path: Filter; readonly value: Filter }
  | { readonly kind: 'array'; readonly of?: Filter }
  | { readonly kind: 'object'; readonly members: readonly (readonly [key: Filter, value: Filter])[] }
  | { readonly kind: 'string'; readonly format?: string; readonly parts: readonly (string | Filter)[] }
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string; readonly at: number }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Filter[]; readonly at: number }
  | { readonly kind: 'define'; readonly definition: Definition; readonly next: Filter }
  | { readonly kind: 'bind'; readonly source: Filter; readonly patterns: readonly Pattern[]; readonly next: Filter }
  | {
      readonly kind: 'reduce';
      readonly source: Filter;
      readonly patterns: readonly Pattern[];
      readonly start: Filter;
      readonly update: Filter;
    }
  | {
      readonly kind: 'foreach';
      readonly source: Filter;
      readonly patterns: readonly Pattern[];
      readonly start: Filter;
      readonly update: Filter;
      readonly extract?: Filter;
    }
  | { readonly kind: 'if'; readonly condition: Filter; readonly next: Filter; readonly else?: Filter }
  | { readonly kind: 'try'; readonly body: Filter; readonly handler?: Filter }
  | { readonly kind: 'label'; readonly name: string; readonly next: Filter }
  | { readonly kind: 'break'; readonly name: string; readonly at: number };

export interface Definition {
  readonly name: string;
  /** `$name` for parameters that are values, `name` for filters. */
  readonly parameters: readonly string[];
  readonly body: Filter;
}

/** What stands behind `as`: a variable, or arrays and objects of patterns. */
export type Pattern =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'items'; readonly items: readonly Pattern[] }
  | {
      readonly kind: 'members';
      readonly members: readonly { readonly key: Filter; readonly variable?: string; readonly pattern?: Pattern }[];
    };
