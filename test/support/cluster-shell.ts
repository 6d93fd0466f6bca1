// A whole cluster and root at its control plane: scripts run to their end, or keys typed at a terminal.

import { decode, encode } from '../../src/base/bytes.ts';
import { TOPOLOGIES } from '../../src/cluster/topology.ts';
import { createWorld, defaultVersion, type World } from '../../src/cluster/world.ts';
import { runScript } from '../../src/lab/administrator.ts';
import type { Host } from '../../src/linux/host/host.ts';
import type { Terminal } from '../../src/linux/terminal/terminal.ts';
import { openLogin } from '../../src/linux/ubuntu/login.ts';
import { EPOCH } from '../../src/sim/simulation.ts';
import { start } from '../../src/sim/task.ts';
import type { Outcome } from './recording.ts';

export class ClusterShell {
  readonly world: World;

  constructor(topology = 'one-worker', version = defaultVersion) {
    this.world = createWorld({ topology: TOPOLOGIES[topology], version, seed: 'containers', epoch: EPOCH });
  }

  host(name = 'controlplane'): Host {
    const host = this.world.hosts.get(name);
    if (!host) throw new Error(`no host ${name}`);
    return host;
  }

  /** What root sees: output, then errors, then the status when it is not 0. */
  run(script: string, on = 'controlplane'): string {
    const { stdout, stderr, code } = this.outcome(script, on);
    return `${stdout}${stderr}${code === 0 ? '' : `(${code})\n`}`;
  }

  /** The same, apart. */
  outcome(script: string, on = 'controlplane'): Outcome {
    const { simulation } = this.world;
    const running = start(simulation, 'script', runScript(this.host(on), script), () => {});
    const end = simulation.now + 600_000;
    while (!running.outcome && simulation.step(end));
    if (!running.outcome) return { stdout: 'still running', stderr: '', code: 0 };
    if (!running.outcome.ok) throw running.outcome.error;
    return running.outcome.value;
  }

  apply(...items: readonly object[]): void {
    const list = { apiVersion: 'v1', kind: 'List', items };
    this.host().files.writeFile('/tmp/objects.json', JSON.stringify(list));
    const said = this.run('kubectl apply -f /tmp/objects.json');
    if (said.includes('rror')) throw new Error(said);
  }

  login(): Keyboard {
    const { terminal } = openLogin(this.host(), 'root', { columns: 80, rows: 24 });
    return new Keyboard(this.world, terminal);
  }
}

export class Keyboard {
  readonly terminal: Terminal;
  readonly #world: World;
  #output = '';

  constructor(world: World, terminal: Terminal) {
    this.#world = world;
    this.terminal = terminal;
    terminal.onOutput = (bytes) => {
      this.#output += decode(bytes);
    };
    world.simulation.advance(1_000);
    this.#output = '';
  }

  /** Types, waits, and gives what came since, without escape sequences. */
  type(keys: string, seconds = 2): string {
    this.terminal.input(encode(keys));
    this.#world.simulation.advance(seconds * 1000);
    const text = this.#output.replace(/\x1b\[[?0-9;]*[a-zA-Z]|\x1b\][^\x07]*\x07/g, '').replaceAll('\r', '');
    this.#output = '';
    return text;
  }
}
