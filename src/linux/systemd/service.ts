// A service: how its processes are started, watched, stopped and restarted. Models core/service.c.
//
// One life, e.g. with Restart=always:  start-pre → start → running → (dies) → stop-sigterm for what is left →
// auto-restart (RestartSec) → start-pre …; a stop request ends it wherever it is.

import type { Millis } from '../../sim/simulation.ts';
import { type Running, type Task, type Wait, wait } from '../../sim/task.ts';
import { delay, first, Signal } from '../../sim/waits.ts';
import type { ExitStatus, Process } from '../host/process.ts';
import type { SignalName } from '../host/signals.ts';
import type { Command } from './command-line.ts';
import { unmetCondition } from './conditions.ts';
import type { ExecKey, ServiceDefinition } from './definition.ts';
import { judge, recordOf, restartsAfter } from './exits.ts';
import { type Launch, launch, serviceEnvironment } from './launch.ts';
import { ServiceLog } from './service-log.ts';
import { StartLimit } from './start-limit.ts';
import type { ExecRecord, ExitRecord } from './status.ts';
import { Unit } from './unit.ts';

/** What a start came to. */
export type StartOutcome = 'up' | 'failed' | 'skipped';

export class Service extends Unit {
  executions: ExecRecord[] = [];
  main: Process | undefined;
  mainExit: ExitRecord | undefined;
  lastMainPid = 0;
  restarts = 0;
  statusText = '';
  memoryPeak = 0;
  #usedCpu: Millis = 0;
  #life: Running<void> | undefined;
  #stopping = false;
  #limit = new StartLimit();
  readonly #stopRequested = new Signal();
  readonly #startNow = new Signal();
  readonly #settled = new Signal<StartOutcome>();
  readonly #notified = new Signal<string>();
  #environment = new Map<string, string>();
  readonly #log = new ServiceLog(this);

  get service(): ServiceDefinition {
    return this.definition.service!;
  }

  get controlGroup(): string {
    return `/${this.definition.service?.slice ?? 'system.slice'}/${this.name}`;
  }

  /** Living processes of the control group, by pid. */
  get members(): Process[] {
    const group = this.controlGroup;
    return this.context.process.host.processes.all.filter(
      (one) => one.alive && (one.controlGroup === group || one.controlGroup.startsWith(`${group}/`)),
    );
  }

  get cpu(): Millis {
    return this.#usedCpu + this.members.reduce((sum, one) => sum + one.cpu, 0);
  }

  get memory(): number {
    const now = this.members.reduce((sum, one) => sum + one.memory, 0);
    this.memoryPeak = Math.max(this.memoryPeak, now);
    return now;
  }

  get waitsToRestart(): boolean {
    return this.sub === 'auto-restart';
  }

  // ——— what jobs ask for ———

