// Manifests nobody would write: generated from the schema, then bent. Whatever comes, the server answers with an object or
// a Status, and goes on serving.

import { expect, test } from 'vitest';
import { Random } from '../../../src/base/random.ts';
import { apiVersionOf, type Kind } from '../../../src/kube/objects/kind.ts';
import { KINDS } from '../../../src/kube/objects/kinds.ts';
import { type FieldType, model } from '../../../src/kube/objects/schema/models.ts';
import { createTestApi } from '../../support/api.ts';

const SEEDS = 2_000;
/** The one refusal for which a real server has no better status. */
const REAL_500 = 'resourceVersion should not be set on objects to be created';

const HOSTILE: readonly unknown[] = [
  '',
  ' ',
  '..',
  '../../etc/passwd',
  '-',
  'A_B',
  'x'.repeat(300),
  '\0',
  '\ud800',
  '👩‍🚀',
  '%s%n',
  '<script>',
  "'; DROP TABLE pods; --",
  '__proto__',
  'constructor',
  'toString',
  'null',
  '1e999',
  '0x10',
  '-0',
  '9'.repeat(40),
  '1.5Gi',
  '*/5 * * * *',
  '2026-13-45T99:99:99Z',
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  1e300,
  [],
  {},
  [[]],
  { '': '' },
  [null],
];

class Manifests {
  readonly #random: Random;

  constructor(seed: string) {
    this.#random = new Random(seed);
  }

  of(kind: Kind): unknown {
    const object = this.#struct(kind.schema, 0);
    return this.#chance(0.9)
      ? {
          ...object,
          apiVersion: apiVersionOf(kind),
          kind: kind.kind,
          metadata: { ...this.#metadata(), ...this.#sometimes(object.metadata) },
        }
      : object;
  }

  #metadata(): Record<string, unknown> {
    return { name: this.#chance(0.8) ? `n${this.#random.integer(50)}` : this.#hostile() };
  }

  #sometimes(value: unknown): Record<string, unknown> {
    return this.#chance(0.2) && typeof value === 'object' && value !== null ? { ...value } : {};
  }

  #chance(of: number): boolean {
    return this.#random.fraction() < of;
  }

  #hostile(): unknown {
    return this.#random.pick(HOSTILE);
  }

  #struct(name: string, depth: number): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const [field, { type }] of model(name).fields) {
      if (!this.#chance(depth < 2 ? 0.6 : 0.25)) continue;
      result[field] = this.#chance(0.04) ? this.#hostile() : this.#value(type, depth);
    }
    if (this.#chance(0.02)) result[String(this.#hostile())] = this.#hostile();
    return result;
  }

  #value(type: FieldType, depth: number): unknown {
    switch (type.kind) {
      case 'struct':
        return depth > 8 ? {} : this.#struct(type.model, depth + 1);
      case 'list':
        return Array.from({ length: this.#random.integer(3) }, () => this.#value(type.of, depth + 1));
      case 'map':
        return Object.fromEntries(
          Array.from({ length: this.#random.integer(3) }, () => [this.#word(), this.#value(type.of, depth + 1)]),
        );
      default:
        return this.#scalar(type.type);
    }
  }

  #scalar(type: string): unknown {
    switch (type) {
      case 'bool':
        return this.#chance(0.5);
      case 'int32':
      case 'int64':
        return this.#random.pick([0, 1, 3, 80, 70_000, -1]);
      case 'float64':
        return this.#random.fraction();
      case 'quantity':
        return this.#random.pick(['100m', '1Gi', '0', '-1', '1e3', 'x', 1]);
      case 'IntOrString':
        return this.#random.pick([1, '50%', '', 'http', -1, '200%']);
      case 'time':
      case 'microtime':
        return this.#random.pick(['2026-11-02T09:00:00Z', '2026-11-02T09:00:00.000000Z', 'yesterday', null]);
      case 'bytes':
        return this.#random.pick(['eA==', 'not base64', '']);
      default:
        return this.#chance(0.1) ? this.#hostile() : this.#word();
    }
  }

  #word(): string {
    return this.#random.pick([
      'a',
      'web',
      'Always',
      'Never',
      'TCP',
      'app',
      'nginx',
      'default',
      'kubernetes.io/x',
      'In',
      'ClusterIP',
      '/',
      'x-y',
    ]);
  }
}

