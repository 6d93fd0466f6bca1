// kubectl top: what nodes and pods use. The answer comes from the metrics API, which only an add-on brings; a
// kubeadm cluster has none until somebody installs it.

import type { Task } from '../../../sim/task.ts';
import { KubectlError, NotSimulated } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import type { Verb } from './verb.ts';

const FLAGS = ['namespace', 'all-namespaces', 'selector', 'sort-by', 'no-headers', 'containers', 'sum'];

function* usage(invocation: Invocation): Task<number> {
  const { args, flags, path } = invocation;
  const sort = flags.string('sort-by');
  if (sort !== '' && sort !== 'cpu' && sort !== 'memory') {
    throw new KubectlError('--sort-by accepts only cpu or memory');
  }
  const words = path.endsWith('node') ? 'node [NAME | -l label]' : 'pod [NAME | -l label]';
  if (args.length > 1) throw new KubectlError(`${words}\nSee '${path} -h' for help and examples`);
  const session = yield* invocation.session();
  const versions = yield* session.discovery.groupVersions();
  if (![...versions].some((version) => version.startsWith('metrics.k8s.io/'))) {
    throw new KubectlError('Metrics API not available');
  }
  throw new NotSimulated('kubectl top with a metrics API');
}

export const top: readonly Verb[] = ['top node', 'top pod'].map((name) => ({ name, flags: FLAGS, run: usage }));
