import { expect, test } from 'vitest';
import { Host } from '../../../src/linux/host/host.ts';
import { Fabric } from '../../../src/linux/net/stack.ts';
import { findJournal } from '../../../src/linux/systemd/journal.ts';
import { ubuntuDaemons } from '../../../src/linux/ubuntu/daemons.ts';
import { installUbuntu } from '../../../src/linux/ubuntu/install.ts';
import { createSimulation } from '../../../src/sim/simulation.ts';

const machine = () => {
  const simulation = createSimulation('boot');
  const host = new Host(
    'node01',
    '10.0.0.11',
    new Fabric(simulation),
    { cpus: 2, memory: 2 ** 31, disk: 2 ** 34 },
    new Map(Object.entries(ubuntuDaemons)),
  );
  installUbuntu(host);
  host.powerOn();
  return { simulation, host };
};

test('a machine boots in about ten seconds', () => {
  const { simulation, host } = machine();
  simulation.advance(20_000);
  const lines = findJournal(host.files)!.entries.map(
    (entry) => `${entry.monotonic} ${entry.identifier}: ${entry.message.slice(0, 90)}`,
  );
  expect(lines.at(-1)).toContain('Startup finished');
});
