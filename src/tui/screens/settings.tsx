// Language, theme, speed of time.

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Model } from '../model.ts';
import { say, type TextName } from '../texts.ts';
import type { Theme } from '../theme.ts';
import { SETTINGS } from '../update.ts';
import { Bar } from './parts.tsx';

const THEME_NAMES = {
  auto: 'themeAuto',
  dark: 'themeDark',
  light: 'themeLight',
  plain: 'themePlain',
} as const satisfies Record<string, TextName>;

export function SettingsScreen({
  model,
  cursor,
  theme,
}: {
  readonly model: Model;
  readonly cursor: number;
  readonly theme: Theme;
}): ReactNode {
  const { settings, size } = model;
  const { language } = settings;
  const values = {
    language: language === 'en' ? 'English' : '한국어',
    theme: say(language, THEME_NAMES[settings.theme]),
    speed: say(language, 'speedOf', { n: settings.speed }),
  };
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Box flexDirection="column" padding={2} flexGrow={1}>
        <Text bold color={theme.accent}>
          {say(language, 'settings')}
        </Text>
        <Text> </Text>
        {SETTINGS.map((name, at) => (
          <Box key={name}>
            <Box width={24}>
              <Text bold={at === cursor}>{`${at === cursor ? '❯' : ' '} ${say(language, name)}`}</Text>
            </Box>
            <Text color={at === cursor ? theme.accent : undefined}>{`‹ ${values[name]} ›`}</Text>
          </Box>
        ))}
      </Box>
      <Bar texts={[say(language, 'keysSettings')]} columns={size.columns} />
    </Box>
  );
}
