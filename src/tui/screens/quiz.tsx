// A question, the answers, and after answering what each answer stood for.

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { type QuizState, questionOf } from '../../quiz/ask.ts';
import type { Question } from '../../quiz/schema.ts';
import { Markdown } from '../markdown.tsx';
import type { Model, Screen } from '../model.ts';
import { say } from '../texts.ts';
import type { Theme } from '../theme.ts';
import { Bar, Scroller } from './parts.tsx';

export function QuizScreen({
  model,
  screen: { quiz, scroll },
  theme,
}: {
  readonly model: Model;
  readonly screen: Extract<Screen, { name: 'quiz' }>;
  readonly theme: Theme;
}): ReactNode {
  const { columns, rows } = model.size;
  const { language } = model.settings;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Box paddingX={2} paddingTop={1} justifyContent="space-between">
        <Text bold color={theme.accent}>
          {quiz.quiz.title[language]}
        </Text>
        <Text>
          {quiz.stage === 'over' ? '' : say(language, 'questionOf', { n: quiz.at + 1, of: quiz.quiz.questions.length })}
        </Text>
      </Box>
      <Box paddingX={2} paddingTop={1} flexGrow={1} flexDirection="column" overflow="hidden">
        {quiz.stage === 'over' ? (
          <Text bold>{say(language, 'quizResult', { right: quiz.right, of: quiz.quiz.questions.length })}</Text>
        ) : (
          <Scroller rows={rows - 4} scroll={scroll} overflow={model.overflow} language={language} theme={theme}>
            <QuestionView quiz={quiz} model={model} theme={theme} />
          </Scroller>
        )}
      </Box>
      <Bar texts={[say(language, keysFor(quiz))]} columns={columns} />
    </Box>
  );
}

function keysFor(quiz: QuizState): 'keysQuiz' | 'keysQuizNext' | 'keysOrder' | 'keysTyped' {
  if (quiz.stage !== 'asking') return 'keysQuizNext';
  if (quiz.typing) return 'keysTyped';
  return questionOf(quiz).kind === 'order' ? 'keysOrder' : 'keysQuiz';
}

function QuestionView({
  quiz,
  model,
  theme,
}: {
  readonly quiz: QuizState;
  readonly model: Model;
  readonly theme: Theme;
}): ReactNode {
  const { language } = model.settings;
  const question = questionOf(quiz);
  const hints = { several: 'severalRight', order: 'putInOrder', command: 'typeCommand' } as const;
  const hint = question.kind in hints ? hints[question.kind as keyof typeof hints] : undefined;
  const over = quiz.stage === 'answered';
  return (
    <Box flexDirection="column">
      <Markdown text={question.question[language]} theme={theme} />
      {question.exhibit && <Markdown text={`\`\`\`\n${question.exhibit.trimEnd()}\n\`\`\``} theme={theme} />}
      {hint && !over && <Text {...theme.quiet}>{say(language, hint)}</Text>}
      <Text> </Text>
      {quiz.typing && <Text>{`> ${quiz.typed}${over ? '' : '▏'}`}</Text>}
      {quiz.options.map((_, at) => (
        <OptionLine key={at} quiz={quiz} at={at} language={language} theme={theme} />
      ))}
      {over && (
        <Box flexDirection="column" marginTop={1}>
          <Text bold color={quiz.wasRight ? theme.good : theme.bad}>
            {say(language, quiz.wasRight ? 'right' : 'wrong')}
          </Text>
          {quiz.verdict !== '' && <Text>{quiz.verdict}</Text>}
          {question.kind === 'order' && !quiz.wasRight && (
            <Markdown
              text={question.steps.map((step, at) => `${at + 1}. ${step[language]}`).join('\n')}
              theme={theme}
            />
          )}
          {question.kind === 'command' && !quiz.wasRight && (
            <Markdown text={misconception(question, quiz.typed)?.[language] ?? ''} theme={theme} />
          )}
          {question.kind === 'command' && !quiz.wasRight && (
            <Markdown text={`\`${question.solution.trim()}\``} theme={theme} />
          )}
          <Markdown text={question.explain[language]} theme={theme} />
          <Text {...theme.quiet}>{say(language, 'source', { source: question.source })}</Text>
        </Box>
      )}
    </Box>
  );
}

/** What a listed mistake, typed as it stands, comes from. */
const misconception = (question: Extract<Question, { kind: 'command' }>, typed: string) =>
  question.mistakes.find(({ run }) => run.trim() === typed.trim().replace(/\s+/g, ' '))?.because;

function OptionLine({
  quiz,
  at,
  language,
  theme,
}: {
  readonly quiz: QuizState;
  readonly at: number;
  readonly language: 'en' | 'ko';
  readonly theme: Theme;
}): ReactNode {
  const option = quiz.options[at];
  const { kind } = questionOf(quiz);
  const over = quiz.stage === 'answered';
  const isMarked = quiz.marked.has(at);
  const isHere = !over && at === quiz.cursor;
  const box =
    kind === 'several' ? (isMarked ? '[x] ' : '[ ] ') : kind === 'order' ? (isMarked ? `${at + 1}. ` : '   ') : '';
  const verdict = over && kind !== 'order' ? (option.right ? '✓ ' : isMarked ? '✗ ' : '  ') : `${isHere ? '❯' : ' '} `;
  const colour =
    over && kind !== 'order'
      ? option.right
        ? theme.good
        : isMarked
          ? theme.bad
          : undefined
      : isHere
        ? theme.accent
        : undefined;
  return (
    <Box flexDirection="column">
      <Text color={colour} bold={isHere}>{`${verdict}${box}${option.text[language]}`}</Text>
      {over && isMarked && option.because && (
        <Box paddingLeft={4}>
          <Markdown text={option.because[language]} theme={theme} />
        </Box>
      )}
    </Box>
  );
}
