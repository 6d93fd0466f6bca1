// The end of a lab: the final grade, task by task.

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Model, Screen } from '../model.ts';
import { say } from '../texts.ts';
import type { Theme } from '../theme.ts';
import { earnedInAll, TaskGrades } from './grade.tsx';
import { Bar, Scroller } from './parts.tsx';

export function ResultScreen({
  model,
  screen: { title, grade, costs, elapsed, scroll },
  theme,
}: {
  readonly model: Model;
  readonly screen: Extract<Screen, { name: 'result' }>;
  readonly theme: Theme;
}): ReactNode {
  const { size, settings, overflow } = model;
  const { language } = settings;
  const points = earnedInAll(grade, costs);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Box flexDirection="column" paddingX={2} paddingTop={1} flexGrow={1}>
        <Scroller rows={size.rows - 2} scroll={scroll} overflow={overflow} language={language} theme={theme}>
          <Text bold color={theme.accent}>
            {title[language]}
          </Text>
          <Text> </Text>
          <Text bold color={grade.passed ? theme.good : theme.warning}>
            {`${say(language, 'finalGrade')}: ${say(language, 'score', { points, of: grade.of })}`}
          </Text>
          <Text>{say(language, grade.passed ? 'passedLab' : 'notPassed')}</Text>
          <Text {...theme.quiet}>{say(language, 'timeTaken', { elapsed })}</Text>
          <Text> </Text>
          <TaskGrades tasks={grade.tasks} costs={costs} language={language} theme={theme} />
        </Scroller>
      </Box>
      <Bar texts={[say(language, 'keysResult')]} columns={size.columns} />
    </Box>
  );
}
