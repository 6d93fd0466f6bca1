// The `Defaults` that change what sudo does here.

import type { Default } from './sudoers-syntax.ts';

export interface Settings {
  readonly securePath: string | undefined;
  /** Minutes a password is remembered; 0 asks always, negative never again. */
  readonly timeoutMinutes: number;
  readonly attempts: number;
  readonly authenticates: boolean;
  readonly resetsEnvironment: boolean;
  readonly mayKeepEnvironment: boolean;
  readonly lecture: 'never' | 'once' | 'always';
  readonly prompt: string | undefined;
  readonly badPassword: string;
  /** Whose password is asked for. */
  readonly passwordOf: 'caller' | 'target' | 'root';
  readonly needsTerminal: boolean;
  /** Shell patterns of names. */
  readonly kept: readonly string[];
  readonly editor: string;
  readonly honoursEditor: boolean;
}

const KEPT = [
  'COLORS',
  'DISPLAY',
  'HOSTNAME',
  'KRB5CCNAME',
  'LS_COLORS',
  'PS1',
  'PS2',
  'XAUTHORITY',
  'XAUTHORIZATION',
  'XDG_CURRENT_DESKTOP',
  // Checked for harmful values by the real one before they are kept.
  'COLORTERM',
  'LANG',
  'LANGUAGE',
  'LC_*',
  'LINGUAS',
  'TERM',
  'TZ',
];

export function settingsOf(defaults: readonly Default[]): Settings {
  const last = (name: string): Default | undefined => defaults.findLast((one) => one.name === name);
  const flag = (name: string, otherwise: boolean): boolean => {
    const found = last(name);
    return found ? !found.negated : otherwise;
  };
  const text = (name: string): string | undefined => {
    const found = last(name);
    return found && !found.negated ? found.value : undefined;
  };
  const lecture = last('lecture');
  return {
    securePath: text('secure_path'),
    timeoutMinutes: Number(text('timestamp_timeout') ?? (last('timestamp_timeout')?.negated ? 0 : 15)),
    attempts: Number(text('passwd_tries') ?? 3),
    authenticates: flag('authenticate', true),
    resetsEnvironment: flag('env_reset', true),
    mayKeepEnvironment: flag('setenv', false),
    // Debian and Ubuntu build sudo without the lecture; a line in sudoers brings it back.
    lecture:
      !lecture || lecture.negated
        ? 'never'
        : lecture.value === 'always'
          ? 'always'
          : lecture.value === 'never'
            ? 'never'
            : 'once',
    prompt: text('passprompt'),
    badPassword: text('badpass_message') ?? 'Sorry, try again.',
    passwordOf: flag('rootpw', false)
      ? 'root'
      : flag('targetpw', false) || flag('runaspw', false)
        ? 'target'
        : 'caller',
    needsTerminal: flag('requiretty', false),
    kept: keptNames(defaults),
    editor: text('editor') ?? '/usr/bin/editor',
    honoursEditor: flag('env_editor', true),
  };
}

function keptNames(defaults: readonly Default[]): string[] {
  let names = KEPT;
  for (const { name, operator, value } of defaults) {
    if (name !== 'env_keep') continue;
    const given = value.split(/\s+/).filter(Boolean);
    if (operator === '+=') names = [...names, ...given];
    else if (operator === '-=') names = names.filter((one) => !given.includes(one));
    else names = given;
  }
  return names;
}
