// The lab screen's chrome: status line, task or another panel, keys. The terminal's rows are left empty;
// the compositor fills them.

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { labLayout } from '../layout.ts';
import { Markdown } from '../markdown.tsx';
import type { LabView, Model, Panel, Screen } from '../model.ts';
import { say } from '../texts.ts';
import type { Theme } from '../theme.ts';
import { GradePanel } from './grade.tsx';
import { ClusterMap } from './map.tsx';
import { Bar } from './parts.tsx';

type LabScreenState = Extract<Screen, { name: 'lab' }>;

interface Props {
  readonly model: Model;
  readonly screen: LabScreenState;
  readonly view: LabView;
  readonly theme: Theme;
}

export function LabScreen({ model, screen, view, theme }: Props): ReactNode {
  const { columns, rows } = model.size;
  const { language } = model.settings;
  const { wide, task } = labLayout(model.size);
  const keys = say(language, view.lab ? (columns >= 104 ? 'barLab' : 'barLabShort') : 'barSandbox');
  const map = screen.map ? Math.min(Math.ceil(task.rows / 2), view.nodes.length * 3 + 2) : 0;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <StatusLine model={model} view={view} theme={theme} />
      <Box
        height={wide ? rows - 2 : task.rows + 1}
        width={wide ? task.columns + 3 : columns}
        borderStyle="single"
        borderTop={false}
        borderLeft={false}
        borderRight={wide}
        borderBottom={!wide}
        borderDimColor
        flexDirection="column"
        paddingX={1}
        overflow="hidden"
      >
        {screen.map && (
          <Box height={map} flexShrink={0} overflow="hidden" flexDirection="column">
            <ClusterMap nodes={view.nodes} language={language} theme={theme} columns={task.columns} />
          </Box>
        )}
        <Box height={task.rows - map} flexShrink={0} overflow="hidden" flexDirection="column">
          <Box marginTop={-screen.scroll} flexDirection="column" flexShrink={0}>
            <PanelView panel={screen.panel} model={model} view={view} theme={theme} />
          </Box>
        </Box>
      </Box>
      <Box flexGrow={1} />
      <Bar text={view.scrolledBack ? say(language, 'scrolled') : keys} columns={columns} />
    </Box>
  );
}

function StatusLine({
  model,
  view,
  theme,
}: {
  readonly model: Model;
  readonly view: LabView;
  readonly theme: Theme;
}): ReactNode {
  const { language } = model.settings;
  const title = view.lab?.title[language] ?? say(language, 'sandbox');
  const task =
    view.lab &&
    (view.current < view.lab.tasks.length
      ? say(language, 'task', { n: view.current + 1, of: view.lab.tasks.length })
      : say(language, 'finished'));
  const marks = view.done.map((done, at) => (done ? '✓' : at === view.current ? '▸' : '·')).join('');
  const right = [
    ...(view.lab ? [say(language, 'score', { points: view.points, of: view.of })] : []),
    `⏱ ${view.elapsed}`,
    view.clock,
    ...(view.speed === 1 ? [] : [say(language, 'speedUp', { n: view.speed })]),
  ].join('  ');
  return (
    <Box width={model.size.columns} height={1} justifyContent="space-between" paddingX={1}>
      <Text wrap="truncate" bold>
        <Text color={theme.accent}>{title}</Text>
        {task ? `  ${task} ${marks}` : ''}
      </Text>
      <Box flexShrink={0} paddingLeft={2}>
        <Text>{right}</Text>
      </Box>
    </Box>
  );
}

