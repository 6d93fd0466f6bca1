// The first screen: what there is to do, how far one has come.

import { Box, Text, Transform } from 'ink';
import type { ReactNode } from 'react';
import { textWidth } from '../../base/width.ts';
import { withoutIndent } from '../markdown.tsx';
import type { Entry, Model } from '../model.ts';
import { say } from '../texts.ts';
import type { Theme } from '../theme.ts';
import { Bar } from './parts.tsx';

export function Home({
  model,
  cursor,
  theme,
}: {
  readonly model: Model;
  readonly cursor: number;
  readonly theme: Theme;
}): ReactNode {
  const { language } = model.settings;
  const { columns, rows } = model.size;
  const chosen = model.entries[cursor];
  const lines = model.entries.flatMap((entry, at) => [...heading(model, at), { entry, at }]);
  const notices = model.notices.map((notice) => ({ notice, rows: Math.ceil(textWidth(notice) / (columns - 4)) }));
  const room = rows - 9 - notices.reduce((sum, { rows }) => sum + rows, 0);
  const selected = lines.findIndex((line) => 'at' in line && line.at === cursor);
  const from = Math.max(0, Math.min(lines.length - room, selected - Math.floor(room / 2)));
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Box paddingX={2} paddingTop={1}>
        <Text bold color={theme.accent}>
          cka-lab
        </Text>
        <Text {...theme.quiet}>{`  ${say(language, 'tagline')}`}</Text>
      </Box>
      <Box flexDirection="column" paddingX={2} paddingTop={1} flexGrow={1} overflow="hidden">
        {lines.slice(from, from + Math.max(1, room)).map((line, i) =>
          'title' in line ? (
            <Text key={i} bold>
              {line.title}
            </Text>
          ) : (
            <Line key={i} entry={line.entry} model={model} selected={line.at === cursor} theme={theme} />
          ),
        )}
      </Box>
      {notices.map(({ notice, rows }) => (
        <Box key={notice} paddingX={2} flexShrink={0} height={rows}>
          <Text color={theme.warning}>{notice}</Text>
        </Box>
      ))}
      <Box paddingX={2} height={3} flexShrink={0} overflow="hidden">
        <Transform transform={withoutIndent}>
          <Text {...theme.quiet}>{summary(model, chosen)}</Text>
        </Transform>
      </Box>
      <Bar texts={[say(language, 'keysHome')]} columns={columns} />
    </Box>
  );
}

/** A title above the first entry of its kind, or of its track. */
function heading(model: Model, at: number): { readonly title: string }[] {
  const { language } = model.settings;
  const group = (entry: Entry | undefined): string | undefined => {
    if (!entry || entry.type === 'resume') return undefined;
    if (entry.type === 'lab') return `${say(language, 'labs')} · ${entry.lab.track}`;
    return say(language, entry.type === 'quiz' ? 'quizzes' : 'more');
  };
  const title = group(model.entries[at]);
  return title !== undefined && title !== group(model.entries[at - 1]) ? [{ title }] : [];
}

function Line({
  entry,
  model,
  selected,
  theme,
}: {
  readonly entry: Entry;
  readonly model: Model;
  readonly selected: boolean;
  readonly theme: Theme;
}): ReactNode {
  const { left, right } = describe(entry, model);
  return (
    <Box justifyContent="space-between">
      <Text
        wrap="truncate"
        bold={selected}
        color={selected ? theme.accent : undefined}
        inverse={selected && theme.name === 'plain'}
      >
        {`${selected ? '❯' : ' '} ${left}`}
      </Text>
      <Box flexShrink={0} paddingLeft={2}>
        <Text {...theme.quiet}>{right}</Text>
      </Box>
    </Box>
  );
}

function describe(entry: Entry, model: Model): { readonly left: string; readonly right: string } {
  const { language } = model.settings;
  switch (entry.type) {
    case 'resume':
      return { left: `${say(language, 'resume')}: ${entry.title}`, right: '' };
    case 'sandbox':
      return { left: say(language, 'sandbox'), right: '' };
    case 'settings':
      return { left: say(language, 'settings'), right: '' };
    case 'quiz': {
      const best = model.progress.quizzes[entry.quiz.id];
      const progress = best ? `${best.right}/${best.of}` : say(language, 'notTried');
      return {
        left: entry.quiz.title[language],
        right: `${say(language, 'questions', { n: entry.quiz.questions.length })} · ${progress}`,
      };
    }
    case 'lab': {
      const { lab } = entry;
      const best = model.progress.labs[lab.id];
      const progress = best?.passed
        ? `✓ ${say(language, 'done')}`
        : best
          ? say(language, 'best', { points: best.points, of: best.of })
          : say(language, 'notTried');
      const level = model.size.columns >= 72 ? [say(language, 'level', { n: lab.level })] : [];
      const facts = [...level, say(language, 'minutes', { n: lab.minutes }), progress];
      return { left: lab.title[language], right: facts.join(' · ') };
    }
  }
}

function summary(model: Model, entry: Entry | undefined): string {
  const { language } = model.settings;
  if (entry?.type === 'lab') return entry.lab.summary[language];
  if (entry?.type === 'quiz') return entry.quiz.summary[language];
  return entry?.type === 'sandbox' ? say(language, 'sandboxSummary') : '';
}
