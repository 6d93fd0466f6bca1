// Every command this kubectl has.

import { setEnv } from '../set/env.ts';
import { setResources, setSelector, setServiceAccount } from '../set/fields.ts';
import { setImage } from '../set/image.ts';
import { setSubject } from '../set/subject.ts';
import { apply } from './apply.ts';
import { attach } from './attach.ts';
import { canI, token, whoami } from './auth.ts';
import { authReconcile } from './auth-reconcile.ts';
import { autoscale } from './autoscale.ts';
import { certificate } from './certificate.ts';
import { apiResources, apiVersions, clusterInfo, version } from './cluster.ts';
import { completion } from './completion.ts';
import { config } from './config.ts';
import { cp } from './cp.ts';
import { create, generated } from './create.ts';
import { debug } from './debug.ts';
import { del } from './delete.ts';
import { describe } from './describe.ts';
import { diff } from './diff.ts';
import { cordon, drain, uncordon } from './drain.ts';
import { edit } from './edit.ts';
import { events } from './events.ts';
import { exec } from './exec.ts';
import { explain } from './explain.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { kustomize } from './kustomize.ts';
import { annotate, label } from './label.ts';
import { logs } from './logs.ts';
import { patch } from './patch.ts';
import { pluginList } from './plugin.ts';
import { portForward } from './port-forward.ts';
import { proxy } from './proxy.ts';
import { replace } from './replace.ts';
import { rollout } from './rollout.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { taint } from './taint.ts';
import { top } from './top.ts';
import type { Verb } from './verb.ts';
import { viewLastApplied } from './view-last-applied.ts';
import { wait } from './wait.ts';

const ALL: readonly Verb[] = [
  get,
  describe,
  create,
  ...generated,
  run,
  apply,
  del,
  label,
  annotate,
  scale,
  cordon,
  uncordon,
  drain,
  taint,
  ...rollout,
  logs,
  exec,
  attach,
  cp,
  kustomize,
  portForward,
  version,
  apiVersions,
  apiResources,
  clusterInfo,
  ...config,
  patch,
  setImage,
  setEnv,
  setSubject,
  setResources,
  setSelector,
  setServiceAccount,
  replace,
  diff,
  edit,
  viewLastApplied,
  completion,
  explain,
  expose,
  wait,
  events,
  whoami,
  canI,
  token,
  authReconcile,
  autoscale,
  ...certificate,
  debug,
  proxy,
  ...top,
  pluginList,
];

export const VERBS: ReadonlyMap<string, Verb> = new Map(ALL.map((verb) => [`kubectl ${verb.name}`, verb]));

/** Global flags that work with every command, and those that change nothing a learner can see. */
export const ALWAYS_MODELLED: readonly string[] = [
  'help',
  'as',
  'as-group',
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
