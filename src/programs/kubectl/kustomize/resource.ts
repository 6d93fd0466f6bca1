// An object on its way through kustomize: what it is called now, what it was called before, and what may still
// happen to its name. Models sigs.k8s.io/kustomize/api/resource and kyaml/resid.

import { cloneJson } from '../../../base/json.ts';
import { type AnyObject, isObject } from '../resources/objects.ts';

/** What is wrong with a kustomization, in kustomize's words. */
export class KustomizeError extends Error {
  override readonly name = 'KustomizeError';
}

export interface Identity {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

export class Resource {
  object: AnyObject;
  /** Names and namespaces it has had, the first one as it was read. */
  readonly before: Identity[] = [];
  /** Made by a generator: its content becomes part of its name at the end. */
  needsHash = false;
  behavior: 'create' | 'merge' | 'replace' | undefined;

  constructor(object: AnyObject) {
    this.object = object;
    this.before.push(this.identity);
  }

  get identity(): Identity {
    const { apiVersion, kind, metadata } = this.object;
    const [first, second] = apiVersion.split('/');
    return {
      group: second === undefined ? '' : first,
      version: second ?? first,
      kind,
      name: metadata.name,
      namespace: metadata.namespace ?? '',
    };
  }

  /** Kept before every change of the name or namespace. */
  remember(): void {
    this.before.push(this.identity);
  }

  /** By its present or any former name; what `wanted` leaves open fits. */
  isCalled(wanted: Identity): boolean {
    return [...this.before, this.identity].some(
      (one) =>
        one.kind === wanted.kind &&
        one.group === wanted.group &&
        one.name === wanted.name &&
        (one.namespace || 'default') === (wanted.namespace || 'default'),
    );
  }

  copy(): Resource {
    const copy = new Resource(cloneJson(this.object));
    copy.before.splice(0, 1, ...this.before);
    copy.needsHash = this.needsHash;
    return copy;
  }
}

/** `Deployment.v1.apps/web.[noNs]`; a group or version that is missing shows as `[noGrp]`. */
export function idText({ group, version, kind, name, namespace }: Identity): string {
  const type = `${kind}.${version || '[noVer]'}.${group || '[noGrp]'}`;
  return `${type}/${name || '[noName]'}.${namespace || '[noNs]'}`;
}

/** Objects that live in no namespace. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set(
  `APIService CSIDriver CSINode CertificateSigningRequest ClusterRole ClusterRoleBinding ComponentStatus
  CustomResourceDefinition FlowSchema IngressClass MutatingWebhookConfiguration Namespace Node PersistentVolume
  PodSecurityPolicy PriorityClass PriorityLevelConfiguration RuntimeClass SelfSubjectAccessReview SelfSubjectRulesReview
  StorageClass SubjectAccessReview TokenReview ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding
  ValidatingWebhookConfiguration VolumeAttachment`.split(/\s+/),
);

export const isClusterScoped = (kind: string): boolean => CLUSTER_SCOPED.has(kind);

/** The records at the end of a path like `spec/containers[]/env[]`; with `create`, maps on the way are made. */
export function* recordsAt(
  object: unknown,
  path: readonly string[],
  create: boolean,
): Generator<Record<string, unknown>> {
  if (!isObject(object)) return;
  if (path.length === 0) {
    yield object;
    return;
  }
  const [step, ...rest] = path;
  const isList = step.endsWith('[]');
  const name = isList ? step.slice(0, -2) : step;
  if (object[name] === undefined || object[name] === null) {
    if (!create || isList) return;
    object[name] = {};
  }
  const value = object[name];
  if (isList || Array.isArray(value)) {
    for (const item of Array.isArray(value) ? value : []) yield* recordsAt(item, rest, create);
  } else yield* recordsAt(value, rest, create);
}

/** Changes the text at the end of a path, wherever it leads. */
export function changeTexts(object: AnyObject, path: string, change: (text: string) => string): void {
  const steps = path.split('/');
  const last = steps.at(-1) ?? '';
  for (const record of recordsAt(object, steps.slice(0, -1), false)) {
    const value = record[last];
    if (typeof value === 'string') record[last] = change(value);
  }
}
