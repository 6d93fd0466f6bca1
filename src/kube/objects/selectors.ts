// Label selectors: the string form of `-l` and labelSelector=, the structured form of specs, and matching.
// Models k8s.io/apimachinery/pkg/labels and metav1.LabelSelector. Field selectors are next door.

import type { LabelSelector, Labels } from './types/meta.ts';
import { labelValueProblems, qualifiedNameProblems } from './validation/names.ts';

export type SelectorOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

/** All must hold; an empty list selects everything. */
export type Selector = readonly Requirement[];

/** A selector the user wrote wrongly; the message is the real one, without any prefix. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError';
}

export function selectorMatches(selector: Selector, labels: Readonly<Labels> | undefined): boolean {
  return selector.every((requirement) => requirementMatches(requirement, labels ?? {}));
}

/** LabelSelectorAsSelector and match. Absent selects nothing, empty selects everything. */
export function labelSelectorMatches(
  selector: LabelSelector | null | undefined,
  labels: Readonly<Labels> | undefined,
): boolean {
  if (!selector) return false;
  const wanted = selector.matchLabels ?? {};
  if (!Object.keys(wanted).every((key) => labels?.[key] === wanted[key])) return false;
  return (selector.matchExpressions ?? []).every((expression) =>
    requirementMatches(
      { key: expression.key, operator: OPERATORS[expression.operator], values: expression.values ?? [] },
      labels ?? {},
    ),
  );
}

/** The map form, as in Service.spec.selector. */
export function labelsMatch(wanted: Readonly<Labels>, labels: Readonly<Labels> | undefined): boolean {
  return Object.keys(wanted).every((key) => labels?.[key] === wanted[key]);
}

/** Requirements sorted by key, as upstream's internal selectors are. */
export function selectorOf(selector: LabelSelector): Selector {
  const requirements: Requirement[] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: '=',
    values: [value],
  }));
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    requirements.push({ key, operator: OPERATORS[operator], values: values ?? [] });
  }
  return requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** metav1.FormatLabelSelector: `app=web,tier in (a,b)`; `<none>` when there is nothing to say. */
export function formatLabelSelector(selector: LabelSelector | null | undefined): string {
  const text = selector ? formatSelector(selectorOf(selector)) : '';
  return text === '' ? '<none>' : text;
}

/** The string form, which `parseSelector` reads back. */
export function formatSelector(selector: Selector): string {
  return selector.map(formatRequirement).join(',');
}

/** Reads `app=web,env in (a, b),!old,tier`. Throws SelectorError in the words of labels.Parse. */
export function parseSelector(text: string): Selector {
  return new SelectorParser(text).parse();
}

const OPERATORS = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
  Gt: 'gt',
  Lt: 'lt',
} as const satisfies Record<string, SelectorOperator>;

function requirementMatches({ key, operator, values }: Requirement, labels: Readonly<Labels>): boolean {
  const value: string | undefined = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt': {
      if (value === undefined || !/^[+-]?\d+$/.test(value) || values.length !== 1) return false;
      return operator === 'gt' ? BigInt(value) > BigInt(values[0]) : BigInt(value) < BigInt(values[0]);
    }
  }
}

