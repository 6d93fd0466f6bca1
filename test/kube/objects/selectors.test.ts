import { describe, expect, it } from 'vitest';
import { fieldSelectorMatcher, parseFieldSelector } from '../../../src/kube/objects/field-selectors.ts';
import { NODE, POD } from '../../../src/kube/objects/kinds.ts';
import {
  formatLabelSelector,
  formatSelector,
  labelSelectorMatches,
  parseSelector,
  SelectorError,
  selectorMatches,
} from '../../../src/kube/objects/selectors.ts';

const web = { app: 'web', tier: 'front', replicas: '5' };

describe('label selectors', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web,tier!=back', true],
    ['app in (web, db)', true],
    ['app notin (web)', false],
    ['colour notin (red)', true],
    ['tier', true],
    ['!tier', false],
    ['!colour', true],
    ['replicas>4', true],
    ['replicas<4', false],
    ['in=x', false],
    ['app=', false],
  ])('%j selects the web pod: %s', (text, selected) => {
    expect(selectorMatches(parseSelector(text), web)).toBe(selected);
  });

  // Recorded from kubectl 1.33.1.
  it.each([
    ['x y', "unable to parse requirement: found 'y', expected: in, notin, =, ==, !=, gt, lt"],
    [
      'a/b/c',
      "unable to parse requirement: <nil>: Invalid value: \"a/b/c\": a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['a=b,', "found '', expected: identifier after ','"],
    ['=x', "found '=', expected: !, identifier, or 'end of string'"],
    ['a in x', "unable to parse requirement: found 'x' expected: '('"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a=!x', "unable to parse requirement: found '!', expected: identifier"],
    [
      'a>x',
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
    [
      'a=-b-',
      "unable to parse requirement: values[0][a]: Invalid value: \"-b-\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
    ['a,,b', "found ',', expected: identifier after ','"],
    ['!a=b', "found '=', expected: ',' or 'end of string'"],
    ['a!b', "unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt"],
    ['a=(b)', "unable to parse requirement: found '(', expected: identifier"],
    [',', "found ',', expected: !, identifier, or 'end of string'"],
    ['a=b,c in', "unable to parse requirement: found '' expected: '('"],
    ['a in (b c)', "unable to parse requirement: found 'c', expected: ',' or ')'"],
    ['a=b)', "found ')', expected: ',' or 'end of string'"],
    ['/a=b', 'unable to parse requirement: <nil>: Invalid value: "/a": prefix part must be non-empty'],
    ['=!', "found '=', expected: !, identifier, or 'end of string'"],
  ])('%j is refused', (text, message) => {
    expect(() => parseSelector(text)).toThrow(new SelectorError(message));
  });

  it('are written in the order of their keys', () => {
    expect(formatSelector(parseSelector('b in (y,x),!c,a=1'))).toBe('a=1,b in (x,y),!c');
    expect(formatLabelSelector({ matchLabels: { b: '2', a: '1' } })).toBe('a=1,b=2');
    expect(formatLabelSelector({ matchExpressions: [{ key: 'a', operator: 'Exists' }] })).toBe('a');
    expect(formatLabelSelector({})).toBe('<none>');
  });

  it('in specs: absent selects nothing, empty selects everything', () => {
    expect(labelSelectorMatches(undefined, web)).toBe(false);
    expect(labelSelectorMatches({}, web)).toBe(true);
    expect(
      labelSelectorMatches(
        { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['back'] }] },
        web,
      ),
    ).toBe(false);
  });
});

describe('field selectors', () => {
  const pod = {
    metadata: { name: 'p', namespace: 'default' },
    spec: { nodeName: 'node01' },
    status: { phase: 'Running' },
  } as never;
  it.each([
    ['spec.nodeName=node01', true],
    ['spec.nodeName==node01,status.phase!=Running', false],
    ['metadata.name!=q', true],
  ])('%s: %s', (text, selected) => {
    expect(fieldSelectorMatcher(POD, parseFieldSelector(text))(pod)).toBe(selected);
  });

  it.each([
    ['pods', POD, 'spec.nope=x', 'field label not supported: spec.nope'],
    ['nodes', NODE, 'status.phase=x', 'field label not supported: status.phase'],
  ])('%s cannot be selected by an unknown field', (_plural, kind, text, message) => {
    expect(() => fieldSelectorMatcher(kind as typeof POD, parseFieldSelector(text))).toThrow(
      new SelectorError(message),
    );
  });

  it('a term without an operator is not understood', () => {
    expect(() => parseFieldSelector('spec.nodeName')).toThrow(
      new SelectorError("invalid selector: 'spec.nodeName'; can't understand 'spec.nodeName'"),
    );
  });
});
