// etcd and the API server as processes of one machine, met only through files and sockets.

import { describe, expect, it } from 'vitest';
import { ConnectionError, StatusError } from '../../../src/kube/client/client.ts';
import { CONFIG_MAP, NAMESPACE } from '../../../src/kube/objects/kinds.ts';
import type { KubeList } from '../../../src/kube/objects/types/meta.ts';
import type { Process } from '../../../src/linux/host/process.ts';
import { wait } from '../../../src/sim/task.ts';
import { APISERVER, controlPlane, ETCD, PKI } from '../../support/control-plane.ts';

function started() {
  const plane = controlPlane();
  const first = plane.spawn(ETCD);
  const api = plane.spawn(APISERVER);
  plane.simulation.advance(10_000);
  return { ...plane, etcd: first.process, api: api.process, apiLog: api.log, etcdLog: first.log };
}

describe('a control plane', () => {
  it('serves over TLS what it keeps in etcd', () => {
    const { ask } = started();
    const namespaces = ask((client) => client.list(NAMESPACE));
    expect(namespaces.items.map((one) => one.metadata.name)).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
  });

  it('keeps its objects over the death of etcd', () => {
    const { simulation, etcd, spawn, create, names } = started();
    create('kept');
    etcd.signal('SIGKILL');
    simulation.advance(1_000);
    const asked = simulation.now;
    expect(() => names()).toThrow('the server was unable to return a response in the time allotted');
    expect(simulation.now - asked).toBeGreaterThan(59_000);
    spawn(ETCD);
    simulation.advance(10_000);
    create('later');
    expect(names()).toEqual(['kept', 'later']);
  });

  it('keeps them over a power cut', () => {
    const { simulation, host, spawn, create, names } = started();
    create('kept');
    host.powerOff();
    simulation.advance(60_000);
    host.powerOn();
    spawn(ETCD);
    spawn(APISERVER);
    simulation.advance(20_000);
    expect(names()).toEqual(['kept']);
  });

  it('forgets what was in a database that is gone, and remembers a copy put back', () => {
    const { simulation, host, etcd, api, spawn, create, names } = started();
    create('old');
    const copy = host.files.readFile('/var/lib/etcd/member/snap/db');
    create('new');
    const restart = (act: () => void, first: Process, second: Process) => {
      first.signal('SIGKILL');
      second.signal('SIGKILL');
      simulation.advance(1_000);
      act();
      const processes = [spawn(ETCD).process, spawn(APISERVER).process];
      simulation.advance(20_000);
      return processes;
    };
    const [one, two] = restart(() => host.files.removeTree('/var/lib/etcd/member'), etcd, api);
    expect(names()).toEqual([]);
    restart(() => host.files.writeFile('/var/lib/etcd/member/snap/db', copy), one, two);
    expect(names()).toEqual(['old']);
  });

  it('shows watchers the past after a restore, until the server restarts', () => {
    const { simulation, host, etcd, api, spawn, create, names, ask } = started();
    create('old');
    const copy = host.files.readFile('/var/lib/etcd/member/snap/db');
    create('new');
    etcd.signal('SIGKILL');
    simulation.advance(100);
    host.files.writeFile('/var/lib/etcd/member/snap/db', copy);
    spawn(ETCD);
    simulation.advance(10_000);
    expect(names()).toEqual(['new', 'old']);
    // kubectl asks for pages of 500, and gets the same story; a single object is read from etcd.
    const request = { method: 'GET', path: '/api/v1/namespaces/default/configmaps', headers: {} };
    const page = ask((client) => client.request({ ...request, query: { limit: ['500'] } }));
    expect((page.body as KubeList).items.length).toBe(2);
    expect(() => ask((client) => client.get(CONFIG_MAP, 'new', 'default'))).toThrow('configmaps "new" not found');
    api.signal('SIGKILL');
    simulation.advance(100);
    spawn(APISERVER);
    simulation.advance(10_000);
    expect(names()).toEqual(['old']);
  });

  it.each([
    [
      'an unknown flag',
      '--authorization-mode=Node,RBAC',
      '--authorization-modus=RBAC',
      /^Error: unknown flag: --authorization-modus\n$/,
    ],
    [
      'a certificate that is not there',
      `--tls-cert-file=${PKI}/server.crt`,
      `--tls-cert-file=${PKI}/x.crt`,
      /run\.go:72\] "command failed" err="open \/etc\/kubernetes\/pki\/x\.crt: no such file or directory"\n$/,
    ],
    [
      'etcd elsewhere',
      '--etcd-servers=https://127.0.0.1:2379',
      '--etcd-servers=https://127.0.0.1:2399',
      /F\d{4} .*Error creating leases: error creating storage factory: context deadline exceeded\n$/,
    ],
  ])('does not start with %s', (_, right, wrong, expected) => {
    const { simulation, spawn } = controlPlane();
    spawn(ETCD);
    const { process, log } = spawn(APISERVER.map((one) => (one === right ? wrong : one)));
    simulation.advance(30_000);
    expect(log.text).toMatch(expected);
    expect(process.alive).toBe(false);
  });

  it('refuses clients while nobody listens, and ends their watches when it dies', () => {
    const { simulation, api, ask } = started();
    const ended = ask(function* (client) {
      const watch = yield* client.watch(CONFIG_MAP, {});
      api.signal('SIGTERM');
      for (;;) {
        const event = yield* wait(watch.receive());
        if (!event) return 'ended';
      }
    });
    expect(ended).toBe('ended');
    simulation.advance(1_000);
    expect(() => ask((client) => client.list(CONFIG_MAP))).toThrow(ConnectionError);
  });
});

it('a second etcd cannot take the first one’s port', () => {
  const { simulation, spawn } = started();
  const { log } = spawn([...ETCD, '--data-dir=/var/lib/other']);
  simulation.advance(5_000);
  const [last] = log.text.trim().split('\n').slice(-1);
  expect(JSON.parse(last)).toMatchObject({
    level: 'fatal',
    msg: 'discovery failed',
    error: 'listen tcp 172.30.1.2:2380: bind: address already in use',
  });
});

it('refuses a client certificate that no authority it trusts has signed', () => {
  const { ask, host } = started();
  const stranger = controlPlane('another cluster').host;
  for (const name of ['admin.crt', 'admin.key'])
    host.files.writeFile(`${PKI}/${name}`, stranger.files.readFile(`${PKI}/${name}`));
  const refused = () => ask((client) => client.list(CONFIG_MAP, { namespace: 'default' }));
  expect(refused).toThrow(StatusError);
  expect(refused).toThrow('Unauthorized');
});