  /** Until it is up, or has failed to come up. */
  *start(): Task<StartOutcome> {
    if (this.isUp) return 'up';
    if (this.waitsToRestart) {
      this.#startNow.emit();
    } else {
      const unmet = unmetCondition(this.context.process, this.definition.conditions);
      if (unmet) {
        this.#log.skipped(unmet);
        return 'skipped';
      }
      this.restarts = 0;
      this.#stopping = false;
      this.#life = this.context.process.thread(this.name, this.#live());
      if (this.isUp) return 'up';
      if (this.#life.outcome) return 'failed';
    }
    return yield* wait(this.#settled.next(`${this.name} to start`));
  }

  *stop(): Task<void> {
    if (!this.#life || this.#life.outcome) return;
    this.#stopping = true;
    this.#stopRequested.emit();
    yield* wait(this.#life.ended);
  }

  /** True: reloaded. */
  *reload(): Task<boolean> {
    this.enter('reloading', 'reload');
    let fine = true;
    for (const command of this.service.commands.ExecReload)
      fine &&= (yield* this.#control('ExecReload', command)) === 'fine';
    if (this.active === 'reloading') this.enter('active', 'running');
    return fine;
  }

  get canReload(): boolean {
    return (this.service?.commands.ExecReload.length ?? 0) > 0 || this.service?.type === 'notify-reload';
  }

  kill(signal: SignalName, who: 'all' | 'main' | 'control'): boolean {
    const targets = who === 'all' ? this.members : who === 'main' && this.main?.alive ? [this.main] : [];
    for (const target of targets) target.signal(signal);
    return targets.length > 0;
  }

  resetFailed(): void {
    this.#limit = new StartLimit();
    this.restarts = 0;
    this.result = 'success';
    if (this.active === 'failed') this.enter('inactive', 'dead');
  }

  notified(message: string): void {
    for (const line of message.split('\n')) {
      if (line.startsWith('STATUS=')) this.statusText = line.slice(7);
      else this.#notified.emit(line);
    }
  }

  // ——— one life ———

  *#live(): Task<void> {
    for (;;) {
      if (!this.#limit.allows(this.service, this.context.now)) {
        this.#log.tooQuick();
        this.result = 'start-limit-hit';
        this.#log.ended(this.result);
        this.enter('failed', 'failed');
        this.#settled.emit('failed');
        return;
      }
      this.#reset();
      const up = yield* this.#comeUp();
      if (up) {
        const job = this.service.type === 'oneshot' ? 'Finished' : 'Started';
        // A oneshot that stays says so when it is up, one that does not when it is over.
        if (this.service.type !== 'oneshot' || this.service.remainAfterExit) this.#log.started(job);
        this.#settled.emit('up');
        yield* this.#untilOver();
      }
      yield* this.#tearDown();
      if (!up) {
        this.#settle();
        this.#log.startFailed();
        this.#settled.emit('failed');
      }
      if (this.#stopping || !restartsAfter(this.service, this.result)) break;
      if (up) this.#settle();
      this.enter('failed', 'failed-before-auto-restart');
      this.enter('activating', 'auto-restart');
      const woke = yield* wait(
        first({
          time: delay(this.context.process.simulation, this.service.restartAfter, `restart of ${this.name}`),
          stop: this.#stopRequested.next(),
          start: this.#startNow.next(),
        }),
      );
      if (woke.name === 'stop') {
        this.enter('inactive', 'dead');
        this.#log.stopped();
        return;
      }
      this.restarts = woke.name === 'start' ? 0 : this.restarts + 1;
      if (woke.name === 'time') this.#log.restartScheduled(this.restarts);
    }
    if (this.active !== 'failed' && this.active !== 'inactive') this.#settle();
    if (this.#stopping) this.#log.stopped();
    this.#log.usedCpu(this.#usedCpu);
  }

  #reset(): void {
    this.executions = [];
    this.mainExit = undefined;
    this.main = undefined;
    this.result = 'success';
    this.statusText = '';
    this.#usedCpu = 0;
    this.memoryPeak = 0;
    this.invocation = this.context.process.simulation.random.uuid().replaceAll('-', '');
  }

  /** Runs the start commands; true once the service counts as up. */
  *#comeUp(): Task<boolean> {
    const { service } = this;
    const environment = serviceEnvironment(this.context.process, this.service, this.invocation);
    if (!environment) {
      this.#log.noEnvironment();
      this.result = 'resources';
      return false;
    }
    this.#environment = environment;
    if (service.type !== 'simple' || service.commands.ExecStartPre.length > 0) {
      this.enter('activating', service.commands.ExecStartPre.length > 0 ? 'start-pre' : 'start');
      this.#log.starting();
    }
    for (const command of service.commands.ExecStartPre) {
      if ((yield* this.#control('ExecStartPre', command)) !== 'fine') return false;
    }
    if (service.type !== 'simple') this.enter('activating', 'start');
    const started = service.type === 'oneshot' ? yield* this.#runToEnd() : yield* this.#startMain();
    if (!started) return false;
    for (const command of service.commands.ExecStartPost) {
      if (this.active !== 'active') this.enter('activating', 'start-post');
      if ((yield* this.#control('ExecStartPost', command)) !== 'fine') return false;
    }
    this.enter('active', this.main?.alive ? 'running' : 'exited');
    return true;
  }

  /** Type=oneshot: each command after the other. */
  *#runToEnd(): Task<boolean> {
    for (const command of this.service.commands.ExecStart) {
      const outcome = yield* this.#control('ExecStart', command);
      if (outcome !== 'fine') return false;
    }
    return true;
  }

  *#startMain(): Task<boolean> {
    const { service } = this;
    const [command] = service.commands.ExecStart;
    const started = this.#spawn('ExecStart', command);
    this.main = started;
    this.lastMainPid = started.pid;
    if (service.type === 'simple' || service.type === 'idle' || service.type === 'dbus') return true;
    if (service.type === 'exec') return started.path !== '';
    const deadline = this.#timer(service.startTimeout);
    for (;;) {
      const event = yield* wait(
        first({
          exit: exitOf(started),
          stop: this.#stopRequested.next(),
          time: deadline(),
          notify: this.#notified.next(),
        }),
      );
      switch (event.name) {
        case 'notify':
          if (event.value === 'READY=1' && service.type.startsWith('notify')) return true;
          break;
        case 'stop':
          return false;
        case 'time':
          this.#log.startTimedOut();
          this.result = 'timeout';
          return false;
        case 'exit':
          this.#recordMainExit(event.value);
          if (service.type !== 'forking' || this.mainExit?.status !== 0) {
            if (this.result === 'success') this.result = 'protocol';
            return false;
          }
          return this.#adoptDaemon();
      }
    }
  }

  /** Type=forking: the parent is gone, the daemon it left is the main process. */
  #adoptDaemon(): boolean {
    const { pidFile } = this.service;
    const { host } = this.context.process;
    const written =
      pidFile && host.files.exists(pidFile) ? Number.parseInt(host.files.readText(pidFile), 10) : undefined;
    const daemon = written === undefined ? this.members[0] : host.processes.get(written);
    this.main = daemon;
    this.mainExit = undefined;
    if (!daemon) {
      this.result = 'protocol';
      return false;
    }
    this.lastMainPid = daemon.pid;
    return true;
  }

  /** Waits until the main process ends or a stop is wanted. */
  *#untilOver(): Task<void> {
    const { main, service } = this;
    if (!main?.alive && (service.remainAfterExit || (service.type !== 'oneshot' && main === undefined))) {
      if (!this.#stopping) yield* wait(this.#stopRequested.next(`stop of ${this.name}`));
      return;
    }
    if (service.type === 'oneshot' || !main || this.#stopping) return;
    const event = yield* wait(first({ exit: exitOf(main), stop: this.#stopRequested.next() }));
    if (event.name === 'exit') {
      this.#recordMainExit(event.value);
      if (service.remainAfterExit && this.result === 'success') {
        this.enter('active', 'exited');
        yield* wait(this.#stopRequested.next(`stop of ${this.name}`));
      }
    }
  }

  /** Ends everything that is left of it, and says how it went. */
  *#tearDown(): Task<void> {
    const { service } = this;
    const hadProcesses = this.members.length > 0;
    if (this.#stopping && (this.isUp || hadProcesses)) {
      this.enter('deactivating', 'stop');
      this.#log.stopping();
    }
    if (this.main?.alive && this.isDeactivating) {
      for (const command of service.commands.ExecStop) yield* this.#control('ExecStop', command, false);
    }
    yield* this.#endGroup();
    for (const command of service.commands.ExecStopPost) yield* this.#control('ExecStopPost', command, false);
    for (const name of service.runtimeDirectories) this.context.process.host.files.removeTree(`/run/${name}`);
  }

  get isDeactivating(): boolean {
    return this.active === 'deactivating';
  }

  *#endGroup(): Task<void> {
    const { service } = this;
    const everyone = () => {
      if (service.killMode === 'none') return [];
      return service.killMode === 'process' ? (this.main?.alive ? [this.main] : []) : this.members;
    };
    if (everyone().length === 0) return;
    this.enter('deactivating', 'stop-sigterm');
    const asked = service.killMode === 'mixed' && this.main?.alive ? [this.main] : everyone();
    for (const one of asked) {
      one.signal(service.killSignal);
      if (one.state === 'stopped') one.signal('SIGCONT');
      if (service.sendHangUp) one.signal('SIGHUP');
    }
    const deadline = this.#timer(service.stopTimeout);
    for (let next = everyone()[0]; next; next = everyone()[0]) {
      if (service.killMode === 'mixed' && next !== this.main) next.signal('SIGKILL');
      const event = yield* wait(first({ exit: exitOf(next), time: deadline() }));
      if (event.name === 'exit') this.#ended(next);
      else {
        this.#log.stopTimedOut();
        this.result = 'timeout';
        for (const one of everyone()) {
          this.#log.killing(one);
          one.signal('SIGKILL');
        }
      }
    }
  }

  #ended(process: Process): void {
    if (process === this.main && !this.mainExit) this.#recordMainExit(process.status!);
    else this.#usedCpu += process.cpu;
  }

  // ——— processes ———

  /** Runs one command to its end. */
  *#control(key: ExecKey, command: Command, interruptible = true): Task<'fine' | 'failed' | 'stopped'> {
    const started = this.#spawn(key, command);
    if (key === 'ExecStart') this.main = started;
    if (key === 'ExecStart') this.lastMainPid = started.pid;
    const limit = key.startsWith('ExecSt') && key !== 'ExecStart' ? 90_000 : this.service.startTimeout;
    const stop: Wait<void> = interruptible ? this.#stopRequested.next() : NEVER;
    const event = yield* wait(first({ exit: exitOf(started), time: this.#timer(limit)(), stop }));
    if (event.name === 'stop') return 'stopped';
    if (event.name === 'time') {
      started.signal('SIGKILL');
      this.result = 'timeout';
      return 'failed';
    }
    const status = started.status!;
    started.reap();
    const exit = recordOf(status);
    this.#markExit(started.pid, exit);
    if (key === 'ExecStart') this.mainExit = exit;
    this.#usedCpu += started.cpu;
    const result = judge(this.service, status, key === 'ExecStart' ? 'oneshot' : 'control');
    if (result === 'success' || command.mayFail) return 'fine';
    const role = key === 'ExecStart' ? 'Main' : 'Control';
    this.#log.exit(`${role} process exited`, exit);
    if (this.result === 'success') this.result = result;
    return 'failed';
  }

  #spawn(key: ExecKey, command: Command): Process {
    const options: Launch = {
      owner: this.context.process,
      journal: this.context.journal,
      unit: this.name,
      service: this.service,
      controlGroup: this.controlGroup,
      environment: this.#environment,
      mainPid: this.main?.alive ? this.main.pid : undefined,
      notifies: this.service.type.startsWith('notify'),
    };
    const { process, failure } = launch(options, command);
    this.executions.push({ key, text: command.text, pid: process.pid, exit: undefined, ignored: command.mayFail });
    if (failure) {
      for (const text of failure.lines) {
        this.context.journal.append({
          time: this.context.now,
          monotonic: this.context.process.simulation.now - (this.context.process.host.bootedAt ?? 0),
          boot: this.context.process.host.bootId,
          transport: 'journal',
          identifier: process.argv[0],
          pid: process.pid,
          priority: 3,
          message: `${this.name}: ${text}`,
          unit: this.name,
        });
      }
    }
    return process;
  }

  #recordMainExit(status: ExitStatus): void {
    const main = this.main!;
    main.reap();
    this.#usedCpu += main.cpu;
    this.memoryPeak = Math.max(this.memoryPeak, main.memory);
    this.mainExit = recordOf(status);
    this.#markExit(main.pid, this.mainExit);
    const result = judge(this.service, status, 'main');
    if (result !== 'success') {
      this.#log.exit('Main process exited', this.mainExit);
      if (this.result === 'success') this.result = result;
    }
  }

  #markExit(pid: number, exit: ExitRecord): void {
    this.executions = this.executions.map((one) => (one.pid === pid ? { ...one, exit } : one));
  }

  /** Into `inactive` or `failed`, and the line that says so. */
  #settle(): void {
    this.#log.ended(this.result);
    const up =
      this.service.type === 'oneshot' && !this.service.remainAfterExit && this.result === 'success' && !this.#stopping;
    this.enter(this.result === 'success' ? 'inactive' : 'failed', this.result === 'success' ? 'dead' : 'failed');
    if (up) this.#log.started('Finished');
  }

  /** A wait that ends at one fixed moment, however often it is begun; never for an infinite span. */
  #timer(span: Millis): () => Wait<void> {
    const { simulation } = this.context.process;
    if (span === Number.POSITIVE_INFINITY) return () => NEVER;
    const end = simulation.now + span;
    return () => delay(simulation, Math.max(0, end - simulation.now), `timeout of ${this.name}`);
  }
}

const NEVER: Wait<void> = { what: 'nothing', begin: () => () => {} };

const exitOf = (process: Process): Wait<ExitStatus> => ({
  what: `end of ${process.argv[0]}`,
  begin: (wake) => {
    if (process.status) {
      wake(process.status);
      return () => {};
    }
    return process.ended.begin(wake);
  },
});
