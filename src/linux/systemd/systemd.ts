// Process 1 at work: the units it knows, what it answers to systemctl, and how it brings the machine down.
// Its beginning is in boot.ts.

import type { Millis } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import { delay, first, Signal } from '../../sim/waits.ts';
import type { Process } from '../host/process.ts';
import type { SignalName } from '../host/signals.ts';
import { accountingOf } from './accounting.ts';
import { loadDefinition, type ServiceDefinition, type Surroundings } from './definition.ts';
import { type Job, JobQueue } from './jobs.ts';
import { type Journal, machineId } from './journal.ts';
import type {
  JobResult,
  JobType,
  NotifyService,
  ScheduledShutdown,
  ShutdownKind,
  SystemdService,
  UnitError,
} from './protocol.ts';
import { Service } from './service.ts';
import type { Session } from './sessions.ts';
import type { UnitStatus } from './status.ts';
import { type LogOptions, Unit, type UnitContext, unsimulatedPart } from './unit.ts';
import { isTrue, lastOf } from './unit-file.ts';
import { findUnit, unitFileState } from './unit-search.ts';

/** How long firmware and boot loader take until the kernel runs again. */
const FIRMWARE: Millis = 9_000;

export class Systemd implements SystemdService, NotifyService, UnitContext {
  readonly process: Process;
  readonly journal: Journal;
  readonly changed = new Signal<Unit>();
  readonly jobs: JobQueue;
  readonly #units = new Map<string, Unit>();
  #sessions: Session[] = [];
  #sessionCount = 0;
  #phase: 'starting' | 'up' | 'stopping' = 'starting';
  #scheduled: ScheduledShutdown | undefined;
  readonly #rescheduled = new Signal();
  startup: { readonly kernel: Millis; readonly userspace: Millis } | undefined;

  constructor(process: Process, journal: Journal) {
    this.process = process;
    this.journal = journal;
    this.jobs = new JobQueue(
      process,
      (name) => this.unit(name),
      () => this.#units.values(),
    );
  }

  get now(): Millis {
    return this.process.simulation.epoch + this.process.simulation.now;
  }

  log(message: string, about?: string, options: LogOptions = {}): void {
    const { host } = this.process;
    const unit = about === undefined ? undefined : this.#units.get(about);
    const job = unit && this.jobs.of(unit);
    this.journal.append({
      time: this.now,
      monotonic: host.simulation.now - (host.bootedAt ?? 0),
      boot: host.bootId,
      transport: 'journal',
      identifier: 'systemd',
      pid: 1,
      priority: options.priority ?? 6,
      message,
      unit: 'init.scope',
      ...(about === undefined ? {} : { about }),
      ...(options.catalog ? { catalog: options.catalog } : {}),
      ...(unit?.invocation ? { invocation: unit.invocation } : {}),
      result: `${options.result ?? 'done'}#${job?.id ?? 1}`,
      uid: 0,
      command: '/sbin/init',
    });
  }

  // ——— units ———

  /** By name or alias; loads what is not loaded. */
  unit(name: string): Unit {
    const known = this.#units.get(name);
    if (known && !(known.isDown && known.definition.load === 'not-found')) return known;
    return this.#load(name);
  }

  #load(name: string): Unit {
    const definition = loadDefinition(this.process.host.files, name, this.#surroundings());
    const { alias } = definition.found;
    if (alias !== undefined) {
      const real = this.unit(alias);
      this.#units.set(name, real);
      return real;
    }
    for (const complaint of definition.complaints) {
      this.log(complaint, name, { priority: 4 });
    }
    const existing = this.#units.get(name);
    if (
      existing &&
      existing.definition.type === definition.type &&
      (definition.service || !(existing instanceof Service))
    ) {
      existing.definition = definition;
      return existing;
    }
    const unit = definition.service ? new Service(this, definition) : new Unit(this, definition);
    this.#units.set(name, unit);
    return unit;
  }

