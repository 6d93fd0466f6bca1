// The interface of @replit/codemirror-vim-core, as far as it is used here. The package's own types name parts of a web page.

import type { VimBuffer } from './adapter.ts';
import type { Marker, Position } from './text-buffer.ts';

/** What the core keeps about an editor, as far as we look at it. */
export interface CoreState {
  insertMode: boolean;
  visualMode: boolean;
  visualLine: boolean;
  visualBlock: boolean;
  insertModeRepeat: number | undefined;
  lastHPos: number;
  lastHSPos: number;
  inputState: {
    keyBuffer: string[];
    operator: string | null | undefined;
    registerName: string | undefined;
    prefixRepeat: string[];
    motionRepeat: string[];
    selectedCharacter?: string;
    getRepeat(): number;
  };
  sel: { anchor: Position; head: Position };
  lastSelection: {
    anchorMark: Marker;
    headMark: Marker;
    visualLine: boolean;
    visualBlock: boolean;
  } | null;
  marks: Record<string, Marker>;
  lastMotion: unknown;
  lastEditInputState: unknown;
}

export interface Register {
  linewise: boolean;
  blockwise: boolean;
  setText(text: string, linewise?: boolean, blockwise?: boolean): void;
  toString(): string;
}

export interface MotionArguments {
  repeat: number;
  repeatIsExplicit?: boolean;
  forward?: boolean;
  linewise?: boolean;
  inclusive?: boolean;
  selectedCharacter?: string;
  [name: string]: unknown;
}

export interface OperatorArguments {
  linewise?: boolean;
  registerName?: string;
  repeat?: number;
  [name: string]: unknown;
}

export interface CoreRange {
  anchor: Position;
  head: Position;
}

export type MotionFunction = (
  cm: VimBuffer,
  head: Position,
  args: MotionArguments,
  vim: CoreState,
  input: unknown,
) => Position | [Position, Position] | null | undefined;
type OperatorFunction = (
  cm: VimBuffer,
  args: OperatorArguments,
  ranges: CoreRange[],
  oldAnchor: Position,
  newHead: Position,
) => Position | undefined | void;
type ActionFunction = (cm: VimBuffer, args: MotionArguments & { registerName?: string }, vim: CoreState) => void;

/** The part of the core's interface that is used here. */
export interface Core {
  suppressErrorLogging: boolean;
  handleKey(cm: VimBuffer, key: string, origin: string): boolean | undefined;
  multiSelectHandleKey(cm: VimBuffer, key: string, origin: string): boolean | undefined;
  maybeInitVimState_(cm: VimBuffer): CoreState;
  enterVimMode(cm: VimBuffer): void;
  exitVisualMode(cm: VimBuffer, moveHead?: boolean): void;
  exitInsertMode(cm: VimBuffer): void;
  getRegisterController(): {
    getRegister(name: string): Register;
    pushText(name: string | undefined, operator: string, text: string, linewise?: boolean, blockwise?: boolean): void;
    unnamedRegister: Register;
    registers: Record<string, Register>;
  };
  setOption(name: string, value: unknown): void;
  defineMotion(name: string, motion: MotionFunction): void;
  defineOperator(name: string, operator: OperatorFunction): void;
  defineAction(name: string, action: ActionFunction): void;
  mapCommand(keys: string, type: string, name: string, args: object, extra: object): void;
}
