// core/v1 ServiceAccount.

import { AGE, column, NAME } from './columns.ts';
import type { Kind } from './kind.ts';
import type { ServiceAccount } from './types/configuration.ts';

export const SERVICE_ACCOUNT: Kind<ServiceAccount> = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  categories: [],
  namespaced: true,
  subresources: ['token'],
  schema: 'V1ServiceAccount',
  nameRule: 'subdomain',
  columns: [NAME, { ...column('Secrets', (account) => String(account.secrets?.length ?? 0)), lastMinor: 34 }, AGE],
};
