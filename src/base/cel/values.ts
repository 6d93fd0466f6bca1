// What a CEL expression computes with.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type Value =
  | null
  | boolean
  | number
  | string
  | Double
  | Optional
  | readonly Value[]
  | { readonly [key: string]: Value };

/** The expression failed; the message is cel-go's. */
export class CelError extends Error {
  override readonly name = 'CelError';
}

export class Double {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** `optional_type`: made by `.?` and `[?…]`, ended by orValue(). */
export class Optional {
  static readonly none = new Optional(false, null);
  readonly present: boolean;
  readonly value: Value;
  constructor(present: boolean, value: Value) {
    this.present = present;
    this.value = value;
  }
}

export function kindOf(value: Value): string {
  if (value === null) return 'null_type';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  if (typeof value === 'string') return 'string';
  if (value instanceof Double) return 'double';
  if (value instanceof Optional) return 'optional_type';
  return Array.isArray(value) ? 'list' : 'map';
}

export function equals(a: Value, b: Value): boolean {
  if (a instanceof Double || b instanceof Double) return number(a) !== undefined && number(a) === number(b);
  if (a instanceof Optional && b instanceof Optional) return a.present === b.present && equals(a.value, b.value);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => equals(item, b[i]));
  if (kindOf(a) === 'map' && kindOf(b) === 'map') {
    const left = a as Readonly<Record<string, Value>>;
    const right = b as Readonly<Record<string, Value>>;
    const names = Object.keys(left);
    return (
      names.length === Object.keys(right).length &&
      names.every((name) => Object.hasOwn(right, name) && equals(left[name], right[name]))
    );
  }
  return a === b;
}

function number(value: Value): number | undefined {
  if (value instanceof Double) return value.value;
  return typeof value === 'number' ? value : undefined;
}

/** JSON as CEL sees it. Kubernetes' objects hold whole numbers only, so nothing needs converting. */
export const fromJson = (json: unknown): Value => json as Value;
