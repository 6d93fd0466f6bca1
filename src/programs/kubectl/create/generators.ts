// The objects `kubectl create TYPE` and `run` make, as the Go structs would print them: fields in their order, empty
// structs where Go leaves them.

import type { Task } from '../../../sim/task.ts';
import { KubectlError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';

export type Fields = Record<string, unknown>;

export interface Generator {
  /** Words after `kubectl create`. */
  readonly name: string;
  readonly flags: readonly string[];
  readonly required?: readonly string[];
  readonly clusterScoped?: boolean;
  /** The object without a server's help. Throws KubectlError. */
  make(invocation: Invocation, name: string): Task<Fields>;
}

/** metadata: `namespace` only when -n was given. Until 1.33 Go printed `creationTimestamp: null`. */
export function metadataOf(
  invocation: Invocation,
  fields: { name?: string; labels?: Fields; annotations?: Fields; clusterScoped?: boolean },
): Fields {
  const namespace =
    !fields.clusterScoped && fields.name && invocation.enforcesNamespace ? invocation.namespace : undefined;
  return {
    name: fields.name,
    namespace,
    creationTimestamp: invocation.minor <= 33 ? null : undefined,
    labels: fields.labels,
    annotations: fields.annotations,
  };
}

/** `key=value` words, as --labels and --annotations take them. */
export function pairsOf(words: readonly string[], what: string): Fields {
  const pairs: Fields = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals <= 0) throw new KubectlError(`unexpected ${what} spec: ${word}`);
    pairs[word.slice(0, equals)] = word.slice(equals + 1);
  }
  return pairs;
}

/** `50%` stays text, `2` becomes a number. */
export const intOrString = (text: string): string | number => (/^\d+$/.test(text) ? Number(text) : text);

/** The container name `create deployment` takes from an image: `reg:5000/team/app:v1` → app. */
export const containerName = (image: string): string =>
  image
    .slice(image.lastIndexOf('/') + 1)
    .split(':')[0]
    .split('@')[0]
    .replaceAll('_', '-')
    .toLowerCase();
