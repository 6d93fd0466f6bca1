// A served world, and requests that reach it as a real client's do: over TLS, with the administrator's certificate.

import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { TOPOLOGIES } from '../../src/cluster/topology.ts';
import { createWorld, type World } from '../../src/cluster/world.ts';
import { type Gateway, openGateway } from '../../src/serve/gateway.ts';
import { administratorsKubeconfig, leadingTo, urlOf } from '../../src/serve/kubeconfig.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** Of a JSON body. */
  readonly json: unknown;
}

export interface Served {
  readonly world: World;
  readonly gateway: Gateway;
  readonly url: string;
  readonly kubeconfig: string;
  readonly authority: Buffer;
  readonly certificate: Buffer;
  readonly key: Buffer;
  /** Faults of ours that were reported. */
  readonly faults: unknown[];
  /** As the administrator, unless `anonymous`. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
    anonymous?: boolean,
  ): Promise<Answer>;
  /** The answer's head; its body goes on. */
  open(path: string): Promise<IncomingMessage>;
  close(): Promise<void>;
}

/** `speed`: virtual seconds per real one. */
export async function serveWorld(topology = 'one-node', speed = 1): Promise<Served> {
  const epoch = Math.floor(Date.now() / 1000) * 1000 - 3600_000;
  const world = createWorld({ topology: TOPOLOGIES[topology], version: 'v1.33.1', seed: 'served', epoch });
  const config = administratorsKubeconfig(world)!;
  const faults: unknown[] = [];
  const report = (error: unknown) => void faults.push(error);
  const gateway = await openGateway({ world, address: '127.0.0.1', port: 0, speed, report });
  const url = urlOf('127.0.0.1', gateway.port);
  const kubeconfig = leadingTo(url, config);
  const data = (name: string) => Buffer.from(new RegExp(`${name}: (\\S+)`).exec(kubeconfig)![1], 'base64');
  const authority = data('certificate-authority-data');
  const certificate = data('client-certificate-data');
  const key = data('client-key-data');
  const known = new Agent({ keepAlive: true, ca: authority, cert: certificate, key });
  const unknown = new Agent({ ca: authority });
  const begin = (method: string, path: string, headers: Record<string, string>, agent: Agent, body?: string | Buffer) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = httpsRequest(`${url}${path}`, { method, agent, headers }, resolve);
      sent.on('error', reject);
      sent.end(body);
    });
  return {
    world,
    gateway,
    url,
    kubeconfig,
    authority,
    certificate,
    key,
    faults,
    async send(method, path, body, headers = {}, anonymous = false) {
      const bytes =
        body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      const type: Record<string, string> = bytes === undefined ? {} : { 'content-type': 'application/json' };
      const reply = await begin(method, path, { ...type, ...headers }, anonymous ? unknown : known, bytes);
      const text = await textOf(reply);
      const isJson = reply.headers['content-type']?.startsWith('application/json') ?? false;
      return {
        status: reply.statusCode!,
        headers: reply.headers,
        text,
        json: isJson && text ? JSON.parse(text) : undefined,
      };
    },
    open: (path) => begin('GET', path, {}, new Agent({ ca: authority, cert: certificate, key })),
    async close() {
      known.destroy();
      await gateway.close();
    },
  };
}

async function textOf(reply: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of reply) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Waits until something is so, looking often; fails after `patience` real milliseconds. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  patience = 10_000,
): Promise<void> {
  const until = performance.now() + patience;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`never so: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
