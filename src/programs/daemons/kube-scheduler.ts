// kube-scheduler: starts src/kube/scheduler behind the flags and files of the real program.

import { Informers } from '../../kube/client/informer.ts';
import { runScheduler } from '../../kube/scheduler/scheduler.ts';
import { componentProgram } from './control-plane-component.ts';

export const kubeScheduler = componentProgram({
  name: 'kube-scheduler',
  securePort: 10_259,
  memory: 55 * 2 ** 20,
  modelled: [['secure-port', 'int', '10259']],
  quiet: [],
  unmodelled: ['config', 'write-config-to', 'pod-max-in-unschedulable-pods-duration'],
  bare: [],
  begin: (process, client) =>
    runScheduler(process, client, new Informers(process, client), { host: process.namespaces.hostname }),
});
