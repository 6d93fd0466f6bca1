// A learner in a world. Everything that reaches the world from outside is an input with its time, so a session
// is its plan and its inputs: saving, resuming, undoing and re-grading are all the same replay.

import { assert } from '../base/assert.ts';
import { encode } from '../base/bytes.ts';
import { createWorld, type World, type WorldPlan } from '../cluster/world.ts';
import type { Host } from '../linux/host/host.ts';
import type { Process } from '../linux/host/process.ts';
import type { Terminal, TerminalSize } from '../linux/terminal/terminal.ts';
import { connectInit, openLogin } from '../linux/ubuntu/login.ts';
import type { Millis } from '../sim/simulation.ts';
import { start, type Task, wait } from '../sim/task.ts';
import { delay, first } from '../sim/waits.ts';
import { runScript } from './administrator.ts';
import { PrepareError } from './errors.ts';
import { type Grade, Grading } from './grading.ts';
import { fillIn } from './load.ts';
import { Observation } from './observation.ts';
import type { Lab, LabTask } from './schema.ts';
import { TypedLine } from './typed-line.ts';

export interface SessionPlan {
  /** Undefined: a sandbox without tasks. */
  readonly lab: Lab | undefined;
  readonly world: WorldPlan;
  readonly size: TerminalSize;
}

/** What can reach the world from outside. */
export type Action =
  | { readonly type: 'keys'; readonly text: string }
  | { readonly type: 'size'; readonly columns: number; readonly rows: number }
  /** Time passes unwatched. */
  | { readonly type: 'skip'; readonly by: Millis }
  | { readonly type: 'hint'; readonly task: string }
  | { readonly type: 'solution'; readonly task: string }
  /** Checks may run commands, so asking for a grade is an input like any other. */
  | { readonly type: 'grade'; readonly ended: boolean };

/** `at`: virtual time since the learner sat down. */
export type Input = Action & { readonly at: Millis };

/** A line the learner entered, and where its first key stands among the inputs. */
export interface TypedCommand {
  readonly text: string;
  readonly from: number;
}

const PREPARE_LIMIT: Millis = 30 * 60_000;
const READY_POLL: Millis = 1000;

export class Session {
  readonly plan: SessionPlan;
  readonly lab: Lab | undefined;
  readonly world: World;
  readonly observation: Observation;
  readonly grading: Grading | undefined;
  readonly inputs: Input[] = [];
  readonly commands: TypedCommand[] = [];
  /** How many hints of a task were shown. */
  readonly hints = new Map<string, number>();
  readonly solutions = new Set<string>();
  /** What the last question for a grade brought. */
  grade: Grade | undefined;
  /** Virtual time when the learner sat down. */
  readonly began: Millis;
  terminal: Terminal;
  /** Bytes for the screen. */
  onOutput: (bytes: Uint8Array) => void = () => {};
  #login: Process;
  readonly #typed = new TypedLine();
  #typedFrom = 0;
  #fullScreen = false;

