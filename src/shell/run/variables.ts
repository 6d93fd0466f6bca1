// Shell variables: attributes, arrays, the scopes of functions, and the few variables that are computed when
// they are read (RANDOM, SECONDS, …).

import { hashOrdered } from './hash-order.ts';

export type Value =
  | { readonly kind: 'scalar'; text: string | undefined }
  /** Sparse: holes are unset elements. */
  | { readonly kind: 'indexed'; items: string[] }
  | { readonly kind: 'associative'; items: Map<string, string> };

export interface Variable {
  value: Value;
  exported: boolean;
  readonly: boolean;
  integer: boolean;
  nameref: boolean;
  letterCase: 'upper' | 'lower' | 'capitalize' | undefined;
  trace: boolean;
}

export const newVariable = (value: Value = { kind: 'scalar', text: undefined }): Variable => ({
  value,
  exported: false,
  readonly: false,
  integer: false,
  nameref: false,
  letterCase: undefined,
  trace: false,
});

/** A variable that is computed; writing it may do something, or nothing. */
export interface Computed {
  read(): string | string[];
  write?(text: string): void;
}

export const NAME = /^[A-Za-z_]\w*$/;

export class Variables {
  /** The global scope first, then one per running function. */
  readonly #scopes: Map<string, Variable>[] = [new Map()];
  readonly #computed = new Map<string, Computed>();
  /** Called for names whose change the shell must hear of (OPTIND, PATH). */
  readonly #observers = new Map<string, () => void>();

  compute(name: string, computed: Computed): void {
    this.#computed.set(name, computed);
  }

  observe(name: string, changed: () => void): void {
    this.#observers.set(name, changed);
  }

  changed(name: string): void {
    this.#observers.get(name)?.();
  }

