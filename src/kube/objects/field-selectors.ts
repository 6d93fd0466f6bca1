// Field selectors, `spec.nodeName=node01,status.phase!=Running`. Models k8s.io/apimachinery/pkg/fields.
// Which fields a kind can be selected by is the kind's own affair.

import type { Kind } from './kind.ts';
import { SelectorError } from './selectors.ts';
import type { KubeObject } from './types/meta.ts';

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

export type FieldSelector = readonly FieldRequirement[];

/** Throws SelectorError in the words of fields.ParseSelector. `\,`, `\=` and `\\` stand for themselves in values. */
export function parseFieldSelector(text: string): FieldSelector {
  return splitTerms(text)
    .filter((term) => term !== '')
    .map((term) => {
      const found = /^([^=!]*)(!=|==|=)([\s\S]*)$/.exec(term);
      if (!found) throw new SelectorError(`invalid selector: '${text}'; can't understand '${term}'`);
      return { field: found[1], operator: found[2] === '!=' ? '!=' : '=', value: unescaped(found[3]) };
    });
}

/** How a field of this kind is read; undefined: the kind cannot be selected by it. */
export function fieldReader<T extends KubeObject>(kind: Kind<T>, field: string): ((object: T) => string) | undefined {
  if (field === 'metadata.name') return (object) => object.metadata.name;
  if (field === 'metadata.namespace' && kind.namespaced) return (object) => object.metadata.namespace ?? '';
  return kind.fieldSelectors?.[field];
}

/** Throws SelectorError for a field the kind does not know. */
export function fieldSelectorMatcher<T extends KubeObject>(
  kind: Kind<T>,
  selector: FieldSelector,
): (object: T) => boolean {
  const tests = selector.map(({ field, operator, value }) => {
    const read = fieldReader(kind, field);
    if (!read) throw new SelectorError(unknownField(kind, field));
    return (object: T) => (read(object) === value) === (operator === '=');
  });
  return (object) => tests.every((test) => test(object));
}

/** core/v1 conversions name what they do not know in their own way. */
function unknownField(kind: Pick<Kind, 'group' | 'kind' | 'fieldSelectors'>, field: string): string {
  if (kind.fieldSelectors === undefined)
    return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
  return kind.group === '' || kind.kind === 'ReplicaSet'
    ? `field label not supported: ${field}`
    : `field label ${JSON.stringify(field)} not supported for ${kind.kind}`;
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let term = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && at + 1 < text.length) term += text[at] + text[++at];
    else if (text[at] === ',') {
      terms.push(term);
      term = '';
    } else term += text[at];
  }
  terms.push(term);
  return terms;
}

function unescaped(value: string): string {
  return value.replace(
    /\\([\\,=])|\\(.?)|([,=])/g,
    (_all, escaped: string | undefined, other: string | undefined, bare) => {
      if (escaped !== undefined) return escaped;
      if (bare !== undefined) throw new SelectorError(`invalid field selector: unescaped character in value: ${bare}`);
      throw new SelectorError(`invalid field selector: invalid escape sequence: \\${other}`);
    },
  );
}
