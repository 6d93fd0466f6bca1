// Which pods of a node may go, and what to say about those that may not. Models k8s.io/kubectl/pkg/drain/filters.go.

import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError } from '../errors.ts';
import { type AnyObject, listOf, textOf } from '../resources/objects.ts';

export interface DrainRules {
  readonly force: boolean;
  readonly ignoreDaemonSets: boolean;
  readonly deleteEmptyDirData: boolean;
  /** Pods deleted longer ago than this are left out; 0: none. */
  readonly skipDeletedAfterSeconds: number;
  /** Unix milliseconds. */
  readonly now: number;
  readonly minor: number;
  /** Throws NotFound when the DaemonSet is gone. */
  findDaemonSet(namespace: string, name: string): Task<void>;
}

interface Verdict {
  readonly goes: boolean;
  readonly error?: string;
  readonly warning?: string;
}

export interface JudgedPods {
  readonly going: readonly AnyObject[];
  /** `ignoring DaemonSet-managed Pods: a/b; ...`, '' for none. */
  readonly warnings: string;
  readonly errors: readonly KubectlError[];
}

const OK: Verdict = { goes: true };
const SKIP: Verdict = { goes: false };

export function* judgePods(pods: readonly AnyObject[], rules: DrainRules): Task<JudgedPods> {
  const going: AnyObject[] = [];
  const warnings = new Map<string, string[]>();
  const errors = new Map<string, string[]>();
  for (const pod of pods) {
    const verdict = yield* judge(pod, rules);
    if (verdict.goes) going.push(pod);
    const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
    if (verdict.warning) warnings.set(verdict.warning, [...(warnings.get(verdict.warning) ?? []), name]);
    if (verdict.error) errors.set(verdict.error, [...(errors.get(verdict.error) ?? []), name]);
  }
  return {
    going,
    warnings: [...warnings].map(([text, names]) => `${text}: ${names.join(', ')}`).join('; '),
    errors: [...errors].map(([text, names]) => new KubectlError(`cannot delete ${text}: ${names.join(', ')}`)),
  };
}

/** The filters in order; the first that keeps the pod decides, else the last. */
function* judge(pod: AnyObject, rules: DrainRules): Task<Verdict> {
  let verdict = OK;
  for (const filter of [deleted, daemonSet, mirror, localStorage, unreplicated]) {
    verdict = yield* filter(pod, rules);
    if (!verdict.goes) break;
  }
  return verdict;
}

const isFinished = (pod: AnyObject): boolean => ['Succeeded', 'Failed'].includes(textOf(pod, 'status', 'phase'));
const controllerOf = (pod: AnyObject) => pod.metadata.ownerReferences?.find((owner) => owner.controller);

// biome-ignore lint/correctness/useYield: filters share one shape, and one of them asks the server
function* deleted(pod: AnyObject, rules: DrainRules): Task<Verdict> {
  const { deletionTimestamp } = pod.metadata;
  if (rules.skipDeletedAfterSeconds <= 0 || !deletionTimestamp) return OK;
  return (rules.now - Date.parse(deletionTimestamp)) / 1000 > rules.skipDeletedAfterSeconds ? SKIP : OK;
}

function* daemonSet(pod: AnyObject, rules: DrainRules): Task<Verdict> {
  const controller = controllerOf(pod);
  if (controller?.kind !== 'DaemonSet' || isFinished(pod)) return OK;
  try {
    yield* rules.findDaemonSet(pod.metadata.namespace ?? '', controller.name);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    // Nobody manages it any more: an orphan.
    if (error.reason === 'NotFound' && rules.force) return { goes: true, warning: error.message };
    return { goes: false, error: error.message };
  }
  return rules.ignoreDaemonSets
    ? { goes: false, warning: 'ignoring DaemonSet-managed Pods' }
    : { goes: false, error: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
}

// biome-ignore lint/correctness/useYield: see deleted
function* mirror(pod: AnyObject): Task<Verdict> {
  return pod.metadata.annotations?.['kubernetes.io/config.mirror'] === undefined ? OK : SKIP;
}

function* localStorage(pod: AnyObject, rules: DrainRules): Task<Verdict> {
  const usesEmptyDir = listOf(pod, 'spec', 'volumes').some((volume) => volume.emptyDir !== undefined);
  if (!usesEmptyDir || isFinished(pod)) return OK;
  return rules.deleteEmptyDirData
    ? { goes: true, warning: 'deleting Pods with local storage' }
    : { goes: false, error: 'Pods with local storage (use --delete-emptydir-data to override)' };
}

// biome-ignore lint/correctness/useYield: see deleted
function* unreplicated(pod: AnyObject, rules: DrainRules): Task<Verdict> {
  if (isFinished(pod) || controllerOf(pod)) return OK;
  if (rules.force) return { goes: true, warning: 'deleting Pods that declare no controller' };
  return { goes: false, error: unmanagedText(rules.minor) };
}

/** 1.30 to 1.35 say "cannot delete" twice. */
function unmanagedText(minor: number): string {
  if (minor <= 29) return 'Pods declare no controller (use --force to override)';
  if (minor <= 35) return 'cannot delete Pods that declare no controller (use --force to override)';
  return 'Pods that declare no controller (use --force to override)';
}
