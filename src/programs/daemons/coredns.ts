// CoreDNS: answers for the cluster's zone on port 53, says on 8080 and 8181 how it is, reads its Corefile
// again when it changes. Names outside of the cluster do not exist in this world.

import { parseGoDuration } from '../../base/duration.ts';
import { hash } from '../../base/random.ts';
import { connect } from '../../kube/client/connection.ts';
import { inClusterConfiguration } from '../../kube/client/in-cluster.ts';
import { Informer } from '../../kube/client/informer.ts';
import { answerClusterName, type ClusterNames } from '../../kube/network/cluster-dns.ts';
import { CorefileError, type Directive, parseCorefile, type ServerBlock } from '../../kube/network/corefile.ts';
import { SERVICE_NAME } from '../../kube/network/service-rules.ts';
import { ENDPOINT_SLICE } from '../../kube/objects/endpoint-slice.ts';
import { NAMESPACE } from '../../kube/objects/namespace.ts';
import { POD } from '../../kube/objects/pod.ts';
import { SERVICE } from '../../kube/objects/service.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Process, Program } from '../../linux/host/process.ts';
import { DNS, type DnsAnswer, type DnsQuestion } from '../../linux/net/dns.ts';
import { HTTP, type HttpResponse } from '../../linux/net/http.ts';
import type { Task } from '../../sim/task.ts';
import { untilSignal } from './images/service.ts';

export const coredns: Program = function* (process): Task<number> {
  process.memory = 16 * 2 ** 20;
  const at = process.argv.indexOf('-conf');
  const path = at < 0 ? 'Corefile' : (process.argv[at + 1] ?? 'Corefile');
  let text: string;
  let blocks: readonly ServerBlock[];
  try {
    text = process.files.readText(process.absolute(path), process.credentials);
    blocks = parseCorefile(text, path);
  } catch (error) {
    if (!(error instanceof CorefileError || error instanceof SystemError)) throw error;
    const message = error instanceof SystemError ? `open ${path}: no such file or directory` : error.message;
    yield* process.complain(`${message}\n`);
    return 1;
  }
  const server = new Server(process, path);
  if (directive(blocks, 'kubernetes') && !(yield* server.connect())) {
    yield* process.complain(
      'plugin/kubernetes: unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined\n',
    );
    return 1;
  }
  const busy = server.listen(blocks);
  if (busy !== undefined) {
    yield* process.complain(`Listen: listen tcp :${busy}: bind: address already in use\n`);
    return 1;
  }
  yield* server.announce(text);
  const unwatch = server.watch();
  const signal = yield* untilSignal(process, 'SIGTERM', 'SIGINT', 'SIGQUIT');
  unwatch();
  if (signal === 'SIGTERM') {
    yield* process.print('[INFO] SIGTERM: Shutting down servers then terminating\n');
    const lameduck = server.property('health', 'lameduck');
    if (lameduck) {
      yield* process.print(`[INFO] plugin/health: Going into lameduck mode for ${lameduck}\n`);
      yield* process.sleep(parseGoDuration(lameduck) ?? 0);
    }
  }
  return 0;
};

const directive = (blocks: readonly ServerBlock[], name: string): Directive | undefined =>
  blocks.flatMap((block) => block.directives).find((one) => one.name === name);

/** Real ones look every 30 to 45 seconds whether the Corefile changed. */
const RELOAD_AFTER = 30_000;

class Server {
  readonly #process: Process;
  readonly #path: string;
  #blocks: readonly ServerBlock[] = [];
  #names: ((about: Directive) => ClusterNames) | undefined;
  #isReady: () => boolean = () => true;

  constructor(process: Process, path: string) {
    this.#process = process;
    this.#path = path;
  }