function PanelView({
  panel,
  model,
  view,
  theme,
}: {
  readonly panel: Panel;
  readonly model: Model;
  readonly view: LabView;
  readonly theme: Theme;
}): ReactNode {
  const { language } = model.settings;
  switch (panel.type) {
    case 'task':
      return <TaskText view={view} model={model} theme={theme} />;
    case 'help':
      return (
        <Titled title={say(language, 'helpTitle')} theme={theme}>
          <Markdown text={say(language, 'help')} theme={theme} />
        </Titled>
      );
    case 'hint':
      return (
        <Titled
          title={panel.shown > 0 ? say(language, 'hint', { n: panel.shown, of: panel.task.hints.length }) : ''}
          theme={theme}
          footer={say(language, 'close')}
        >
          {panel.task.hints.length === 0 && <Text>{say(language, 'noHints')}</Text>}
          {panel.task.hints.slice(0, panel.shown).map((hint, at) => (
            <Box key={at} flexDirection="column" marginBottom={1}>
              <Markdown text={hint[language]} theme={theme} />
            </Box>
          ))}
          {panel.task.hints.length > 0 && panel.shown === panel.task.hints.length && (
            <Text>{say(language, 'noMoreHints')}</Text>
          )}
        </Titled>
      );
    case 'solution': {
      const { solution, alternatives, explain } = panel.task;
      const block = (script: string) => `\`\`\`\n${script.trim()}\n\`\`\``;
      const others = alternatives.map((one) => `**${say(language, 'alternative')}**\n\n${block(one)}`);
      return (
        <Titled title={say(language, 'solution')} theme={theme} footer={say(language, 'close')}>
          <Markdown text={[block(solution), explain?.[language] ?? '', ...others].join('\n\n')} theme={theme} />
        </Titled>
      );
    }
    case 'grade':
      return <GradePanel grade={panel.grade} language={language} theme={theme} current={view.current} />;
    case 'skip':
      return (
        <Titled title={say(language, 'askSkip')} theme={theme}>
          <Text>{say(language, 'keysSkip')}</Text>
        </Titled>
      );
    case 'undo':
      return <UndoPanel cursor={panel.cursor} view={view} model={model} theme={theme} />;
    case 'confirm':
      return (
        <Titled title={question(panel.question, model, view)} theme={theme}>
          <Text>{say(language, 'yesNo')}</Text>
        </Titled>
      );
    case 'note':
      return (
        <Titled title="" theme={theme} footer={say(language, 'close')}>
          <Text>{panel.text}</Text>
        </Titled>
      );
  }
}

function question(kind: 'hint' | 'solution' | 'reset', model: Model, view: LabView): string {
  const { language } = model.settings;
  if (kind === 'reset') return say(language, 'askReset');
  if (kind === 'solution') return say(language, 'askSolution');
  const task = view.lab?.tasks[view.current];
  return say(language, 'askHint', { n: (view.hints.get(task?.id ?? '') ?? 0) + 1, of: task?.hints.length ?? 0 });
}

function TaskText({
  view,
  model,
  theme,
}: {
  readonly view: LabView;
  readonly model: Model;
  readonly theme: Theme;
}): ReactNode {
  const { language } = model.settings;
  const { lab } = view;
  if (!lab) return <Markdown text={`${say(language, 'sandboxSummary')}\n\n${say(language, 'help')}`} theme={theme} />;
  const task = lab.tasks[view.current];
  if (!task) return <Text>{say(language, 'allDone')}</Text>;
  const before = lab.tasks[view.current - 1];
  const intro = view.current === 0 && lab.intro ? `${lab.intro[language]}\n\n` : '';
  const after = before?.explain ? `✓ ${before.title[language]}: ${before.explain[language]}\n\n` : '';
  return (
    <Box flexDirection="column">
      <Text bold color={theme.accent}>
        {`${view.current + 1}. ${task.title[language]}`}
      </Text>
      <Text> </Text>
      <Markdown text={`${intro}${task.prompt[language]}`} theme={theme} />
      {after !== '' && (
        <Box marginTop={1} flexDirection="column">
          <Markdown text={after} theme={theme} />
        </Box>
      )}
      <Text> </Text>
      <Text {...theme.quiet}>{say(language, 'scrollTask')}</Text>
    </Box>
  );
}

function UndoPanel({
  cursor,
  view,
  model,
  theme,
}: {
  readonly cursor: number;
  readonly view: LabView;
  readonly model: Model;
  readonly theme: Theme;
}): ReactNode {
  const { language } = model.settings;
  if (view.commands.length === 0) {
    return (
      <Titled title="" theme={theme} footer={say(language, 'close')}>
        <Text>{say(language, 'nothingToUndo')}</Text>
      </Titled>
    );
  }
  const shown = view.commands.map((text, at) => ({ text, at })).slice(Math.max(0, cursor - 4), cursor + 5);
  return (
    <Titled title={say(language, 'askUndoWhich')} theme={theme} footer={say(language, 'keysPick')}>
      {shown.map(({ text, at }) => (
        <Text key={at} wrap="truncate" bold={at === cursor} color={at === cursor ? theme.accent : undefined}>
          {`${at === cursor ? '❯' : ' '} ${text}`}
        </Text>
      ))}
    </Titled>
  );
}

export function Titled({
  title,
  theme,
  footer,
  children,
}: {
  readonly title: string;
  readonly theme: Theme;
  readonly footer?: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Box flexDirection="column">
      {title !== '' && (
        <Box marginBottom={1}>
          <Text bold color={theme.accent}>
            {title}
          </Text>
        </Box>
      )}
      {children}
      {footer && (
        <Box marginTop={1}>
          <Text {...theme.quiet}>{footer}</Text>
        </Box>
      )}
    </Box>
  );
}