const api = createTestApi();
const hasAnswered = (status: number, body: unknown): boolean =>
  typeof body === 'object' && body !== null && ('kind' in body || status === 404 || status === 405);

const pathOf = (kind: Kind, name = ''): string => {
  const base = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const scope = kind.namespaced ? '/namespaces/default' : '';
  return `${base}${scope}/${kind.plural}${name && `/${encodeURIComponent(name)}`}`;
};

test(`${SEEDS} generated manifests are taken or refused`, () => {
  const statuses = new Map<number, number>();
  for (let seed = 0; seed < SEEDS; seed++) {
    const random = new Random(`kind ${seed}`);
    const kind = random.pick(KINDS);
    const manifest = new Manifests(`manifest ${seed}`).of(kind);
    const text = JSON.stringify(manifest);
    try {
      const made = api.send(
        'POST',
        `${pathOf(kind)}?fieldValidation=${random.pick(['Strict', 'Warn', 'Ignore'])}`,
        text,
      );
      if (made.status === 500) expect(made.body).toMatchObject({ message: REAL_500 });
      statuses.set(made.status, (statuses.get(made.status) ?? 0) + 1);
      expect(hasAnswered(made.status, made.body) || typeof made.body === 'string').toBe(true);
      const name = `n${random.integer(50)}`;
      for (const type of ['application/merge-patch+json', 'application/strategic-merge-patch+json']) {
        api.send('PATCH', pathOf(kind, name), text, { 'content-type': type });
      }
      api.send('PUT', pathOf(kind, name), text);
      if (random.fraction() < 0.3) api.send('DELETE', pathOf(kind, name));
    } catch (error) {
      throw new Error(
        `seed ${seed}, ${kind.kind}: ${error instanceof Error ? error.stack : error}\n${text.slice(0, 2_000)}`,
      );
    }
  }
  // Enough of each to have seen something.
  expect(statuses.get(201) ?? 0).toBeGreaterThan(100);
  expect((statuses.get(400) ?? 0) + (statuses.get(422) ?? 0)).toBeGreaterThan(500);
});

test.each([
  ['ten thousand levels of objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
  ['ten thousand levels of lists', `{"metadata":{"name":"x"},"data":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  [
    'a hundred thousand keys',
    JSON.stringify({
      metadata: { name: 'keys' },
      data: Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`k${n}`, ''])),
    }),
  ],
  [
    'a key that is no key',
    '{"metadata":{"name":"x","labels":{"__proto__":"y","constructor":"z"}},"__proto__":{"a":1}}',
  ],
  ['the same key twice', '{"metadata":{"name":"a"},"metadata":{"name":"b"}}'],
  ['a number beyond all numbers', '{"metadata":{"name":"x","generation":1e999}}'],
  ['a lone surrogate', '{"metadata":{"name":"x"},"data":{"a":"\\ud800"}}'],
])('%s get an answer', (_, text) => {
  const { status } = api.send('POST', '/api/v1/namespaces/default/configmaps', text);
  expect([201, 400, 409, 413, 422]).toContain(status);
  expect(api.send('GET', '/api/v1/namespaces/default/configmaps').status).toBe(200);
});

test.each([
  ['application/json-patch+json', '[{"op":"add","path":"/data/-/-","value":1}]'],
  ['application/json-patch+json', '[{"op":"move","from":"/","path":""}]'],
  [
    'application/json-patch+json',
    `[${'{"op":"copy","from":"/data","path":"/data/a"},'.repeat(40)}{"op":"test","path":"","value":0}]`,
  ],
  ['application/json-patch+json', '{"op":"add"}'],
  ['application/json-patch+json', '[{"op":"add","path":"/__proto__/polluted","value":1}]'],
  ['application/merge-patch+json', '{"__proto__":{"polluted":1},"metadata":null}'],
  ['application/merge-patch+json', '[]'],
  ['application/strategic-merge-patch+json', '{"$patch":"nosuch","data":{"$retainKeys":1}}'],
  [
    'application/strategic-merge-patch+json',
    '{"metadata":{"$setElementOrder/ownerReferences":"x","ownerReferences":[{"$patch":"delete"}]}}',
  ],
])('the %s %.50s gets an answer', (type, patch) => {
  api.send('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'patched' }, data: { a: 'b' } });
  const { status } = api.send('PATCH', '/api/v1/namespaces/default/configmaps/patched', patch, {
    'content-type': type,
  });
  expect(status).toBeLessThan(500);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
