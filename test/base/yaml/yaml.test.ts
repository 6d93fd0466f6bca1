import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { printYaml } from '../../../src/base/yaml/print.ts';
import { readYaml, splitDocuments, YamlError } from '../../../src/base/yaml/read.ts';

const parity = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../parity/kubectl/${name}.json`, import.meta.url), 'utf8'));

describe('the printer', () => {
  // [value, the lines kubectl 1.33 printed under data:]
  const strings = parity<[string, string][]>('yaml-strings');

  it('writes strings as kubectl does', () => {
    const different = strings.filter(([value, lines]) => printYaml({ data: { k: value } }) !== `data:\n${lines}`);
    console.log(`yaml strings: ${strings.length - different.length}/${strings.length} as recorded`);
    // U+0085 and U+2028 become line breaks in go-yaml, and a byte order mark escapes what follows it.
    expect(different.map(([value]) => value)).toEqual(['a\u2028b', '\ufeffbom', '\u0085nel', 'a\u0085b']);
  });

  it('nests mappings and sequences as kubectl does', () => {
    expect(printYaml({ b: [{ y: 1, x: [[1, 2], []] }], a10: {}, a2: null, c: undefined })).toMatchInlineSnapshot(`
      "a2: null
      a10: {}
      b:
      - x:
        - - 1
          - 2
        - []
        "y": 1
      "
    `);
  });
});

describe('the reader', () => {
  it.each([
    ['yes', true],
    ['off', false],
    ['012', 10],
    ['0o14', 12],
    ['0x1F', 31],
    ['1_000', 1000],
    ['1e3', 1000],
    ['1.', 1],
    ['~', null],
    ['12:30', '12:30'],
    ['2024-01-01', '2024-01-01'],
    ['!!str 5', '5'],
  ])('takes %s for %j', (text, value) => {
    expect(readYaml(`a: ${text}`)).toEqual({ a: value });
  });

  it('makes strings of keys, merges, and lets the last duplicate win', () => {
    expect(readYaml('y: 1\nb: &b {q: 1}\nc: {<<: *b, r: 2}\nd: 1\nd: 2\n')).toEqual({
      true: 1,
      b: { q: 1 },
      c: { q: 1, r: 2 },
      d: 2,
    });
  });

  it('finds nothing in an empty document', () => {
    expect([readYaml(''), readYaml('# only a comment\n'), readYaml('---\n')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('splits a stream at lines of three dashes', () => {
    expect(splitDocuments('---\na: 1\n---\n\n--- # x\nb: ---\n')).toEqual(['a: 1\n', 'b: ---\n']);
  });

  it('complains in the words of kubectl', () => {
    const broken = parity<[string, string][]>('yaml-errors');
    const matched = broken.filter(([text, words]) => {
      try {
        readYaml(text);
        return !words.includes('yaml: ');
      } catch (error) {
        if (!(error instanceof YamlError)) throw error;
        return words === `error converting YAML to JSON: yaml: ${error.message}`;
      }
    });
    console.log(`yaml errors: ${matched.length}/${broken.length} as recorded`);
    expect(matched.length).toBeGreaterThanOrEqual(45);
  });
});
