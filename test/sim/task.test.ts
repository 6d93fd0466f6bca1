import { expect, it } from 'vitest';
import { createSimulation } from '../../src/sim/simulation.ts';
import { start, wait } from '../../src/sim/task.ts';
import { Channel, delay, first } from '../../src/sim/waits.ts';

it('tasks take turns in order of time, then of arrival', () => {
  const sim = createSimulation(1);
  const log: string[] = [];
  function* sleeper(name: string, span: number) {
    for (let i = 0; i < 2; i++) {
      yield* wait(delay(sim, span));
      log.push(`${sim.now} ${name}`);
    }
  }
  start(sim, 'a', sleeper('a', 10));
  start(sim, 'b', sleeper('b', 5));
  start(sim, 'c', sleeper('c', 10));
  sim.advance(100);
  expect(log).toEqual(['5 b', '10 a', '10 c', '10 b', '20 a', '20 c']);
  expect(sim.now).toBe(100);
});

it('an interruption runs finally blocks and takes the wait back', () => {
  const sim = createSimulation(1);
  const log: string[] = [];
  function* program() {
    try {
      yield* wait(delay(sim, 1000));
      log.push('never');
    } finally {
      log.push(`cleaned at ${sim.now}`);
    }
  }
  const running = start(sim, 'program', program(), (outcome) => log.push(outcome.ok ? 'ok' : String(outcome.error)));
  sim.advance(10);
  running.interrupt('Ctrl-C');
  sim.advance(5000);
  expect(log).toEqual(['cleaned at 10', 'Ctrl-C']);
});

it('the first of several waits wins and the others are taken back', () => {
  const sim = createSimulation(1);
  const channel = new Channel<string>();
  const log: unknown[] = [];
  function* program() {
    log.push(yield* wait(first({ message: channel.receive(), timeout: delay(sim, 50) })));
    log.push(yield* wait(first({ message: channel.receive(), timeout: delay(sim, 50) })));
  }
  start(sim, 'program', program());
  sim.schedule(10, 'send', () => channel.send('hello'));
  sim.advance(100);
  expect(log).toEqual([
    { name: 'message', value: 'hello' },
    { name: 'timeout', value: undefined },
  ]);
  channel.send('kept');
  expect(channel.take()).toBe('kept');
});
