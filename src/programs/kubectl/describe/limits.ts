// kubectl describe of quotas and limits, alone or as part of their namespace.

import { type AnyObject, listOf, mapOf, stringsOf, textOf } from '../resources/objects.ts';
import type { Describe } from './describer.ts';

const SCOPE_HELP: Readonly<Record<string, string>> = {
  Terminating:
    ' * Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    ' * Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    ' * Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    ' * Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

// biome-ignore lint/correctness/useYield: describers share one shape, and some ask for more
export const describeResourceQuota: Describe = function* (report, quota) {
  report.field('Name', quota.metadata.name);
  report.field('Namespace', quota.metadata.namespace ?? '');
  for (const line of quotaLines(quota, '----', '----')) report.line(0, line);
};

/** Scopes with their meaning, then the table; the rules below its titles have two lengths. */
export function quotaLines(quota: AnyObject, usedRule: string, hardRule: string): string[] {
  const scopes = [...stringsOf(quota, 'spec', 'scopes')].sort();
  const lines: string[] = [];
  if (scopes.length > 0) {
    lines.push(`Scopes:\t${scopes.join(', ')}`);
    for (const scope of scopes) if (SCOPE_HELP[scope]) lines.push(SCOPE_HELP[scope]);
  }
  lines.push('Resource\tUsed\tHard', `--------\t${usedRule}\t${hardRule}`);
  const hard = mapOf(quota, 'status', 'hard');
  const used = mapOf(quota, 'status', 'used');
  for (const name of Object.keys(hard).sort()) lines.push(`${name}\t${used[name] ?? '0'}\t${hard[name]}`);
  return lines;
}

// biome-ignore lint/correctness/useYield: see describeResourceQuota
export const describeLimitRange: Describe = function* (report, range) {
  report.field('Name', range.metadata.name);
  report.field('Namespace', range.metadata.namespace ?? '');
  for (const line of limitLines([range])) report.line(0, line);
};

const COLUMNS = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio'] as const;

export function limitLines(ranges: readonly AnyObject[]): string[] {
  const lines = [
    'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio',
    '----\t--------\t---\t---\t---------------\t-------------\t-----------------------',
  ];
  for (const item of ranges.flatMap((range) => listOf(range, 'spec', 'limits'))) {
    const amounts = COLUMNS.map((column) => mapOf(item, column));
    const names = [...new Set(amounts.flatMap((each) => Object.keys(each)))].sort();
    for (const name of names) {
      lines.push([textOf(item, 'type'), name, ...amounts.map((each) => each[name] ?? '-')].join('\t'));
    }
  }
  return lines;
}
