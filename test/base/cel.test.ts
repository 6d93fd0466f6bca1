import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/base/cel/evaluate.ts';
import { CelSyntaxError, parse } from '../../src/base/cel/syntax.ts';
import { CelError, Double, type Value } from '../../src/base/cel/values.ts';

const variables: Record<string, Value> = {
  pods: [
    { metadata: { name: 'a', labels: { app: 'web' } }, spec: { nodeName: 'node01' } },
    { metadata: { name: 'b' }, spec: { nodeName: 'node02' } },
  ],
  n: 7,
};
const run = (text: string) => evaluate(parse(text), { variables, functions: { twice: (x) => Number(x) * 2 } });

describe('expressions', () => {
  it.each<[string, Value]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 / 2', 3],
    ['-7 % 3', -1],
    ['7.0 / 2.0', new Double(3.5)],
    ['1 == 1.0', true],
    ["'a' + \"b\" + r'\\n'", 'ab\\n'],
    ["'\\u0041\\x42\\103\\n'", 'ABC\n'],
    ['n > 5 ? "big" : "small"', 'big'],
    ['!(1 > 2) && true', true],
    ['3 in [1, 2, 3] && "k" in {"k": 1}', true],
    ['pods.all(p, has(p.spec.nodeName))', true],
    ["pods.exists(p, p.metadata.?labels.?app.orValue('') == 'web')", true],
    ["pods.exists_one(p, p.spec.nodeName == 'node01')", true],
    ["pods.filter(p, p.spec.nodeName.endsWith('2')).map(p, p.metadata.name)", ['b']],
    ["pods.map(p, p.spec.nodeName == 'node01', p.metadata.name)", ['a']],
    ['has(pods[1].metadata.labels)', false],
    ['size(pods) + pods.size()', 4],
    ["'a,b,c'.split(',').join('-')", 'a-b-c'],
    ["'v1.35.9'.matches('^v1[.]35')", true],
    ['[1, 2] + [3] == [1, 2, 3]', true],
    ['{"a": [1]} == {"a": [1]}', true],
    ['twice(4)', 8],
    ["int('42') + 1", 43],
    ["string(3) + 'x'", '3x'],
    ['false && missing', false],
    ['missing || true', true],
    ['pods.all(p, p.metadata.labels.app == "web") || true', true],
    ['// a comment\n 1', 1],
  ])('%s', (text, value) => expect(run(text)).toEqual(value));

  it.each([
    ['missing', "undeclared reference to 'missing'"],
    ['pods[0].spec.image', 'no such key: image'],
    ['pods[5]', 'index out of bounds: 5'],
    ['1 + "a"', 'no such overload: int + string'],
    ['1 / 0', 'division by zero'],
    ['n', undefined],
    ['pods.all(p, p.metadata.labels.app == "web")', 'no such key: labels'],
  ])('%s fails with %s', (text, message) => {
    if (message) expect(() => run(text)).toThrow(new CelError(message));
    else expect(run(text)).toBe(7);
  });

  it.each(['1 +', 'a.(b)', '"open', 'has(a)', 'a b', '#'])('%s is no CEL', (text) => {
    expect(() => parse(text)).toThrow(CelSyntaxError);
  });
});
