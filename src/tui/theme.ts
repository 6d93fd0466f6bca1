// Colours by purpose. Only the terminal's own sixteen are used, so a learner's palette decides; `plain`
// (NO_COLOR) has none and says everything with words, weight and signs.

export interface Theme {
  readonly name: 'dark' | 'light' | 'plain';
  readonly accent: string | undefined;
  readonly good: string | undefined;
  readonly bad: string | undefined;
  readonly warning: string | undefined;
  readonly code: string | undefined;
  readonly quiet: { readonly dimColor: boolean };
}

const THEMES: Readonly<Record<Theme['name'], Theme>> = {
  dark: {
    name: 'dark',
    accent: 'cyan',
    good: 'green',
    bad: 'red',
    warning: 'yellow',
    code: 'cyan',
    quiet: { dimColor: true },
  },
  light: {
    name: 'light',
    accent: 'blue',
    good: 'green',
    bad: 'red',
    warning: 'magenta',
    code: 'blue',
    quiet: { dimColor: false },
  },
  plain: {
    name: 'plain',
    accent: undefined,
    good: undefined,
    bad: undefined,
    warning: undefined,
    code: undefined,
    quiet: { dimColor: false },
  },
};

/** NO_COLOR wins; `auto` believes COLORFGBG, which terminals set to `foreground;background`. */
export function themeFor(
  setting: 'auto' | 'dark' | 'light' | 'plain',
  environment: Readonly<Record<string, string | undefined>>,
): Theme {
  if (environment['NO_COLOR'] || environment['TERM'] === 'dumb') return THEMES.plain;
  if (setting !== 'auto') return THEMES[setting];
  const background = Number(environment['COLORFGBG']?.split(';').pop() || 0);
  return THEMES[background === 7 || background === 15 ? 'light' : 'dark'];
}
