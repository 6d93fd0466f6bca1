// core/v1 Secret. Models pkg/registry/core/secret.

import { toBase64 } from '../../base/base64.ts';
import { encode } from '../../base/bytes.ts';
import { AGE, column, NAME } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { sameJson } from './strategy.ts';
import type { Secret } from './types/configuration.ts';
import { forbidden, immutable, invalids, required, tooLong } from './validation/errors.ts';
import { configKeyProblems } from './validation/names.ts';

const LARGEST_DATA = 1024 * 1024;
const FROZEN = 'field is immutable when `immutable` is set';
const TOKEN_TYPE = 'kubernetes.io/service-account-token';
const ACCOUNT_ANNOTATION = 'kubernetes.io/service-account.name';

const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
};

export const SECRET: Kind<Secret> = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  shortNames: [],
  categories: [],
  namespaced: true,
  subresources: [],
  schema: 'V1Secret',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('Type', (secret) => secret.type),
    column('Data', (secret) => String(Object.keys(secret.data ?? {}).length)),
    AGE,
  ],
  setDefaults(secret) {
    if (!secret.type) secret.type = 'Opaque';
    mergeStringData(secret);
  },
  validate(secret) {
    const { data = {} } = secret;
    const errors = Object.keys(data).flatMap((key) => invalids(`data[${key}]`, key, configKeyProblems(key)));
    const size = Object.values(data).reduce((sum, value) => sum + Math.floor((value.length * 3) / 4), 0);
    if (size > LARGEST_DATA) errors.push(tooLong('data', LARGEST_DATA));
    for (const key of REQUIRED_KEYS[secret.type] ?? []) {
      if (!(key in data)) errors.push(required(`data[${key}]`));
    }
    if (secret.type === 'kubernetes.io/basic-auth' && !('username' in data) && !('password' in data)) {
      errors.push(required('data[username]'), required('data[password]'));
    }
    if (secret.type === TOKEN_TYPE && !secret.metadata.annotations?.[ACCOUNT_ANNOTATION]) {
      errors.push(required(`metadata.annotations[${ACCOUNT_ANNOTATION}]`));
    }
    return errors;
  },
  validateUpdate(secret, old) {
    const errors: FieldError[] = secret.type === old.type ? [] : [immutable('type', secret.type)];
    if (!old.immutable) return errors;
    if (!secret.immutable) errors.push(forbidden('immutable', FROZEN));
    if (!sameJson(secret.data, old.data)) errors.push(forbidden('data', FROZEN));
    return errors;
  },
  fieldSelectors: { type: (secret) => secret.type },
};

/** `stringData` is a door that opens inwards only: it ends up in `data` and is never seen again. */
function mergeStringData(secret: Secret): void {
  if (!secret.stringData) return;
  const written = Object.entries(secret.stringData).map(([key, text]) => [key, toBase64(encode(text))]);
  secret.data = { ...secret.data, ...Object.fromEntries(written) };
  delete secret.stringData;
}
