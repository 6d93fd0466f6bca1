// What is right, what is missing, and why it matters.

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Grade, TaskGrade } from '../../lab/grading.ts';
import type { Language } from '../../lab/schema.ts';
import { say } from '../texts.ts';
import type { Theme } from '../theme.ts';
import { Titled } from './lab.tsx';

export function GradePanel({
  grade,
  language,
  theme,
  current,
}: {
  readonly grade: Grade;
  readonly language: Language;
  readonly theme: Theme;
  readonly current: number;
}): ReactNode {
  // The task at hand first: that is what the learner asked about.
  const ordered = [...grade.tasks.slice(current, current + 1), ...grade.tasks.filter((_, at) => at !== current)];
  return (
    <Titled
      title={`${say(language, 'checks')} · ${say(language, 'score', { points: grade.points, of: grade.of })}`}
      theme={theme}
      footer={say(language, 'close')}
    >
      {ordered.map((task) => (
        <TaskLines key={task.id} task={task} language={language} theme={theme} />
      ))}
    </Titled>
  );
}

function TaskLines({
  task,
  language,
  theme,
}: {
  readonly task: TaskGrade;
  readonly language: Language;
  readonly theme: Theme;
}): ReactNode {
  return (
    <Box flexDirection="column" marginBottom={1}>
      <Text bold>{`${task.title[language]}  ${task.points}/${task.of}`}</Text>
      {task.checks.map(({ id, name, why, verdict }) => (
        <Box key={id} flexDirection="column">
          <Text color={verdict.passed ? theme.good : verdict.open ? undefined : theme.bad}>
            {`${verdict.passed ? '✓' : verdict.open ? '·' : '✗'} ${name[language]}`}
          </Text>
          {!verdict.passed && !verdict.open && (verdict.because !== '' || why) && (
            <Box paddingLeft={2} flexDirection="column">
              {verdict.because !== '' && <Text>{verdict.because}</Text>}
              {why && <Text {...theme.quiet}>{why[language]}</Text>}
            </Box>
          )}
        </Box>
      ))}
    </Box>
  );
}
