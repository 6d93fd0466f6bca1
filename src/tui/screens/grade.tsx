// What is right, what is missing, and why it matters.

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { CheckGrade, Grade, TaskGrade } from '../../lab/grading.ts';
import type { Language } from '../../lab/schema.ts';
import { Markdown } from '../markdown.tsx';
import { say } from '../texts.ts';
import type { Theme } from '../theme.ts';
import { Titled } from './parts.tsx';

type Costs = ReadonlyMap<string, number>;

/** What a task is worth after what its hints cost. */
const earned = (task: TaskGrade, costs: Costs): number => Math.max(0, task.points - (costs.get(task.id) ?? 0));

export const earnedInAll = (grade: Grade, costs: Costs): number =>
  grade.tasks.reduce((sum, task) => sum + earned(task, costs), 0);

export function GradePanel({
  grade,
  costs,
  language,
  theme,
  current,
}: {
  readonly grade: Grade;
  readonly costs: Costs;
  readonly language: Language;
  readonly theme: Theme;
  readonly current: number;
}): ReactNode {
  // The task at hand first, that is what the learner asked about; then the finished ones. The future stays dark.
  const ordered = [...grade.tasks.slice(current, current + 1), ...grade.tasks.slice(0, current)];
  const later = grade.tasks.length - ordered.length;
  return (
    <Titled
      title={`${say(language, 'checks')} · ${say(language, 'score', { points: earnedInAll(grade, costs), of: grade.of })}`}
      theme={theme}
      footer={say(language, 'close')}
    >
      <TaskGrades tasks={ordered} costs={costs} language={language} theme={theme} />
      {later > 0 && <Text {...theme.quiet}>{say(language, 'laterTasks', { n: later })}</Text>}
    </Titled>
  );
}

export function TaskGrades({
  tasks,
  costs,
  language,
  theme,
}: {
  readonly tasks: readonly TaskGrade[];
  readonly costs: Costs;
  readonly language: Language;
  readonly theme: Theme;
}): ReactNode {
  return tasks.map((task) => {
    const cost = costs.get(task.id) ?? 0;
    return (
      <Box key={task.id} flexDirection="column" marginBottom={1} flexShrink={0}>
        <Text bold>
          {`${task.title[language]}  ${earned(task, costs)}/${task.of}`}
          {cost > 0 && <Text bold={false} color={theme.warning}>{`  ${say(language, 'costs', { n: cost })}`}</Text>}
        </Text>
        {task.checks.map((check) => (
          <CheckLines key={check.id} check={check} language={language} theme={theme} />
        ))}
      </Box>
    );
  });
}

function CheckLines({
  check: { name, why, verdict },
  language,
  theme,
}: {
  readonly check: CheckGrade;
  readonly language: Language;
  readonly theme: Theme;
}): ReactNode {
  const isWrong = !verdict.passed && !verdict.open;
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Text color={verdict.passed ? theme.good : isWrong ? theme.bad : undefined}>
        {`${verdict.passed ? '✓' : isWrong ? '✗' : '·'} ${name[language]}`}
      </Text>
      {isWrong && (
        <Box paddingLeft={2} flexDirection="column" flexShrink={0}>
          {verdict.because !== '' && <Text>{verdict.because}</Text>}
          {why && <Markdown text={why[language]} theme={theme} />}
        </Box>
      )}
    </Box>
  );
}
