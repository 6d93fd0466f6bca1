// The application at work: keys in, model changed, effects performed, frames out. This is where the real
// world (stdin, stdout, timers, files) meets the pure parts.

import { Writable } from 'node:stream';
import { render } from 'ink';
import { createStore } from 'zustand/vanilla';
import { assert } from '../base/assert.ts';
import { DEFAULT_TOPOLOGY, TOPOLOGIES } from '../cluster/topology.ts';
import type { WorldPlan } from '../cluster/world.ts';
import type { Content } from '../content-files.ts';
import { DEFAULT_VERSION } from '../kube/releases/releases.ts';
import { PrepareError } from '../lab/errors.ts';
import { saveOf } from '../lab/save.ts';
import type { Lab } from '../lab/schema.ts';
import type { Replay, Session } from '../lab/session.ts';
import { questionOf } from '../quiz/ask.ts';
import { type Pace, startPace } from '../sim/pace.ts';
import { EPOCH } from '../sim/simulation.ts';
import type { Complaint, Storage } from '../storage.ts';
import { App, type Environment } from './app.tsx';
import { KeyDecoder } from './keys/decode.ts';
import { covers, labLayout } from './layout.ts';
import { type Effect, type Entry, isTooSmall, type Message, type Model, type Size } from './model.ts';
import { Compositor } from './terminal/compositor.ts';
import { Emulator } from './terminal/emulator.ts';
import { say } from './texts.ts';
import { themeFor } from './theme.ts';
import { update } from './update.ts';

type Engine = typeof import('./engine.ts');

/** What the application needs of the process it runs in; tests bring their own. */
export interface Rim {
  readonly write: (text: string) => void;
  readonly size: () => Size;
  readonly environment: Environment;
  /** Ends the program; the screen has been given back. */
  readonly exit: (code: number) => void;
  readonly version: string;
  /** A seed for a new session. */
  readonly seed: () => string;
}

const ESCAPE_PATIENCE = 25;
const OBSERVE_EVERY = 150;
const SAVE_EVERY = 5_000;
/** How long a replay runs before the screen may show how far it has come. */
const REPLAY_SLICE = 60;
/** How much faster time runs while a command keeps its user waiting, and after how long. */
const IMPATIENCE = { factor: 10, after: 1_500 };

export class Application {
  readonly #content: Content;
  readonly #storage: Storage;
  readonly #rim: Rim;
  readonly #store;
  readonly #compositor: Compositor;
  readonly #decoder = new KeyDecoder();
  readonly #ink;
  #escapeTimer: NodeJS.Timeout | undefined;
  #timers: NodeJS.Timeout[] = [];
  #loaded: Engine | undefined;
  #session: Session | undefined;
  #emulator: Emulator | undefined;
  #pace: Pace | undefined;
  #lastInput = 0;
  #savedInputs = -1;
  #savedAt = 0;

