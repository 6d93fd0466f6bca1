// What a subresource with an own way of working is given, and what it answers.

import type { HttpRequest } from '../../../linux/net/http.ts';
import type { Task } from '../../../sim/task.ts';
import type { Kind, Subresource } from '../../objects/kind.ts';
import type { ApiRequest, ApiResponse, User } from '../api.ts';
import type { Caller, Resources } from '../resources.ts';
import type { Route, Verb } from '../route.ts';

export interface SubresourceRequest {
  readonly request: ApiRequest;
  readonly route: Route;
  readonly kind: Kind;
  readonly caller: Caller;
  readonly resources: Resources;
  readonly services: SubresourceServices;
}

export interface KubeletAddress {
  readonly address: string;
  readonly port: number;
}

/** What the server lends to subresources that reach beyond the store. */
export interface SubresourceServices {
  /** A request to a node's kubelet. Throws KubeletUnreachable. */
  askKubelet(kubelet: KubeletAddress, request: HttpRequest): Task<ApiResponse>;
  /** A token for a service account, and when it expires (Unix milliseconds). */
  issueToken(
    user: User,
    seconds: number,
    claims: Readonly<Record<string, unknown>>,
  ): { readonly token: string; readonly expires: number };
}

export interface SubresourceHandler {
  readonly name: Subresource;
  readonly verbs: readonly Verb[];
  /** It opens a way into a container. */
  readonly connects?: boolean;
  handle(request: SubresourceRequest): Task<ApiResponse>;
}

export const answer = (status: number, body: unknown): ApiResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body,
});