  /** A copy for a subshell; computed variables are the new shell's own business. */
  snapshot(): Variables {
    const copy = new Variables();
    for (const [name, computed] of this.#computed) copy.#computed.set(name, computed);
    this.copyInto(copy);
    return copy;
  }

  copyInto(other: Variables): void {
    other.#scopes.length = 0;
    for (const scope of this.#scopes) {
      other.#scopes.push(new Map([...scope].map(([name, variable]) => [name, copyVariable(variable)])));
    }
    for (const name of other.#computed.keys()) if (!this.#computed.has(name)) other.#computed.delete(name);
  }

  pushScope(): void {
    this.#scopes.push(new Map());
  }

  popScope(): void {
    const scope = this.#scopes.pop();
    if (scope) for (const name of scope.keys()) this.changed(name);
  }

  get depth(): number {
    return this.#scopes.length - 1;
  }

  /** The variable itself, without following namerefs. */
  find(name: string): Variable | undefined {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const variable = this.#scopes[i].get(name);
      if (variable) return variable;
    }
    return undefined;
  }

  findLocal(name: string): Variable | undefined {
    return this.#scopes.at(-1)!.get(name);
  }

  findGlobal(name: string): Variable | undefined {
    return this.#scopes[0].get(name);
  }

  forgetComputed(name: string): void {
    this.#computed.delete(name);
  }

  isComputed(name: string): boolean {
    return this.#computed.has(name) && !this.find(name);
  }

  computed(name: string): Computed | undefined {
    return this.#computed.get(name);
  }

  /** Where a name leads through namerefs; a nameref to an array element keeps its subscript in the text. */
  resolve(name: string): string {
    let here = name;
    for (let i = 0; i < 8; i++) {
      const variable = this.find(here);
      if (!variable?.nameref || variable.value.kind !== 'scalar' || !variable.value.text) return here;
      here = variable.value.text;
    }
    return here;
  }

  /** The value as `$name` shows it: element 0 of an array. */
  get(name: string): string | undefined {
    const variable = this.find(name);
    if (!variable) {
      const computed = this.#computed.get(name)?.read();
      return Array.isArray(computed) ? computed[0] : computed;
    }
    if (variable.nameref) {
      const target = this.resolve(name);
      if (target !== name) return this.getReference(target);
    }
    return scalarOf(variable.value);
  }

  /** `name` or `name[key]` with a plain key. */
  getReference(reference: string): string | undefined {
    const open = reference.indexOf('[');
    if (open < 0) return this.get(reference);
    return this.element(reference.slice(0, open), reference.slice(open + 1, -1));
  }

  element(name: string, key: string): string | undefined {
    const value = this.value(name);
    if (!value) return undefined;
    if (value.kind === 'associative') return value.items.get(key);
    const index = Number(key);
    if (value.kind === 'scalar') return index === 0 ? value.text : undefined;
    return value.items[index < 0 ? value.items.length + index : index];
  }

  /** The whole value, computed or stored, namerefs followed. */
  value(name: string): Value | undefined {
    const target = this.resolve(name);
    const variable = this.find(target);
    if (variable) return variable.value;
    const computed = this.#computed.get(target)?.read();
    if (computed === undefined) return undefined;
    return Array.isArray(computed) ? { kind: 'indexed', items: computed } : { kind: 'scalar', text: computed };
  }

  /** The variable to write to: the nearest, or a new global one. */
  claim(name: string): Variable {
    const found = this.find(name);
    if (found) return found;
    const variable = newVariable();
    this.#scopes[0].set(name, variable);
    return variable;
  }

  declareLocal(name: string, variable: Variable): void {
    this.#scopes.at(-1)!.set(name, variable);
    this.changed(name);
  }

  declareGlobal(name: string, variable: Variable): void {
    this.#scopes[0].set(name, variable);
    this.changed(name);
  }

  /** For the shell's own assignments: no attributes are looked at. */
  set(name: string, text: string): void {
    const variable = this.claim(name);
    if (variable.value.kind === 'scalar') variable.value.text = text;
    else if (variable.value.kind === 'indexed') variable.value.items[0] = text;
    else variable.value.items.set('0', text);
    this.changed(name);
  }

  setArray(name: string, items: string[]): void {
    this.claim(name).value = { kind: 'indexed', items };
  }

  remove(name: string): boolean {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      if (!this.#scopes[i].has(name)) continue;
      // A local stays hidden-but-local, as in bash: the outer variable does not shine through.
      if (i > 0 && i === this.#scopes.length - 1) this.#scopes[i].set(name, newVariable());
      else this.#scopes[i].delete(name);
      this.changed(name);
      return true;
    }
    return this.#computed.delete(name);
  }

  /** Every visible name, sorted. */
  get names(): string[] {
    const names = new Set<string>(this.#computed.keys());
    for (const scope of this.#scopes) for (const name of scope.keys()) names.add(name);
    return [...names].sort();
  }

  get environment(): Map<string, string> {
    const environment = new Map<string, string>();
    for (const scope of this.#scopes) {
      for (const [name, variable] of scope) {
        const text = variable.value.kind === 'scalar' ? variable.value.text : undefined;
        if (variable.exported && text !== undefined) environment.set(name, text);
        else environment.delete(name);
      }
    }
    return environment;
  }
}

export function scalarOf(value: Value): string | undefined {
  if (value.kind === 'scalar') return value.text;
  return value.kind === 'indexed' ? value.items[0] : value.items.get('0');
}

function copyVariable(variable: Variable): Variable {
  return { ...variable, value: copyValue(variable.value) };
}

export function copyValue(value: Value): Value {
  if (value.kind === 'scalar') return { ...value };
  if (value.kind === 'indexed') return { kind: 'indexed', items: value.items.slice() };
  return { kind: 'associative', items: new Map(value.items) };
}

/** Set elements in order: [key, value]. */
export function elementsOf(value: Value | undefined): [string, string][] {
  if (!value) return [];
  if (value.kind === 'scalar') return value.text === undefined ? [] : [['0', value.text]];
  if (value.kind === 'associative') return hashOrdered(value.items);
  const elements: [string, string][] = [];
  value.items.forEach((item, index) => {
    elements.push([String(index), item]);
  });
  return elements;
}
