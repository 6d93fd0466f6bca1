// Giving variables their values: attributes (readonly, integer, upper case) have their say here, whoever assigns.

import { CommandFailure } from './control.ts';
import type { Shell } from './shell.ts';
import { newVariable, type Value, type Variable } from './variables.ts';

export const readonlyMessage = (name: string): string => `${name}: readonly variable`;

/** `name=text`, `name[key]=text`. Throws CommandFailure for a readonly variable. */
export function assignText(shell: Shell, name: string, key: string | undefined, text: string, append = false): void {
  const { variables } = shell;
  const plain = variables.find(name);
  if (plain && !plain.nameref && key === undefined && plain.value.kind === 'scalar' && !append) {
    if (plain.readonly) throw new CommandFailure(readonlyMessage(name));
    plain.value.text = converted(shell, plain, text, undefined);
    if (shell.options.has('allexport')) plain.exported = true;
    variables.changed(name);
    return;
  }
  const target = variables.resolve(name);
  const open = target.indexOf('[');
  if (open > 0) {
    assignText(shell, target.slice(0, open), target.slice(open + 1, -1), text, append);
    return;
  }
  if (variables.isComputed(target) && key === undefined) {
    const computed = variables.computed(target);
    if (computed?.write) {
      computed.write(text);
      return;
    }
    if (READONLY_COMPUTED.has(target)) throw new CommandFailure(readonlyMessage(target));
    return;
  }
  const variable = variables.claim(target);
  if (variable.readonly) throw new CommandFailure(readonlyMessage(target));
  if (shell.options.has('allexport')) variable.exported = true;
  store(shell, variable, key, text, append);
  variables.changed(target);
}

const READONLY_COMPUTED = new Set(['BASHOPTS', 'SHELLOPTS', 'BASH_VERSINFO', 'UID', 'EUID', 'PPID']);

/** Into this very variable, which may be a new local one. */
export function store(shell: Shell, variable: Variable, key: string | undefined, text: string, append: boolean): void {
  const { value } = variable;
  if (key === undefined && value.kind === 'scalar') {
    value.text = converted(shell, variable, text, append ? (value.text ?? '') : undefined);
    return;
  }
  if (value.kind === 'associative') {
    const at = key ?? '0';
    value.items.set(at, converted(shell, variable, text, append ? (value.items.get(at) ?? '') : undefined));
    return;
  }
  const items = value.kind === 'indexed' ? value.items : value.text === undefined ? [] : [value.text];
  if (value.kind === 'scalar') variable.value = { kind: 'indexed', items };
  let index = Number(key ?? 0);
  if (index < 0) index += items.length;
  items[index] = converted(shell, variable, text, append ? (items[index] ?? '') : undefined);
}

/** `before` is what an appended text is added to. */
function converted(shell: Shell, variable: Variable, text: string, before: string | undefined): string {
  if (variable.integer) {
    const added = shell.arithmetic.evaluate(text);
    if (before === undefined) return String(added);
    return String(shell.arithmetic.evaluate(`(${before || 0})+(${added})`));
  }
  const whole = before === undefined ? text : before + text;
  switch (variable.letterCase) {
    case 'upper':
      return whole.toUpperCase();
    case 'lower':
      return whole.toLowerCase();
    case 'capitalize':
      return whole.charAt(0).toUpperCase() + whole.slice(1).toLowerCase();
    default:
      return whole;
  }
}

/** `name=(…)`: the elements with their keys; without a key, the next index. */
export function assignArray(
  shell: Shell,
  name: string,
  elements: readonly { readonly key: string | undefined; readonly append: boolean; readonly text: string }[],
  append: boolean,
  into?: Variable,
): void {
  const target = shell.variables.resolve(name);
  const variable = into ?? shell.variables.claim(target);
  if (variable.readonly) throw new CommandFailure(readonlyMessage(target));
  variable.value = emptied(variable.value, append);
  let next = variable.value.kind === 'indexed' ? variable.value.items.length : 0;
  for (const element of elements) {
    const key = element.key ?? String(next);
    store(shell, variable, key, element.text, element.append);
    const index = Number(key);
    if (variable.value.kind === 'indexed') next = (index < 0 ? variable.value.items.length + index : index) + 1;
  }
  shell.variables.changed(target);
}

function emptied(value: Value, append: boolean): Value {
  if (value.kind === 'associative') return append ? value : { kind: 'associative', items: new Map() };
  if (!append) return { kind: 'indexed', items: [] };
  if (value.kind === 'indexed') return value;
  return { kind: 'indexed', items: value.text === undefined ? [] : [value.text] };
}

/** Removes an element; an array's length shrinks with its last one. */
export function removeElement(variable: Variable, key: string): void {
  const { value } = variable;
  if (value.kind === 'associative') value.items.delete(key);
  else if (value.kind === 'indexed') {
    const index = Number(key);
    delete value.items[index < 0 ? value.items.length + index : index];
    while (value.items.length > 0 && !(value.items.length - 1 in value.items)) value.items.length--;
  } else if (key === '0') value.text = undefined;
}

export const localVariable = (): Variable => newVariable();
