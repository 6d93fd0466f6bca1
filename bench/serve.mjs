// `node bench/serve.mjs [BUNDLE]`, after `npm run build`: how much `cka-lab serve` bears, beside the budgets. The server is
// a process of its own, pinned to one core where taskset is at hand; requests come from this process over keep-alive
// connections.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bundle = process.argv[2] ?? fileURLToPath(new URL('../dist/cka-lab.mjs', import.meta.url));
const CONNECTIONS = 8;
const GETS = 6_000;
const PODS = 5_000;

const home = mkdtempSync(join(tmpdir(), 'cka-lab-bench-'));
const path = join(home, 'kubeconfig');
const pinned = spawnSync('taskset', ['-c', '0', 'true']).status === 0 ? ['taskset', '-c', '0'] : [];
const [command, ...args] = [...pinned, process.execPath, bundle, 'serve', '--kubeconfig', path];
const server = spawn(command, args, {
  env: { ...process.env, CKA_LAB_HOME: home },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  await new Promise((resolve, reject) => {
    server.stdout.on('data', (chunk) => String(chunk).includes('Ctrl-C') && resolve());
    server.on('exit', (code) => reject(new Error(`serve ended with ${code}`)));
  });
  const client = clientOf(readFileSync(path, 'utf8'));
  const rows = [];
  await spread(500, () => client.send('GET', '/api/v1/nodes/node01')); // warm
  rows.push(['GET of a node', await rate(GETS, () => client.send('GET', '/api/v1/nodes/node01')), '≥', 1_500, '/s']);
  let number = 0;
  const configMap = () =>
    client.send('POST', '/api/v1/namespaces/default/configmaps', {
      metadata: { name: `bench-${number++}` },
      data: { text: 'x'.repeat(200) },
    });
  rows.push(['create of a config map', await rate(3_000, configMap), '≥', 500, '/s']);
  const pod = () => client.send('POST', '/api/v1/namespaces/default/pods', podNamed(`bench-${number++}`));
  rows.push(['create of a pod', await rate(PODS, pod), '≥', 500, '/s']);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  const times = [];
  for (let time = 0; time < 9; time++) {
    const began = performance.now();
    await client.send('GET', '/api/v1/namespaces/default/pods?limit=0', undefined, table);
    times.push(performance.now() - began);
  }
  rows.push([`list of ${PODS} pods as Table`, times.sort((a, b) => a - b)[4], '≤', 150, 'ms']);
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  rows.push([`memory with ${PODS} pods`, Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024, '≤', 400, 'MB']);
  rows.push(['its peak', Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024, ' ', '', 'MB']);
  for (const [what, value, sign, budget, unit] of rows) {
    const met = budget === '' || (sign === '≥' ? value >= budget : value <= budget);
    console.log(
      `${met ? '✓' : '✗'} ${what.padEnd(30)} ${value.toFixed(0).padStart(6)} ${unit.padEnd(3)} ${sign} ${budget}`,
    );
    if (!met) process.exitCode = 1;
  }
} finally {
  server.kill('SIGINT');
  rmSync(home, { recursive: true });
}

function podNamed(name) {
  return {
    metadata: { name, labels: { app: 'bench' } },
    spec: { containers: [{ name: 'main', image: 'nginx:1.27', resources: { requests: { cpu: '10m' } } }] },
  };
}

async function rate(count, send) {
  const began = performance.now();
  await spread(count, send);
  return (count * 1000) / (performance.now() - began);
}

/** As many at a time as there are connections. */
async function spread(count, send) {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

function clientOf(kubeconfig) {
  const data = (name) => Buffer.from(new RegExp(`${name}: (\\S+)`).exec(kubeconfig)[1], 'base64');
  const server = new URL(/server: (\S+)/.exec(kubeconfig)[1]);
  const agent = new Agent({
    keepAlive: true,
    maxSockets: CONNECTIONS,
    ca: data('certificate-authority-data'),
    cert: data('client-certificate-data'),
    key: data('client-key-data'),
  });
  return {
    send: (method, target, body, headers = {}) =>
      new Promise((resolve, reject) => {
        const text = body === undefined ? undefined : JSON.stringify(body);
        const type =
          text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
        const sent = request(new URL(target, server), { method, agent, headers: { ...type, ...headers } }, (reply) => {
          reply.on('error', reject);
          reply.resume();
          reply.on('end', () =>
            reply.statusCode < 300 ? resolve() : reject(new Error(`${method} ${target}: ${reply.statusCode}`)),
          );
        });
        sent.on('error', reject);
        sent.end(text);
      }),
  };
}
