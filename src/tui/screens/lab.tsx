// The lab screen's chrome: status line, task or another panel, keys. The terminal's rows are left empty;
// the compositor fills them.

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { textWidth } from '../../base/width.ts';
import { covers, labLayout } from '../layout.ts';
import { Markdown } from '../markdown.tsx';
import type { LabView, Model, Panel, Screen } from '../model.ts';
import { say, type TextName } from '../texts.ts';
import type { Theme } from '../theme.ts';
import { GradePanel } from './grade.tsx';
import { ClusterMap, mapRows } from './map.tsx';
import { Bar, fit, Scroller, Titled } from './parts.tsx';
import { PassedPanel } from './passed.tsx';

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
  const isCovered = covers(model.size, screen.panel);
  // A narrow window shows the map in place of the task, a wide one above it.
  const isMap = screen.map && (wide || screen.panel.type === 'task');
  const most = wide ? task.rows - 8 : task.rows;
  const map = isMap ? Math.min(most, mapRows(view.nodes, task.columns, !wide) + (wide ? 1 : 0)) : 0;
  const room = isCovered ? rows - 2 : task.rows - map;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <StatusLine model={model} view={view} theme={theme} />
      <Box
        height={isCovered || wide ? rows - 2 : task.rows + 1}
        width={wide ? task.columns + 3 : columns}
        flexShrink={0}
        key={isCovered ? 'cover' : 'frame'}
        borderStyle={isCovered ? undefined : 'single'}
        borderTop={false}
        borderLeft={false}
        borderRight={wide}
        borderBottom={!wide}
        borderDimColor
        flexDirection="column"
        paddingX={1}
        overflow="hidden"
      >
        {map > 0 && (
          <Box height={map} flexShrink={0} overflow="hidden" flexDirection="column">
            <ClusterMap nodes={view.nodes} language={language} theme={theme} columns={task.columns} compact={!wide} />
          </Box>
        )}
        {room > 1 && (
          <Scroller rows={room} scroll={screen.scroll} overflow={model.overflow} language={language} theme={theme}>
            <PanelView panel={screen.panel} model={model} view={view} theme={theme} />
          </Scroller>
        )}
      </Box>
      <Box flexGrow={1} />
      <Bar texts={keysFor(screen, view).map((name) => say(language, name))} columns={columns} />
    </Box>
  );
}

function keysFor(screen: LabScreenState, view: LabView): readonly TextName[] {
  if (view.scrolledBack) return ['scrolled'];
  if (screen.prefix) return ['barPrefix', 'barPrefixShort'];
  return view.lab ? ['barLab', 'barLabShort', 'barLabShortest'] : ['barSandbox', 'barSandboxShort'];
}

/** What matters most has its place first: progress and score, then the title, then the machines' clock. */
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
  const { columns } = model.size;
  const { lab } = view;
  const isDone = lab !== undefined && view.current >= lab.tasks.length;
  const marks = view.done.map((done, at) => (done ? '✓' : at === view.current ? '▸' : '·')).join('');
  const task = isDone
    ? say(language, 'finished')
    : lab && say(language, 'task', { n: view.current + 1, of: lab.tasks.length });
  const progress = lab ? `  ${task} ${marks}` : '';
  const right = [
    ...(lab ? [say(language, 'score', { points: view.points, of: view.of })] : []),
    `⏱ ${view.elapsed}`,
    ...(columns >= 90 ? [view.clock] : []),
    ...(view.speed === 1 ? [] : [say(language, 'speedUp', { n: view.speed })]),
  ].join('  ');
  const title = lab?.title[language] ?? say(language, 'sandbox');
  const room = columns - textWidth(progress) - textWidth(right) - 4;
  return (
    <Box width={columns} height={1} flexShrink={0} justifyContent="space-between" paddingX={1}>
      <Text wrap="truncate" bold>
        <Text color={theme.accent}>{room >= 6 ? fit(title, room) : ''}</Text>
        {room >= 6 ? progress : progress.trimStart()}
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
      return (
        <GradePanel grade={panel.grade} costs={view.costs} language={language} theme={theme} current={view.current} />
      );
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
    case 'passed':
      return <PassedPanel {...panel} language={language} theme={theme} />;
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
  const before = lab.tasks[view.current - 1];
  const intro = view.current === 0 && lab.intro ? `${lab.intro[language]}\n\n` : '';
  const after = before?.explain ? `✓ ${before.title[language]}: ${before.explain[language]}\n\n` : '';
  return (
    <Box flexDirection="column" flexShrink={0}>
      {task && (
        <Text bold color={theme.accent}>
          {`${view.current + 1}. ${task.title[language]}`}
        </Text>
      )}
      {task && <Text> </Text>}
      <Markdown text={task ? `${intro}${task.prompt[language]}` : say(language, 'allDone')} theme={theme} />
      {after !== '' && (
        <Box marginTop={1} flexDirection="column">
          <Markdown text={after} theme={theme} />
        </Box>
      )}
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
