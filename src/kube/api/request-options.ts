// What a request says beside its body: whether it is only a trial, and how something is to be deleted.

import { cloneJson, isRecord } from '../../base/json.ts';
import type { ApiRequest } from './api.ts';
import { bodyOf } from './body.ts';
import type { DeleteOptions } from './deletion.ts';
import { isTrue, parameter } from './route.ts';
import { badRequest } from './status.ts';

export function dryRunOf(request: ApiRequest): boolean {
  const asked = request.query.dryRun ?? [];
  const unknown = asked.find((one) => one !== 'All' && one !== '');
  if (unknown !== undefined) {
    throw badRequest(`dryRun: Unsupported value: ${JSON.stringify(asked)}: supported values: "All"`);
  }
  return asked.includes('All');
}

export interface DeleteBody extends DeleteOptions {
  readonly dryRun?: readonly string[];
}

export const isDry = (options: DeleteBody): boolean => options.dryRun?.includes('All') ?? false;

/** From the body, else from the query. */
export function deleteOptionsOf(request: ApiRequest): DeleteBody {
  const body = bodyOf(request, 'DeleteOptions');
  if (isRecord(body)) return cloneJson(body) as DeleteBody;
  const grace = parameter(request, 'gracePeriodSeconds');
  const policy = parameter(request, 'propagationPolicy');
  return {
    ...(grace !== '' && { gracePeriodSeconds: Number(grace) }),
    ...(policy !== '' && { propagationPolicy: policy }),
    ...(request.query.orphanDependents && { orphanDependents: isTrue(request, 'orphanDependents') }),
  };
}