  constructor(content: Content, storage: Storage, rim: Rim) {
    this.#content = content;
    this.#storage = storage;
    this.#rim = rim;
    this.#store = createStore<Model>(() => ({
      size: rim.size(),
      settings: storage.settings,
      progress: storage.progress,
      entries: this.#entries(),
      screen: { name: 'home', cursor: 0 },
      lab: undefined,
      overflow: 0,
      notices: [...content.problems, ...this.#complaints()],
    }));
    this.#compositor = new Compositor(rim.write);
    this.#compositor.enter();
    this.#ink = render(
      <App store={this.#store} report={(overflow) => this.#measured(overflow)} environment={rim.environment} />,
      {
        stdout: this.#frames() as unknown as NodeJS.WriteStream,
        stdin: new SilentInput() as unknown as NodeJS.ReadStream,
        debug: true,
        patchConsole: false,
        exitOnCtrlC: false,
      },
    );
    // While the learner looks at the first frame, what they will need next is loaded.
    this.#later(() => {});
  }

  /** Bytes from the keyboard, as text. */
  type(text: string): void {
    clearTimeout(this.#escapeTimer);
    for (const key of this.#decoder.feed(text)) this.dispatch({ type: 'key', key });
    if (this.#decoder.waiting) {
      this.#escapeTimer = setTimeout(() => {
        for (const key of this.#decoder.flush()) this.dispatch({ type: 'key', key });
      }, ESCAPE_PATIENCE);
    }
  }

  resized(): void {
    const size = this.#rim.size();
    this.#compositor.forget();
    this.dispatch({ type: 'resized', size });
    this.#fitTerminal();
  }

  /** The program was suspended; whoever had the screen meanwhile left anything on it. */
  resumed(): void {
    this.#compositor.enter();
    this.resized();
  }

  /** Saves and gives the screen back. Safe to call more than once. */
  stop(): void {
    this.#save();
    this.#closeSession();
    this.#ink.unmount();
    this.#compositor.leave();
  }

  get model(): Model {
    return this.#store.getState();
  }

  dispatch(message: Message): void {
    const [model, ...effects] = update(this.model, message);
    if (model !== this.model) this.#store.setState(model, true);
    for (const effect of effects) this.#perform(effect);
    this.#placePane();
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'quit':
        this.stop();
        return this.#rim.exit(0);
      case 'open':
        return this.#later(() => this.#open(effect.entry));
      case 'leave':
        return this.#leave();
      case 'type':
        return this.#typeIntoTerminal(effect.text);
      case 'scroll':
        this.#emulator?.scroll(effect.lines);
        this.#compositor.paint();
        return this.#observe();
      case 'finish':
        return this.#finish();
      case 'grade':
        return this.#act((session) => {
          session.do({ type: 'grade', ended: effect.ended });
          if (session.grade) this.dispatch({ type: 'graded', grade: session.grade });
        });
      case 'hint':
        return this.#act((session) => session.do({ type: 'hint', task: effect.task }));
      case 'solution':
        return this.#act((session) => session.do({ type: 'solution', task: effect.task }));
      case 'skip':
        return this.#later(() => this.#act((session) => this.#skip(session, effect.by)));
      case 'undo':
        return this.#later(() => this.#undo(effect.count));
      case 'reset':
        return this.#later(() => this.#begin(this.#session?.plan.lab));
      case 'settings':
        this.#storage.settings = effect.settings;
        if (this.#emulator) this.#emulator.colours = this.#colours;
        this.#compositor.paint();
        return;
      case 'judge':
        return this.#later(() => {
          const question = questionOf(effect.quiz);
          if (question.kind !== 'command' && question.kind !== 'value') return;
          this.dispatch({ type: 'judged', ...this.#engine.judgeTyped(question, effect.quiz.typed) });
        });
      case 'quizDone': {
        const { id, questions } = effect.quiz.quiz;
        const progress = this.#storage.progress;
        const best = Math.max(progress.quizzes[id]?.right ?? 0, effect.quiz.right);
        this.#storage.progress = {
          ...progress,
          quizzes: { ...progress.quizzes, [id]: { right: best, of: questions.length } },
        };
        return;
      }
    }
  }

  // ——— sessions ———

  /** After the frame that says so has been painted, and with the engine there. */
  #later(act: () => void): void {
    setTimeout(async () => {
      this.#loaded ??= await import('./engine.ts');
      act();
    }, 10);
  }

  get #engine(): Engine {
    assert(this.#loaded, 'the engine is used before it is loaded');
    return this.#loaded;
  }

  #open(entry: Extract<Entry, { type: 'resume' | 'lab' | 'sandbox' }>): void {
    if (entry.type === 'resume') return this.#resume();
    this.#begin(entry.type === 'lab' ? entry.lab : undefined);
  }

  #begin(lab: Lab | undefined, notice?: string): void {
    this.#closeSession();
    const topology = TOPOLOGIES[lab?.cluster.topology ?? DEFAULT_TOPOLOGY];
    const world: WorldPlan = {
      topology,
      version: lab?.cluster.version ?? DEFAULT_VERSION,
      seed: this.#rim.seed(),
      epoch: EPOCH,
    };
    this.#attempt(() => {
      const emulator = this.#newEmulator();
      const session = new this.#engine.Session({
        lab,
        world,
        size: { columns: emulator.columns, rows: emulator.rows },
      });
      session.onOutput = this.#screenOf(emulator);
      this.#start(session, emulator, notice);
    });
  }

  #resume(): void {
    const save = this.#storage.running;
    if (!save) return this.#leave();
    const { language } = this.model.settings;
    const lab = this.#content.labs.find((one) => one.id === save.lab);
    if (save.lab !== undefined && !lab) {
      this.#storage.setAside('running.json');
      this.#complaints();
      return this.#leave([say(language, 'unknownLab', { lab: save.lab })]);
    }
    const restart = () => {
      this.#storage.setAside('running.json');
      this.#complaints();
      this.#begin(lab, say(language, 'restarted'));
    };
    const emulator = this.#newEmulator();
    this.#follow(this.#engine.resume(save, lab, this.#screenOf(emulator)), save.now, (session) => {
      if (this.#engine.agrees(save, session)) this.#start(session, emulator);
      else restart();
    });
  }

  #undo(count: number): void {
    const session = this.#session;
    if (!session) return;
    const { inputs, until } = this.#engine.before(session, count);
    this.#closeSession();
    const emulator = this.#newEmulator();
    this.#follow(this.#engine.replaying(session.plan, inputs, until, this.#screenOf(emulator)), until, (again) =>
      this.#start(again, emulator),
    );
  }

  /** Replays in slices, so that a long way back can be watched. */
  #follow(steps: Replay, until: number, done: (session: Session) => void): void {
    const slice = () =>
      this.#attempt(() => {
        const enough = performance.now() + REPLAY_SLICE;
        let step = steps.next();
        while (!step.done && performance.now() < enough) step = steps.next();
        if (step.done) return done(step.value);
        this.dispatch({ type: 'replaying', percent: Math.floor((100 * step.value) / Math.max(1, until)) });
        this.#later(slice);
      });
    slice();
  }

  /** A lab whose scene cannot be set is told, not fatal. */
  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof PrepareError)) throw error;
      this.#closeSession();
      this.dispatch({ type: 'refused', why: `${say(this.model.settings.language, 'broken')} ${error.message}` });
    }
  }

  #newEmulator(): Emulator {
    const { pane } = labLayout(this.model.size);
    return new Emulator(pane.columns, pane.rows, this.#colours);
  }

  #start(session: Session, emulator: Emulator, notice?: string): void {
    this.#emulator = emulator;
    this.#session = session;
    this.#savedInputs = -1;
    this.#save();
    // What a replay wrote is on the grid before anybody sees it.
    emulator.settled(() => {
      if (this.#session !== session) return;
      emulator.onReply((text) => session.do({ type: 'keys', text }));
      this.#fitTerminal();
      this.#pace = startPace((by) => this.#tick(by), this.model.settings.speed);
      this.#timers = [setInterval(() => this.#observe(), OBSERVE_EVERY), setInterval(() => this.#save(), SAVE_EVERY)];
      this.dispatch({ type: 'opened', view: this.#view(), notice });
      this.#tell();
    });
  }

  #closeSession(): void {
    this.#pace?.stop();
    this.#pace = undefined;
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    this.#emulator?.dispose();
    this.#emulator = undefined;
    this.#session = undefined;
  }

  /** Home; the lab waits. */
  #leave(notices: readonly string[] = []): void {
    this.#save();
    this.#closeSession();
    const entries = this.#entries();
    const { progress } = this.#storage;
    this.dispatch({ type: 'left', entries, progress, notices: [...notices, ...this.#complaints()] });
  }

  /** A finished lab is graded for good. */
  #finish(): void {
    const session = this.#session;
    if (!session) return;
    session.do({ type: 'grade', ended: true });
    this.#earn(session);
    this.#storage.running = undefined;
    this.#observe();
    this.#closeSession();
    if (!session.grade) return this.#leave();
    const { progress } = this.#storage;
    this.dispatch({ type: 'finished', grade: session.grade, entries: this.#entries(), progress });
  }

  #skip(session: Session, by: number): void {
    const before = this.#engine.nodesOf(session);
    session.do({ type: 'skip', by });
    this.dispatch({ type: 'passed', span: by, before, after: this.#engine.nodesOf(session) });
  }

  #earn(session: Session): void {
    const { lab, grade } = session;
    if (!lab || !grade) return;
    const points = grade.tasks.reduce((sum, task) => sum + Math.max(0, task.points - session.costOf(task)), 0);
    const { progress } = this.#storage;
    const best = progress.labs[lab.id];
    const better = !best || points >= best.points;
    this.#storage.progress = {
      ...progress,
      labs: {
        ...progress.labs,
        [lab.id]: {
          points: better ? points : best.points,
          of: grade.of,
          passed: grade.passed || (best?.passed ?? false),
          attempts: (best?.attempts ?? 0) + 1,
        },
      },
    };
  }

  #save(): void {
    const session = this.#session;
    if (!session || (session.inputs.length === this.#savedInputs && session.now - this.#savedAt < 60_000)) return;
    this.#savedInputs = session.inputs.length;
    this.#savedAt = session.now;
    this.#storage.running = saveOf(session, this.#rim.version);
    if (this.model.lab) this.#tell();
  }

  /** New complaints about files, in the learner's language. */
  #complaints(): string[] {
    const { language } = this.#storage.settings;
    return this.#storage.takeComplaints().map(({ what, path, why }: Complaint) => say(language, what, { path, why }));
  }

  #tell(): void {
    for (const text of this.#complaints()) this.dispatch({ type: 'complained', text });
  }

  /** Ink calls back while it draws; the model must not change under its hands. */
  #measured(overflow: number): void {
    if (overflow !== this.model.overflow) queueMicrotask(() => this.dispatch({ type: 'measured', overflow }));
  }

  #entries(): Entry[] {
    const running = this.#storage.running;
    const lab = this.#content.labs.find((one) => one.id === running?.lab);
    const { language } = this.#storage.settings;
    return [
      ...(running ? [{ type: 'resume', title: lab?.title[language] ?? say(language, 'sandbox') } as const] : []),
      ...this.#content.labs.map((one) => ({ type: 'lab', lab: one }) as const),
      ...this.#content.quizzes.map((quiz) => ({ type: 'quiz', quiz }) as const),
      { type: 'sandbox' },
      { type: 'settings' },
    ];
  }

  // ——— time ———

  #tick(by: number): void {
    const session = this.#session;
    if (!session || !this.#pace) return;
    session.advance(by);
    this.#pace.speed = this.#speed;
  }

  /** A program that reads whole lines or nothing at all, and has kept its user waiting: let it have its time. */
  get #speed(): number {
    const { speed } = this.model.settings;
    const session = this.#session;
    const isWaiting = session?.isBusy && Date.now() - this.#lastInput > IMPATIENCE.after;
    return isWaiting ? speed * IMPATIENCE.factor : speed;
  }

  // ——— the terminal ———

  #typeIntoTerminal(text: string): void {
    const session = this.#session;
    const emulator = this.#emulator;
    if (!session || !emulator || text === '') return;
    this.#lastInput = Date.now();
    emulator.follow();
    const commands = session.commands.length;
    session.do({ type: 'keys', text: translate(text, emulator) });
    session.advance(0);
    if (session.commands.length === commands) return;
    this.#save();
    // Undo counts from the last command: the list must not lag behind.
    this.#observe();
  }

  #act(act: (session: Session) => void): void {
    if (!this.#session) return;
    act(this.#session);
    this.#save();
    this.#observe();
  }

  #observe(): void {
    if (!this.#session || this.model.screen.name !== 'lab') return;
    const view = this.#view();
    if (this.model.lab && sameView(view, this.model.lab)) return;
    this.dispatch({ type: 'observed', view });
  }

  #view() {
    return this.#engine.viewOf(this.#session!, this.#pace?.speed ?? 1, this.#emulator?.scrolledBack ?? false);
  }

  #screenOf(emulator: Emulator): (bytes: Uint8Array) => void {
    return (bytes) => emulator.write(bytes, () => this.#compositor.paint());
  }

  #fitTerminal(): void {
    const { pane } = labLayout(this.model.size);
    const { columns, rows } = pane;
    if (!this.#session || !this.#emulator || columns < 2 || rows < 1) return;
    if (columns !== this.#emulator.columns || rows !== this.#emulator.rows) this.#emulator.resize(columns, rows);
    const { size } = this.#session.terminal;
    if (columns !== size.columns || rows !== size.rows) this.#session.do({ type: 'size', columns, rows });
  }

  #placePane(): void {
    const { screen, size } = this.model;
    const inLab =
      screen.name === 'lab' && this.#session !== undefined && !isTooSmall(size) && !covers(size, screen.panel);
    this.#compositor.pane(inLab ? labLayout(this.model.size).pane : undefined, inLab ? this.#emulator : undefined);
  }

  get #colours(): boolean {
    return themeFor(this.model.settings.theme, this.#rim.environment).name !== 'plain';
  }

  // ——— Ink's screen ———

  /** A stdout for Ink that hands every frame to the compositor. */
  #frames(): Writable {
    const application = this;
    return new (class extends Writable {
      readonly isTTY = true;
      get columns(): number {
        return application.#rim.size().columns;
      }
      get rows(): number {
        return application.#rim.size().rows;
      }
      override _write(chunk: Buffer, _encoding: string, done: () => void): void {
        const frame = chunk.toString().replace(/\x1b\[\?25[lh]/g, '');
        if (frame.trim() !== '') application.#compositor.chrome(frame);
        done();
      }
    })();
  }
}

/** Full-screen programs ask for other arrow keys; pastes keep their brackets only where they are wanted. */
function translate(text: string, emulator: Emulator): string {
  if (text.startsWith('\x1b[200~') && !emulator.bracketsPaste) return text.slice(6, -6).replaceAll('\n', '\r');
  if (emulator.applicationCursor) return text.replace(/^\x1b\[([ABCDHF])$/, '\x1bO$1');
  return text;
}

function sameView(a: object, b: object): boolean {
  const plain = (value: unknown) => JSON.stringify(value, (_, inner) => (inner instanceof Map ? [...inner] : inner));
  return plain(a) === plain(b);
}

/** Ink reads no keys here: the application owns the keyboard. */
class SilentInput extends Writable {
  readonly isTTY = true;
  setRawMode(): this {
    return this;
  }
  setEncoding(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  read(): null {
    return null;
  }
}
