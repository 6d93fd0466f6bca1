// Where deleted and yanked text goes. The core holds the registers; which one a command fills follows vim's rules:
// whole lines push "1 … "9 down, a piece of a line goes to "-, a yank to "0, and "" is always the last one used.

import type { Core, Register } from './core.ts';

export type RegisterKind = 'char' | 'line' | 'block';

export interface RegisterText {
  readonly text: string;
  readonly kind: RegisterKind;
}

const isNamed = (name: string | undefined): name is string => name !== undefined && /^[a-zA-Z]$/.test(name);

export function readRegister(core: Core, name: string): RegisterText {
  const register = core.getRegisterController().getRegister(name);
  return { text: register.toString(), kind: register.linewise ? 'line' : register.blockwise ? 'block' : 'char' };
}

export function writeRegister(core: Core, name: string, { text, kind }: RegisterText): void {
  const controller = core.getRegisterController();
  const register = controller.getRegister(name.toLowerCase());
  const isAppending = /^[A-Z]$/.test(name) && register.toString() !== '';
  if (!isAppending) register.setText(text, kind === 'line', kind === 'block');
  else {
    const before = register.toString();
    const isLinewise = kind === 'line' || register.linewise;
    const joint = isLinewise && !before.endsWith('\n') ? '\n' : '';
    const end = isLinewise && !text.endsWith('\n') ? '\n' : '';
    register.setText(before + joint + text + end, isLinewise, false);
  }
}

/** Files the text of an operator away. `isBig`: a motion whose deletions count as lines however short they are. */
export function fileText(
  core: Core,
  name: string | undefined,
  operation: 'yank' | 'delete',
  what: RegisterText,
  isBig = false,
): void {
  if (name === '_') return;
  const controller = core.getRegisterController();
  const unnamed: Register = controller.unnamedRegister;
  if (isNamed(name)) {
    writeRegister(core, name, what);
    const filled = readRegister(core, name);
    unnamed.setText(filled.text, filled.kind === 'line', filled.kind === 'block');
    return;
  }
  if (operation === 'yank') writeRegister(core, '0', what);
  else if (what.text.includes('\n') || isBig) {
    for (let number = 9; number >= 2; number--)
      writeRegister(core, String(number), readRegister(core, String(number - 1)));
    writeRegister(core, '1', what);
  } else writeRegister(core, '-', what);
  unnamed.setText(what.text, what.kind === 'line', what.kind === 'block');
}