  /** Builds the world and sets the scene: about a second of real time. Throws PrepareError. */
  constructor(plan: SessionPlan) {
    this.plan = plan;
    this.lab = plan.lab && fillIn(plan.lab, plan.world.seed);
    this.world = createWorld(plan.world);
    this.observation = new Observation(this.world);
    if (this.lab) {
      prepareLab(this.world, this.lab, this.observation);
      this.grading = new Grading(this.lab, this.observation);
      this.grading.onDone = (_, next) => setStage(this.world, next);
      this.grading.follow();
    }
    this.began = this.world.simulation.now;
    [this.terminal, this.#login] = this.#logIn(plan.size);
  }

  /** Since the learner sat down. */
  get now(): Millis {
    return this.world.simulation.now - this.began;
  }

  /** The shell waits for the next line. */
  get isAtPrompt(): boolean {
    return !this.terminal.modes.canonical && this.terminal.foreground === this.#login.group;
  }

  /**
   * A command keeps its user waiting: it runs in the foreground, here or on the machine ssh leads to, reads no
   * single keys, and is not something that is watched on purpose.
   */
  get isBusy(): boolean {
    const { host } = this.#login;
    if (this.terminal.modes.canonical)
      return this.#login.group !== this.terminal.foreground && isWaitedFor(host, this.terminal);
    if (host.processes.get(this.terminal.foreground)?.argv[0] !== 'ssh') return false;
    return [...this.world.hosts.values()].some((far) =>
      far.processes.all.some(
        (shell) =>
          shell !== this.#login &&
          shell.alive &&
          shell.session === shell.pid &&
          shell.terminal?.modes.canonical === true &&
          shell.terminal.foreground !== shell.group &&
          isWaitedFor(far, shell.terminal),
      ),
    );
  }

  advance(by: Millis): void {
    this.world.simulation.advance(by);
  }

  /** The only way in. */
  do(action: Action): void {
    this.inputs.push({ ...action, at: this.now });
    switch (action.type) {
      case 'keys':
        this.#noteTyping(action.text);
        this.terminal.input(encode(action.text));
        break;
      case 'size':
        this.terminal.resize({ columns: action.columns, rows: action.rows });
        break;
      case 'skip':
        this.advance(action.by);
        break;
      case 'hint':
        this.hints.set(action.task, (this.hints.get(action.task) ?? 0) + 1);
        break;
      case 'solution':
        this.solutions.add(action.task);
        break;
      case 'grade':
        assert(this.grading, 'a sandbox is not graded');
        this.grade = complete(this.world, this.grading.grade(action.ended));
        break;
    }
    this.world.simulation.trace.note(`input ${action.type}`);
  }

  /** Points lost to hints, and to the solution, which costs all of its task. */
  costOf(task: { readonly id: string; readonly of: number }): number {
    return this.solutions.has(task.id) ? task.of : Math.min(task.of, this.hints.get(task.id) ?? 0);
  }

  #logIn(size: TerminalSize): [Terminal, Process] {
    const host = this.world.hosts.get(this.world.home);
    assert(host, `no host ${this.world.home}`);
    const { terminal, process } = openLogin(host, 'root', size);
    terminal.onOutput = (bytes) => {
      this.#noteScreen(bytes);
      this.onOutput(bytes);
    };
    // Logging out, or rebooting the machine one sits at, brings the next login prompt.
    start(this.world.simulation, 'learner', this.#logInAgain(process), () => {});
    return [terminal, process];
  }

  *#logInAgain(process: Process): Task<void> {
    const { host } = process;
    const { simulation } = this.world;
    // A machine that loses its power tells nobody that its processes are gone.
    while (!process.status) {
      yield* wait(first({ ended: process.ended, look: delay(simulation, LOGIN_POLL, 'login prompt') }));
    }
    do yield* wait(delay(simulation, LOGIN_POLL, 'login prompt'));
    while (!takesLogins(host));
    this.#fullScreen = false;
    // Whatever a dead program did to the screen: as agetty greets whom it logs in by itself.
    this.onOutput(encode(`\x1b[?1049l\x1b[0m\r\n${host.name} login: root (automatic login)\r\n\r\n`));
    [this.terminal, this.#login] = this.#logIn(this.terminal.size);
  }

  /** Lines entered at a prompt, not inside an editor: the places undo goes back to. */
  #noteTyping(text: string): void {
    if (this.#fullScreen) return;
    if (this.#typed.isEmpty) this.#typedFrom = this.inputs.length - 1;
    for (const line of this.#typed.feed(text)) this.commands.push({ text: line, from: this.#typedFrom });
  }

  #noteScreen(bytes: Uint8Array): void {
    if (!bytes.includes(0x1b)) return;
    const switches = String.fromCharCode(...bytes).match(/\x1b\[\?1049[hl]/g);
    if (switches) this.#fullScreen = switches[switches.length - 1].endsWith('h');
  }
}

/** Programs that go on until they are stopped: time keeps its pace for whoever looks at them. */
const ENDLESS =
  /^(?:watch|top|tail -[fF]\b|ping (?!.*-c))|^(?:kubectl|k|journalctl|crictl)\b.* (?:-\w*[wf]|--watch(?:-only)?|--follow)(?: |$|=true)/;

const isWaitedFor = (host: Host, terminal: Terminal): boolean =>
  host.processes.inGroup(terminal.foreground).every((process) => !ENDLESS.test(process.argv.join(' ')));

const LOGIN_POLL: Millis = 500;

/** A machine that is up, and not on its way down. */
function takesLogins(host: Host): boolean {
  const init = host.isOn ? connectInit(host) : undefined;
  return init !== undefined && init.state !== 'stopping';
}

/** A replay that can be watched: yields the time it has come to, ends with the session. */
export type Replay = Generator<Millis, Session>;

const REPLAY_STEP: Millis = 10_000;

/** The same world, led the same way, as far as `inputs` go and then on to `until`. */
export function* replaying(
  plan: SessionPlan,
  inputs: readonly Input[],
  until: Millis,
  onOutput?: (bytes: Uint8Array) => void,
): Replay {
  const session = new Session(plan);
  if (onOutput) session.onOutput = onOutput;
  for (const { at, ...action } of inputs) {
    yield* advanceTo(session, at);
    session.do(action);
    yield session.now;
  }
  yield* advanceTo(session, until);
  return session;
}

function* advanceTo(session: Session, time: Millis): Generator<Millis, void> {
  while (session.now < time) {
    session.advance(Math.min(REPLAY_STEP, time - session.now));
    yield session.now;
  }
}

/** A replay without pauses. */
export function replay(...how: Parameters<typeof replaying>): Session {
  const steps = replaying(...how);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Where to go back to, to take back the last `count` commands: inputs to keep and the time they end. */
export function before(session: Session, count: number): { readonly inputs: Input[]; readonly until: Millis } {
  const command = session.commands[Math.max(0, session.commands.length - count)];
  const kept = command ? command.from : session.inputs.length;
  return { inputs: session.inputs.slice(0, kept), until: session.inputs[kept]?.at ?? session.now };
}

/** Sets a lab's scene in a ready world and gives the lab back. Throws PrepareError. */
export function prepareLab(world: World, lab: Lab, observation: Observation): Lab {
  const home = world.hosts.get(world.home);
  assert(home, `no host ${world.home}`);
  if (lab.prepare !== '') {
    const { code, stderr } = complete(world, runScript(home, `set -e\n${lab.prepare}`));
    if (code !== 0) throw new PrepareError(`${lab.id}: prepare ended with ${code}: ${stderr.trim()}`);
  }
  const limit = world.simulation.now + PREPARE_LIMIT;
  while (!observation.holds(lab.ready)) {
    if (world.simulation.now > limit) throw new PrepareError(`${lab.id}: never ready: ${lab.ready}`);
    world.simulation.advance(READY_POLL);
  }
  for (const [name, expression] of Object.entries(lab.remember))
    observation.remembered[name] = observation.evaluate(expression);
  return lab;
}

/** Begins a task: what its author lets happen behind the learner's back. */
export function setStage(world: World, task: LabTask | undefined): void {
  const host = world.hosts.get(world.home);
  assert(host, `no host ${world.home}`);
  if (task?.begin) start(world.simulation, `scene of ${task.id}`, runScript(host, task.begin), () => {});
}

/** Moves the world until a task of the administrator is over. */
export function complete<T>(world: World, task: Task<T>): T {
  const running = start(world.simulation, 'administrator', task, () => {});
  const limit = world.simulation.now + PREPARE_LIMIT;
  while (!running.outcome && world.simulation.step(limit));
  if (!running.outcome) throw new PrepareError('the administrator waited half an hour in vain');
  if (!running.outcome.ok) throw running.outcome.error;
  return running.outcome.value;
}
