// The view of the whole model: one screen at a time. Pure; keys and effects are elsewhere.

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { isTooSmall, type Model } from './model.ts';
import { Home } from './screens/home.tsx';
import { LabScreen } from './screens/lab.tsx';
import { Report } from './screens/parts.tsx';
import { QuizScreen } from './screens/quiz.tsx';
import { ResultScreen } from './screens/result.tsx';
import { SettingsScreen } from './screens/settings.tsx';
import { say } from './texts.ts';
import { type Theme, themeFor } from './theme.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export function App({
  store,
  report,
  environment,
}: {
  readonly store: StoreApi<Model>;
  /** Takes note of how many lines of a text did not fit. */
  readonly report: (overflow: number) => void;
  readonly environment: Environment;
}): ReactNode {
  const model = useStore(store);
  return (
    <Report.Provider value={report}>
      <ScreenView model={model} theme={themeFor(model.settings.theme, environment)} />
    </Report.Provider>
  );
}

function ScreenView({ model, theme }: { readonly model: Model; readonly theme: Theme }): ReactNode {
  const { screen, size, settings } = model;
  if (isTooSmall(size)) {
    return (
      <Box width={size.columns} height={size.rows} flexDirection="column" overflow="hidden">
        <Text>{say(settings.language, 'tooSmall', { ...size })}</Text>
        <Text>{say(settings.language, 'needs')}</Text>
      </Box>
    );
  }
  switch (screen.name) {
    case 'home':
      return <Home model={model} cursor={screen.cursor} theme={theme} />;
    case 'settings':
      return <SettingsScreen model={model} cursor={screen.cursor} theme={theme} />;
    case 'quiz':
      return <QuizScreen model={model} screen={screen} theme={theme} />;
    case 'result':
      return <ResultScreen model={model} screen={screen} theme={theme} />;
    case 'wait':
      return (
        <Box width={size.columns} height={size.rows} padding={2}>
          <Text>{say(settings.language, screen.why, { title: screen.title, percent: screen.percent })}</Text>
        </Box>
      );
    case 'lab':
      return model.lab ? <LabScreen model={model} screen={screen} view={model.lab} theme={theme} /> : <Text> </Text>;
  }
}
