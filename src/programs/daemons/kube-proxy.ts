// kube-proxy: reads its configuration, then keeps the node's service rules as Services and EndpointSlices say.

import { readYaml, YamlError } from '../../base/yaml/read.ts';
import { connect } from '../../kube/client/connection.ts';
import { EventRecorder } from '../../kube/client/events.ts';
import { KubeconfigError, readKubeconfig } from '../../kube/client/kubeconfig.ts';
import { Klog } from '../../kube/kubelet/klog.ts';
import { ServiceProxy } from '../../kube/network/proxy.ts';
import { DEFAULT_VERSION } from '../../kube/releases/releases.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Process, Program } from '../../linux/host/process.ts';
import { HTTP, type HttpResponse } from '../../linux/net/http.ts';
import type { Task } from '../../sim/task.ts';
import { tryListen, untilSignal } from './images/service.ts';

const HEALTH = 10_256;
const METRICS = 10_249;

export const kubeProxy: Program = function* (process): Task<number> {
  const log = new Klog(process);
  const flags = readFlags(process.argv.slice(1));
  if (typeof flags === 'string') {
    yield* process.complain(`Error: unknown flag: ${flags}\n`);
    return 1;
  }
  const version = versionOf(process);
  if (flags.has('version')) {
    yield* process.print(`Kubernetes ${version}\n`);
    return 0;
  }
  process.memory = 30 * 2 ** 20;
  const settings = readSettings(process, flags.get('config') ?? '');
  if (settings instanceof Error) {
    log.error('run.go:72', 'command failed', settings.message);
    return 1;
  }
  const nodeName = flags.get('hostname-override') ?? process.host.name;
  const client = connect(process, settings.client, { userAgent: `kube-proxy/${version} (linux/amd64)` });
  log.info('server_linux.go:53', 'Using iptables proxy');
  log.info('server.go:715', 'Version info', { version });
  const events = new EventRecorder(process, client, { component: 'kube-proxy', host: nodeName });
  events.event({ kind: 'Node', name: nodeName, uid: nodeName }, 'Normal', 'Starting', '');
  tryListen(process, HEALTH, HTTP, () => ({ handle: healthy }));
  tryListen(process, METRICS, HTTP, () => ({ handle: healthy }));
  for (const name of ['service config', 'endpoint slice config', 'node config']) {
    log.info('config.go:200', `Starting ${name} controller`);
  }
  process.thread('proxy', new ServiceProxy(process, client, nodeName, settings.podNetwork).start());
  yield* untilSignal(process, 'SIGTERM', 'SIGINT');
  return 0;
};

// biome-ignore lint/correctness/useYield: answers at once
function* healthy({ path }: { readonly path: string }): Task<HttpResponse> {
  const known = path === '/healthz' || path === '/livez';
  return {
    status: known ? 200 : 404,
    headers: { 'content-type': 'text/plain' },
    body: known ? 'ok' : '404 page not found\n',
  };
}

const KNOWN = /^(config|hostname-override|v|kubeconfig|cluster-cidr|proxy-mode|bind-address|version|master)$/;

/** By name, or the flag nobody knows. */
function readFlags(argv: readonly string[]): Map<string, string> | string {
  const flags = new Map<string, string>();
  for (const argument of argv) {
    const [name, ...value] = argument.replace(/^--?/, '').split('=');
    if (!KNOWN.test(name)) return `--${name}`;
    flags.set(name, value.join('='));
  }
  return flags;
}

interface ProxyConfiguration {
  readonly kind?: string;
  readonly clusterCIDR?: string;
  readonly clientConnection?: { readonly kubeconfig?: string };
}

function readSettings({ files }: Process, path: string) {
  try {
    const file = readYaml(files.readText(path)) as ProxyConfiguration | undefined;
    if (file?.kind !== 'KubeProxyConfiguration') {
      return new Error(
        `failed complete: no kind "${file?.kind ?? ''}" is registered for the internal version of group "kubeproxy.config.k8s.io" in scheme "pkg/proxy/apis/config/scheme/scheme.go:29"`,
      );
    }
    const client = readKubeconfig(files, file.clientConnection?.kubeconfig ?? '');
    return { client, podNetwork: file.clusterCIDR ?? '0.0.0.0/0' };
  } catch (error) {
    if (error instanceof SystemError) return new Error(`failed complete: open ${path}: no such file or directory`);
    if (error instanceof YamlError) return new Error(`failed complete: yaml: ${error.message}`);
    if (error instanceof KubeconfigError) return error;
    throw error;
  }
}

/** Of the image's tag. */
const versionOf = ({ version }: Process): string => version || DEFAULT_VERSION;
