// Admission: plugins that look at a change before it is stored, and may complete or refuse it. A plugin is
// one file; the chain below is the one kubeadm's API server runs, as far as plugins are modelled.

import type { Simulation } from '../../../sim/simulation.ts';
import type { Kind, Subresource } from '../../objects/kind.ts';
import type { KubeObject } from '../../objects/types/meta.ts';
import type { User } from '../api.ts';

export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly kind: Kind;
  readonly subresource: Subresource | undefined;
  readonly namespace: string;
  readonly name: string;
  /** A copy that may be completed; for DELETE what is to be deleted, not to be changed. */
  readonly object: KubeObject;
  readonly old: KubeObject | undefined;
  readonly user: User;
}

/** What plugins may ask about the rest of the cluster. */
export interface ClusterView {
  readonly simulation: Simulation;
  kind(group: string, kind: string): Kind | undefined;
  find(kind: Kind, namespace: string, name: string): KubeObject | undefined;
  all(kind: Kind, namespace?: string): Iterable<KubeObject>;
}

export interface AdmissionPlugin {
  /** As in --enable-admission-plugins. */
  readonly name: string;
  /** Completes `request.object`, or throws a Refusal. */
  admit(request: AdmissionRequest, cluster: ClusterView): void;
}

export const isKind = (request: AdmissionRequest, group: string, kind: string): boolean =>
  request.kind.group === group && request.kind.kind === kind;