  #surroundings(): Surroundings {
    const { host } = this.process;
    return { hostname: host.namespaces.hostname, machineId: machineId(host.files), bootId: host.bootId };
  }

  /** Units the learner names: those nobody refers to and that do nothing are read from disk anew. */
  #asked(name: string): Unit {
    const known = this.#units.get(name);
    if (known?.isDown && known.active !== 'failed' && !this.jobs.of(known) && !this.#isReferenced(known)) {
      this.#units.delete(name);
    }
    return this.unit(name);
  }

  #isReferenced(unit: Unit): boolean {
    for (const other of this.#units.values()) {
      const { requires, wants, after, before, conflicts } = other.definition;
      for (const names of [requires, wants, after, before, conflicts]) if (names.has(unit.name)) return true;
    }
    return false;
  }

  reload(): void {
    this.log('Reloading requested from client PID 1...', undefined);
    this.log('Reloading...', undefined);
    for (const [name, unit] of [...this.#units]) {
      if (name !== unit.name) {
        this.#units.delete(name);
        continue;
      }
      const definition = loadDefinition(this.process.host.files, name, this.#surroundings());
      for (const complaint of definition.complaints) this.log(complaint, name, { priority: 4 });
      const changesKind = definition.service !== undefined && !(unit instanceof Service);
      if (unit.isDown && unit.active !== 'failed' && (changesKind || definition.load === 'not-found'))
        this.#units.delete(name);
      else if (!changesKind)
        unit.definition = { ...definition, service: definition.service ?? masked(unit.definition.service) };
    }
    // What the new definitions want is known from now on, as after a boot.
    for (const unit of new Set(this.#units.values())) {
      for (const name of [...unit.definition.requires, ...unit.definition.wants]) this.unit(name);
    }
  }

  // ——— SystemdService ———

  *run(name: string, type: JobType): Task<JobResult> {
    const queued = this.#request(name, type);
    if ('result' in queued) return queued;
    return yield* wait(this.jobs.finished(queued));
  }

  enqueue(name: string, type: JobType): JobResult {
    const queued = this.#request(name, type);
    return 'result' in queued ? queued : { result: 'done' };
  }

  #request(name: string, type: JobType): Job | JobResult {
    const unit = this.#asked(name);
    const refused = this.#refusal(unit, type);
    if (refused) return refused;
    const { active } = unit;
    switch (type) {
      case 'start':
      case 'isolate': {
        const power = POWER_TARGETS.get(unit.name);
        if (power) {
          this.shutDown(power, 'systemctl');
          return { result: 'done' };
        }
        return type === 'start' ? this.jobs.add(unit, 'start') : this.jobs.isolate(unit);
      }
      case 'stop':
      case 'restart':
        return this.jobs.add(unit, type);
      case 'try-restart':
        return unit.isDown ? { result: 'done' } : this.jobs.add(unit, 'restart');
      case 'reload-or-restart':
        return this.jobs.add(
          unit,
          active === 'active' && unit instanceof Service && unit.canReload ? 'reload' : 'restart',
        );
      case 'reload':
        return this.jobs.add(unit, 'reload');
    }
  }

  #refusal(unit: Unit, type: JobType): JobResult | undefined {
    const refuse = (error: UnitError, message: string): JobResult => ({ result: 'refused', error, message });
    const { load } = unit.definition;
    const { name } = unit;
    if (type === 'stop') {
      if (unit.isDown && load === 'not-found') return refuse('not-loaded', `Unit ${name} not loaded.`);
      return undefined;
    }
    if (load === 'not-found') return refuse('not-found', `Unit ${name} not found.`);
    if (load === 'masked') return refuse('masked', `Unit ${name} is masked.`);
    if (load === 'bad-setting') {
      return refuse('bad-setting', `Unit ${name} has a bad unit file setting.`);
    }
    if (this.#phase === 'stopping') {
      return refuse(
        'shutting-down',
        `Transaction for ${name}/${type} is destructive (shutdown.target has 'start' job queued, but 'stop' is included in transaction).`,
      );
    }
    if (type === 'isolate' && !isTrue(lastOf(unit.definition.settings, 'Unit', 'AllowIsolate')))
      return refuse('not-isolatable', 'Operation refused, unit may not be isolated.');
    const unsimulated = unsimulatedPart(unit);
    if (unsimulated) return refuse('not-simulated', unsimulated);
    if (type === 'reload' && !(unit instanceof Service && unit.canReload)) {
      return refuse('not-applicable', `Job type reload is not applicable for unit ${name}.`);
    }
    if (type === 'reload' && !unit.isUp) {
      return refuse('inactive', `${name} is not active, cannot reload.`);
    }
    return undefined;
  }

  status(name: string): UnitStatus {
    return this.#statusOf(this.#asked(name));
  }

  needsReload(name: string): boolean {
    const unit = this.#units.get(name);
    return unit !== undefined && this.#needsReload(unit);
  }

  list(): UnitStatus[] {
    return [...new Set(this.#units.values())]
      .map((unit) => this.#statusOf(unit))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #statusOf(unit: Unit): UnitStatus {
    const { host } = this.process;
    const service = unit instanceof Service ? unit : undefined;
    const job = this.jobs.of(unit);
    const members = service?.members ?? [];
    return {
      name: unit.name,
      load: unit.definition.load,
      definition: unit.definition,
      active: unit.active,
      sub: unit.sub,
      result: unit.result,
      fileState: unitFileState(host.files, unit.name),
      needsReload: this.#needsReload(unit),
      stamps: { ...unit.stamps },
      executions: service?.executions ?? [],
      mainPid: service?.main?.alive ? service.main.pid : 0,
      mainName: commandName(service?.main),
      mainExit: service?.mainExit,
      lastMainPid: service?.lastMainPid ?? 0,
      restarts: service?.restarts ?? 0,
      statusText: service?.statusText ?? '',
      members: members.map((one) => ({ pid: one.pid, command: one.argv.join(' '), controlGroup: one.controlGroup })),
      controlGroup: service?.controlGroup ?? '',
      memory: service?.memory ?? 0,
      memoryPeak: service?.memoryPeak ?? 0,
      cpu: service?.cpu ?? 0,
      accounting: accountingOf(host, unit.definition),
      job: job && { id: job.id, type: job.type },
      invocation: unit.invocation,
      journalMark: unit.journalMark,
    };
  }

  #needsReload(unit: Unit): boolean {
    if (unit.definition.load === 'not-found') return false;
    return findUnit(this.process.host.files, unit.name).stamp !== unit.definition.found.stamp;
  }

  resetFailed(name: string): boolean {
    const unit = this.#units.get(name);
    if (!unit) return false;
    if (unit instanceof Service) unit.resetFailed();
    return true;
  }

  kill(name: string, signal: SignalName, who: 'all' | 'main' | 'control'): boolean {
    const unit = this.unit(name);
    return unit instanceof Service && unit.kill(signal, who);
  }

  get state(): SystemdService['state'] {
    if (this.#phase !== 'up') return this.#phase === 'starting' ? 'starting' : 'stopping';
    return [...this.#units.values()].some((unit) => unit.active === 'failed') ? 'degraded' : 'running';
  }

  // ——— NotifyService ———

  notify(pid: number, message: string): void {
    const sender = this.process.host.processes.get(pid);
    if (!sender) return;
    for (const unit of this.#units.values()) {
      if (
        unit instanceof Service &&
        (sender.controlGroup === unit.controlGroup || sender.controlGroup.startsWith(`${unit.controlGroup}/`))
      ) {
        unit.notified(message);
      }
    }
  }

  // ——— sessions ———

  get sessions(): readonly Session[] {
    return this.#sessions;
  }

  openSession(session: Omit<Session, 'id' | 'scope' | 'since'>): Session {
    const id = String(++this.#sessionCount);
    const scope = `/user.slice/user-${session.uid}.slice/session-${id}.scope`;
    const opened: Session = { ...session, id, scope, since: this.now };
    this.#sessions.push(opened);
    this.#logind(`New session ${id} of user ${session.user}.`);
    this.log(`Started session-${id}.scope - Session ${id} of User ${session.user}.`);
    return opened;
  }

  closeSession(id: string): void {
    const session = this.#sessions.find((one) => one.id === id);
    if (!session) return;
    this.#sessions = this.#sessions.filter((one) => one !== session);
    this.log(`session-${id}.scope: Deactivated successfully.`);
    this.#logind(`Session ${id} logged out. Waiting for processes to exit.`);
    this.#logind(`Removed session ${id}.`);
  }

  #logind(message: string): void {
    const { host } = this.process;
    const logind = this.#units.get('systemd-logind.service');
    const pid = logind instanceof Service && logind.main?.alive ? logind.main.pid : undefined;
    if (pid === undefined) return;
    this.journal.append({
      time: this.now,
      monotonic: host.simulation.now - (host.bootedAt ?? 0),
      boot: host.bootId,
      transport: 'journal',
      identifier: 'systemd-logind',
      pid,
      priority: 6,
      message,
      unit: 'systemd-logind.service',
    });
  }

  // ——— up and down ———

  /** Called when the default target is reached. */
  booted(kernel: Millis, userspace: Millis): void {
    if (this.#phase === 'starting') this.#phase = 'up';
    this.startup = { kernel, userspace };
    const seconds = (span: Millis) => `${(span / 1000).toFixed(3)}s`;
    this.log(
      `Startup finished in ${seconds(kernel)} (kernel) + ${seconds(userspace)} (userspace) = ${seconds(kernel + userspace)}.`,
    );
  }

  get scheduled(): ScheduledShutdown | undefined {
    return this.#scheduled;
  }

  schedule(shutdown: ScheduledShutdown | undefined): ScheduledShutdown | undefined {
    const before = this.#scheduled;
    this.#scheduled = shutdown;
    this.#rescheduled.emit();
    if (shutdown) this.process.thread('scheduled shutdown', this.#waitToShutDown(shutdown));
    return before;
  }

  *#waitToShutDown(shutdown: ScheduledShutdown): Task<void> {
    const woke = yield* wait(
      first({
        time: delay(this.process.simulation, Math.max(0, shutdown.at - this.now)),
        changed: this.#rescheduled.next(),
      }),
    );
    if (woke.name === 'time') this.shutDown(shutdown.how, 'systemd-logind');
  }

  shutDown(how: ShutdownKind, by: string): void {
    if (this.#phase === 'stopping') return;
    this.#phase = 'stopping';
    this.#logind(
      how === 'reboot'
        ? 'The system will reboot now!'
        : how === 'poweroff'
          ? 'The system will power off now!'
          : 'The system will halt now!',
    );
    this.#logind(
      how === 'reboot'
        ? 'System is rebooting.'
        : how === 'poweroff'
          ? 'System is powering down.'
          : 'System is halting.',
    );
    this.process.simulation.trace.note(`${how} ${this.process.host.name} by ${by}`);
    this.process.thread(how, this.#goDown(how));
  }

  *#goDown(how: ShutdownKind): Task<void> {
    const { host, simulation } = this.process;
    this.jobs.cancelAll();
    yield* wait(delay(simulation, 150, 'shutdown'));
    yield* this.#endSessions();
    const units = [...new Set(this.#units.values())].filter((unit) => !unit.isDown && !KEPT_TO_THE_END.test(unit.name));
    this.jobs.addAll(units, 'stop');
    if (this.jobs.size > 0) yield* wait(this.jobs.idle.next('units to stop'));
    yield* this.#endEverything();
    this.log(`Reached target ${how}.target - System ${TARGET_WORDS[how]}.`);
    this.log('Shutting down.');
    yield* wait(delay(simulation, 700, 'file systems'));
    simulation.schedule(0, `${how} ${host.name}`, () => {
      host.powerOff();
      if (how !== 'reboot') return;
      simulation.schedule(FIRMWARE, `firmware of ${host.name}`, () => {
        if (!host.isOn) host.powerOn();
      });
    });
    // From here on only the power button counts.
    yield* wait({ what: 'end of power', begin: () => () => {} });
  }

  *#endSessions(): Task<void> {
    for (const session of this.#sessions) {
      const { all } = this.process.host.processes;
      for (const one of all) {
        if (!one.controlGroup.startsWith(session.scope)) continue;
        one.signal('SIGTERM');
        one.signal('SIGHUP');
      }
    }
    yield* wait(delay(this.process.simulation, 50, 'sessions'));
    this.#sessions = [];
  }

  /** systemd-shutdown: SIGTERM to all that is left, SIGKILL to who does not listen. */
  *#endEverything(): Task<void> {
    const { processes } = this.process.host;
    const others = () =>
      processes.all.filter(
        (one) => one.alive && one.pid !== 1 && !KEPT_TO_THE_END.test(one.controlGroup.split('/')[2] ?? ''),
      );
    for (const one of others()) one.signal('SIGTERM');
    for (let waited = 0; waited < 10_000 && others().length > 0; waited += 100) {
      yield* wait(delay(this.process.simulation, 100, 'remaining processes'));
    }
    for (const one of others()) one.signal('SIGKILL');
    yield* wait(delay(this.process.simulation, 10, 'remaining processes'));
  }
}

/** A unit whose file is gone keeps running what runs; its Restart= is gone too. */
const masked = (service: ServiceDefinition | undefined): ServiceDefinition | undefined =>
  service && { ...service, restart: 'no' };

/** Targets that end the run of the machine. */
const POWER_TARGETS: ReadonlyMap<string, ShutdownKind> = new Map([
  ['reboot.target', 'reboot'],
  ['poweroff.target', 'poweroff'],
  ['halt.target', 'halt'],
]);

/** Units that are there until the power goes. */
const KEPT_TO_THE_END = /^(?:systemd-journald\.service|-\.slice|system\.slice|user\.slice|init\.scope)$|\.mount$/;

const TARGET_WORDS: Readonly<Record<ShutdownKind, string>> = { reboot: 'Reboot', poweroff: 'Power Off', halt: 'Halt' };

/** What /proc/PID/comm would say. */
export const commandName = (process: Process | undefined): string =>
  process ? (process.path.slice(process.path.lastIndexOf('/') + 1) || process.argv[0]).slice(0, 15) : '';