function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${[...values].sort().join(',')})`;
    case 'gt':
      return `${key}>${values[0]}`;
    case 'lt':
      return `${key}<${values[0]}`;
    default:
      return `${key}${operator}${values[0]}`;
  }
}

type Token = 'end' | ')' | ',' | '!' | '==' | '=' | 'gt' | 'identifier' | 'in' | 'lt' | '!=' | 'notin' | '(' | 'error';

const SYMBOLS: Readonly<Record<string, Token>> = {
  ')': ')',
  ',': ',',
  '!': '!',
  '==': '==',
  '=': '=',
  '>': 'gt',
  '<': 'lt',
  '!=': '!=',
  '(': '(',
};

class SelectorParser {
  readonly #tokens: { readonly token: Token; readonly literal: string }[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokens(text);
  }

  parse(): Selector {
    const requirements: Requirement[] = [];
    for (;;) {
      const { token, literal } = this.#peek('values');
      if (token === 'end') return sorted(requirements);
      if (token !== 'identifier' && token !== '!') {
        throw new SelectorError(`found '${literal}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirement());
      const after = this.#next('values');
      if (after.token === 'end') return sorted(requirements);
      if (after.token !== ',') throw new SelectorError(`found '${after.literal}', expected: ',' or 'end of string'`);
      const following = this.#peek('values');
      if (following.token !== 'identifier' && following.token !== '!') {
        throw new SelectorError(`found '${following.literal}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): Requirement {
    const { key, operator } = this.#keyAndOperator();
    if (operator) return checked({ key, operator, values: [] });
    const comparison = this.#operator();
    if (comparison === 'in' || comparison === 'notin') {
      return checked({ key, operator: comparison, values: this.#values() });
    }
    return checked({ key, operator: comparison, values: [this.#exactValue()] });
  }

  #keyAndOperator(): { key: string; operator?: SelectorOperator } {
    let operator: SelectorOperator | undefined;
    let read = this.#next('values');
    if (read.token === '!') {
      operator = '!';
      read = this.#next('values');
    }
    if (read.token !== 'identifier') throw wrong(`found '${read.literal}', expected: identifier`);
    const problems = qualifiedNameProblems(read.literal);
    if (problems.length > 0) throw wrong(`<nil>: Invalid value: ${quoted(read.literal)}: ${problems.join('; ')}`);
    const { token } = this.#peek('values');
    if ((token === 'end' || token === ',') && operator !== '!') operator = 'exists';
    return { key: read.literal, operator };
  }

  #operator(): SelectorOperator {
    const { token, literal } = this.#next();
    switch (token) {
      case 'in':
      case 'notin':
      case '=':
      case '==':
      case '!=':
      case 'gt':
      case 'lt':
        return token;
      default:
        throw wrong(`found '${literal}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  #values(): string[] {
    const open = this.#next('values');
    if (open.token !== '(') throw wrong(`found '${open.literal}' expected: '('`);
    const first = this.#peek('values');
    if (first.token !== 'identifier' && first.token !== ',') {
      if (first.token === ')') {
        this.#next('values');
        return [''];
      }
      throw wrong(`found '${first.literal}', expected: ',', ')' or identifier`);
    }
    const values = this.#identifiers();
    const close = this.#next('values');
    if (close.token !== ')') throw wrong(`found '${close.literal}', expected: ')'`);
    return values;
  }

  /** `a,b` and the odd forms `,` and `a,` whose gaps are empty strings. */
  #identifiers(): string[] {
    const values = new Set<string>();
    for (;;) {
      const { token, literal } = this.#next('values');
      if (token === 'identifier') {
        values.add(literal);
        const after = this.#peek('values');
        if (after.token === ')') return [...values];
        if (after.token !== ',') throw wrong(`found '${after.literal}', expected: ',' or ')'`);
      } else if (token === ',') {
        if (values.size === 0) values.add('');
        const after = this.#peek('values');
        if (after.token === ')') {
          values.add('');
          return [...values];
        }
        if (after.token === ',') {
          this.#next('values');
          values.add('');
        }
      } else {
        throw wrong(`found '${literal}', expected: ',', or identifier`);
      }
    }
  }

  #exactValue(): string {
    const { token } = this.#peek('values');
    if (token === 'end' || token === ',') return '';
    const read = this.#next('values');
    if (read.token !== 'identifier') throw wrong(`found '${read.literal}', expected: identifier`);
    return read.literal;
  }

  /** Where values are read, `in` and `notin` are ordinary words. */
  #peek(context?: 'values'): { token: Token; literal: string } {
    const read = this.#tokens[Math.min(this.#at, this.#tokens.length - 1)];
    if (context === 'values' && (read.token === 'in' || read.token === 'notin')) {
      return { token: 'identifier', literal: read.literal };
    }
    return read;
  }

  #next(context?: 'values'): { token: Token; literal: string } {
    const read = this.#peek(context);
    this.#at++;
    return read;
  }
}

function tokens(text: string): { token: Token; literal: string }[] {
  const found: { token: Token; literal: string }[] = [];
  for (const [part] of text.matchAll(/[^\s=!(),<>]+|[=!(),<>]+/g)) {
    if (/^[=!(),<>]/.test(part)) found.push(...symbols(part));
    else found.push({ token: part === 'in' || part === 'notin' ? part : 'identifier', literal: part });
  }
  return [...found, { token: 'end', literal: '' }];
}

/** Splits a run of special characters greedily: `=!` → `=`, `!`; `),` → `)`, `,`. */
function symbols(run: string): { token: Token; literal: string }[] {
  const found: { token: Token; literal: string }[] = [];
  for (let at = 0; at < run.length; ) {
    const pair = run.slice(at, at + 2);
    const literal = pair.length === 2 && SYMBOLS[pair] ? pair : run[at];
    found.push({ token: SYMBOLS[literal], literal });
    at += literal.length;
  }
  return found;
}

/** labels.NewRequirement. */
function checked(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement;
  if (operator === 'gt' || operator === 'lt') {
    if (!/^[+-]?\d+$/.test(values[0])) {
      throw wrong(
        `values[0]: Invalid value: ${quoted(values[0])}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
  }
  for (const [index, value] of values.entries()) {
    const problems = labelValueProblems(value);
    if (problems.length > 0) {
      throw wrong(`values[${index}][${key}]: Invalid value: ${quoted(value)}: ${problems.join('; ')}`);
    }
  }
  return requirement;
}

const sorted = (requirements: Requirement[]): Selector =>
  requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

const wrong = (reason: string): SelectorError => new SelectorError(`unable to parse requirement: ${reason}`);

const quoted = (text: string): string => JSON.stringify(text);
