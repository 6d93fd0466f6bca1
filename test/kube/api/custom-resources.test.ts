import { beforeEach, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../support/api.ts';

const WIDGETS = '/apis/lab.test/v1/namespaces/default/widgets';

const size = {
  type: 'object',
  required: ['size'],
  properties: {
    size: { type: 'integer', minimum: 1, maximum: 9 },
    color: { type: 'string', enum: ['red', 'blue'], default: 'red' },
    tags: { type: 'array', items: { type: 'string' } },
  },
  'x-kubernetes-validations': [{ rule: 'self.size != 7', message: 'seven is taken' }],
};

const definition = {
  metadata: { name: 'widgets.lab.test' },
  spec: {
    group: 'lab.test',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget', shortNames: ['wd'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: size, status: { type: 'object' } } } },
        additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
        subresources: { status: {} },
      },
      {
        name: 'v1beta1',
        served: true,
        storage: false,
        deprecated: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: size } } },
      },
    ],
  },
};

let api: TestApi;

beforeEach(() => {
  api = createTestApi();
  api.send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
  api.simulation.advance(1_000);
});

function make(name: string, spec: unknown, query = ''): string {
  const { status, body } = api.send('POST', `${WIDGETS}${query}`, { metadata: { name }, spec });
  return status === 201
    ? JSON.stringify((body as { spec: unknown }).spec)
    : String((body as { message: string }).message);
}

it.each([
  ['ok', { size: 3 }, '{"size":3,"color":"red"}'],
  ['pruned', { size: 3, foo: 1 }, '{"size":3,"color":"red"}'],
  [
    'small',
    { size: 0 },
    'Widget.lab.test "small" is invalid: spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1',
  ],
  ['none', {}, 'Widget.lab.test "none" is invalid: spec.size: Required value'],
  [
    'text',
    { size: 'x' },
    'Widget.lab.test "text" is invalid: spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"',
  ],
  [
    'green',
    { size: 1, color: 'green' },
    'Widget.lab.test "green" is invalid: spec.color: Unsupported value: "green": supported values: "red", "blue"',
  ],
  ['seven', { size: 7 }, 'Widget.lab.test "seven" is invalid: spec: Invalid value: "object": seven is taken'],
])('%s', (name, spec, answer) => {
  expect(make(name, spec)).toBe(answer);
});

it('is strict when asked', () => {
  expect(make('a', { size: 1, foo: 1 }, '?fieldValidation=Strict')).toBe(
    'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.foo"',
  );
});

it('serves tables, other versions and discovery', () => {
  make('a', { size: 3 });
  const table = api.send('GET', WIDGETS, undefined, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
  expect((table.body as { rows: { cells: unknown[] }[] }).rows[0].cells).toEqual(['a', 3]);
  const beta = api.send('GET', `${WIDGETS.replace('/v1/', '/v1beta1/')}/a`);
  expect((beta.body as { apiVersion: string }).apiVersion).toBe('lab.test/v1beta1');
  expect(beta.headers.warning).toBe('299 - "lab.test/v1beta1 Widget is deprecated"');
  const group = api.send('GET', '/apis/lab.test').body as { versions: { version: string }[] };
  expect(group.versions.map(({ version }) => version)).toEqual(['v1', 'v1beta1']);
});

it('goes with its definition', () => {
  make('a', { size: 3 });
  api.send('DELETE', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.lab.test');
  api.simulation.advance(1_000);
  expect(api.send('GET', WIDGETS).status).toBe(404);
  api.send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
  api.simulation.advance(1_000);
  expect((api.send('GET', WIDGETS).body as { items: unknown[] }).items).toEqual([]);
});
