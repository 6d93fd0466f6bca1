// The core was written for a page: it asks for `document`, `window` and timers, to build prompts nobody sees here. They stand
// on the global stage only while a call into the core runs, which never waits; before and after it nobody can tell.

type Handler = (...values: unknown[]) => void;

/** As much of a DOM element as the core touches. */
export class StageElement {
  readonly nodeType = 1;
  readonly tag: string;
  readonly style: Record<string, unknown> = {};
  readonly attributes: Record<string, unknown> = {};
  readonly _handlers: Record<string, Handler[]> = {};
  children: { textContent: string }[] = [];
  #text = '';

  constructor(tag: string) {
    this.tag = tag;
  }

  appendChild<T extends { textContent: string }>(child: T): T {
    this.children.push(child);
    return child;
  }

  setAttribute(name: string, value: unknown): void {
    this.attributes[name] = value;
  }

  set textContent(text: string) {
    this.#text = text;
    this.children = [];
  }

  get textContent(): string {
    return this.#text + this.children.map((child) => child.textContent).join('');
  }

  on(type: string, handler: Handler): void {
    this._handlers[type] ??= [];
    this._handlers[type].push(handler);
  }

  off(type: string, handler: Handler): void {
    this._handlers[type] = (this._handlers[type] ?? []).filter((one) => one !== handler);
  }
}

/** Runs a synchronous call into the core with the page it expects. */
export function onStage<T>(act: () => T): T {
  const stage: Record<string, unknown> = globalThis;
  const never = () => 0;
  const props: Readonly<Record<string, unknown>> = {
    document: {
      createElement: (tag: string) => new StageElement(tag),
      createTextNode: (text: string) => ({ nodeType: 3, textContent: text }),
    },
    // Their only use is to highlight matches later; the screen does that itself.
    window: { setTimeout: never, clearTimeout: never },
    setTimeout: never,
    clearTimeout: never,
  };
  const before = Object.keys(props).map((name) => [name, Object.getOwnPropertyDescriptor(stage, name)] as const);
  for (const [name, value] of Object.entries(props))
    Object.defineProperty(stage, name, { value, configurable: true, writable: true });
  try {
    return act();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(stage, name, descriptor);
      else delete stage[name];
    }
  }
}