  /** False outside of a pod. */
  *connect(): Task<boolean> {
    const process = this.#process;
    const configuration = inClusterConfiguration(process);
    if (!configuration) return false;
    const client = connect(process, configuration, { userAgent: 'CoreDNS' });
    const services = new Informer(process, client, SERVICE).start();
    const slices = new Informer(process, client, ENDPOINT_SLICE).start();
    const namespaces = new Informer(process, client, NAMESPACE).start();
    const pods = new Informer(process, client, POD);
    const slicesOf = slices.index((slice) => {
      const service = slice.metadata.labels?.[SERVICE_NAME];
      return service === undefined ? [] : [`${slice.metadata.namespace}/${service}`];
    });
    const serviceAt = services.index(({ spec }) =>
      spec.clusterIP && spec.clusterIP !== 'None' ? [spec.clusterIP] : [],
    );
    const podAt = pods.index(({ status }) => (status.podIP ? [status.podIP] : []));
    this.#isReady = () => services.synced && slices.synced && namespaces.synced;
    this.#names = (about) => {
      const property = (name: string) => about.properties.find(([first]) => first === name)?.[1];
      const mode = property('pods');
      if (mode === 'verified') pods.start();
      return {
        zone: (about.arguments.find((zone) => !zone.endsWith('.arpa')) ?? 'cluster.local').replace(/\.$/, ''),
        ttl: Number(property('ttl') ?? '5'),
        pods: mode === 'insecure' || mode === 'verified' ? mode : 'disabled',
        service: (namespace, name) => services.get(`${namespace}/${name}`),
        serviceAt: (address) => serviceAt(address)[0],
        slicesOf: (namespace, name) => slicesOf(`${namespace}/${name}`),
        slices: () => slices.values(),
        hasNamespace: (name) => namespaces.get(name) !== undefined,
        hasPod: (namespace, address) => podAt(address).some((pod) => pod.metadata.namespace === namespace),
      };
    };
    // The server answers at the latest five seconds after it began to ask for its objects.
    for (let waited = 0; !this.#isReady() && waited < 5_000; waited += 500) {
      if (waited > 0)
        yield* process.print('[INFO] plugin/kubernetes: waiting for Kubernetes API before starting server\n');
      yield* process.sleep(500);
    }
    if (!this.#isReady()) {
      yield* process.print('[WARNING] plugin/kubernetes: starting server with unsynced Kubernetes API\n');
    }
    return true;
  }

  /** The port somebody else has, if one is taken. */
  listen(blocks: readonly ServerBlock[]): number | undefined {
    this.#blocks = blocks;
    const { network } = this.#process;
    const owner = this.#process;
    for (const port of new Set(blocks.map((block) => block.port))) {
      const accept = () => ({ query: (question: DnsQuestion) => this.#answer(port, question) });
      for (const transport of ['udp', 'tcp'] as const) {
        try {
          network.listen({ address: '0.0.0.0', port, transport, application: DNS, owner, accept });
        } catch (error) {
          if (error instanceof SystemError) return port;
          throw error;
        }
      }
    }
    const endpoints: readonly [plugin: string, port: number, path: string, ok: () => boolean][] = [
      ['health', 8080, '/health', () => true],
      ['ready', 8181, '/ready', this.#isReady],
      ['prometheus', 9153, '/metrics', () => true],
    ];
    for (const [plugin, port, path, ok] of endpoints) {
      if (!directive(blocks, plugin)) continue;
      const number = Number(/:(\d+)/.exec(directive(blocks, plugin)?.arguments[0] ?? '')?.[1] ?? port);
      const accept = () => ({ handle: (request: { readonly path: string }) => status(request.path === path, ok()) });
      try {
        network.listen({ address: '0.0.0.0', port: number, application: HTTP, owner, accept });
      } catch (error) {
        if (error instanceof SystemError) return number;
        throw error;
      }
    }
    return undefined;
  }

  *announce(text: string): Task<void> {
    const zones = this.#blocks.flatMap(({ zones: all, port }) => all.map((zone) => `${zone}:${port}\n`)).join('');
    yield* this.#process.print(
      `${zones}${this.#runningWith(text)}CoreDNS-${this.#process.version.replace(/^v/, '') || '1.13.1'}\nlinux/amd64, go1.25.2, 1db4568\n`,
    );
  }

  property(plugin: string, name: string): string | undefined {
    return directive(this.#blocks, plugin)?.properties.find(([first]) => first === name)?.[1];
  }

  /** With the reload plugin: a changed Corefile is taken over, a wrong one is complained about. */
  watch(): () => void {
    const process = this.#process;
    const { files } = process;
    if (!directive(this.#blocks, 'reload')) return () => {};
    const directory = this.#path.slice(0, this.#path.lastIndexOf('/')) || '/';
    let current = files.readText(this.#path);
    let waiting = false;
    const look = function* (server: Server): Task<void> {
      yield* process.sleep(RELOAD_AFTER + process.simulation.random.integer(15_000));
      waiting = false;
      const text = files.exists(server.#path) ? files.readText(server.#path) : current;
      if (text === current) return;
      current = text;
      yield* process.print('[INFO] Reloading\n');
      try {
        server.#blocks = parseCorefile(text, server.#path);
        yield* process.print(`${server.#runningWith(text)}[INFO] Reloading complete\n`);
      } catch (error) {
        if (!(error instanceof CorefileError)) throw error;
        yield* process.complain(`[ERROR] Restart failed: ${error.message}\n`);
        yield* process.complain(
          '[ERROR] plugin/reload: Corefile changed but reload failed: starting with listener file descriptors: ' +
            `${error.message}\n`,
        );
      }
    };
    return files.watch(directory, () => {
      if (waiting) return;
      waiting = true;
      process.thread('reload', look(this));
    });
  }

  #runningWith(text: string): string {
    const digest = [1, 2, 3, 4]
      .map((basis) => hash(text, basis).toString(16).padStart(8, '0'))
      .join('')
      .repeat(4);
    return directive(this.#blocks, 'reload') ? `[INFO] plugin/reload: Running configuration SHA512 = ${digest}\n` : '';
  }

  *#answer(port: number, question: DnsQuestion): Task<DnsAnswer> {
    const name = question.name.replace(/\.$/, '');
    const block = this.#blockFor(port, name);
    if (!block) return { code: 'REFUSED', authoritative: false, answers: [], authority: [] };
    const answer = this.#fromPlugins(block, { ...question, name });
    if (block.directives.some((one) => one.name === 'log')) {
      yield* this.#process.print(
        `[INFO] 0.0.0.0:0 - 0 "${question.type} IN ${name}. udp 40 false 512" ${answer.code}\n`,
      );
    }
    return answer;
  }

  /** The most specific zone wins. */
  #blockFor(port: number, name: string): ServerBlock | undefined {
    const fits = (zone: string) => zone === '.' || zone === '' || name === zone || name.endsWith(`.${zone}`);
    const rank = (block: ServerBlock) => Math.max(...block.zones.filter(fits).map((zone) => zone.length));
    return this.#blocks
      .filter((block) => block.port === port && block.zones.some(fits))
      .sort((a, b) => rank(b) - rank(a))[0];
  }

  #fromPlugins(block: ServerBlock, question: DnsQuestion): DnsAnswer {
    for (const one of block.directives) {
      if (one.name === 'hosts') {
        const line = one.properties.find(([, ...names]) => names.includes(question.name));
        if (line && question.type === 'A') {
          const record = { name: question.name, type: 'A' as const, ttl: 3600, data: line[0] };
          return { code: 'NOERROR', authoritative: true, answers: [record], authority: [] };
        }
      }
      if (one.name === 'kubernetes' && this.#names) {
        const answer = answerClusterName(question, this.#names(one));
        if (answer) return answer;
      }
    }
    const forwards = block.directives.some((one) => one.name === 'forward');
    return { code: forwards ? 'NXDOMAIN' : 'REFUSED', authoritative: false, answers: [], authority: [] };
  }
}

// biome-ignore lint/correctness/useYield: answers at once
function* status(known: boolean, ok: boolean): Task<HttpResponse> {
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  if (!known) return { status: 404, headers, body: '404 page not found\n' };
  return ok ? { status: 200, headers, body: 'OK' } : { status: 503, headers, body: 'kubernetes' };
}
