// Every command this kubectl has.

import { get } from './get.ts';
import type { Verb } from './verb.ts';

const ALL: readonly Verb[] = [get];

export const VERBS: ReadonlyMap<string, Verb> = new Map(ALL.map((verb) => [`kubectl ${verb.name}`, verb]));

/** Global flags that work with every command, and those that change nothing a learner can see. */
export const ALWAYS_MODELLED: readonly string[] = [
  'help',
  'cache-dir',
  'certificate-authority',
  'client-certificate',
  'client-key',
  'cluster',
  'context',
  'disable-compression',
  'field-manager',
  'insecure-skip-tls-verify',
  'kubeconfig',
  'match-server-version',
  'namespace',
  'request-timeout',
  'server',
  'tls-server-name',
  'token',
  'user',
];
