// `cka-lab list`: what there is to do.

import { parseArgs } from 'node:util';
import { loadContent } from '../content.ts';

export const LIST_HELP = `Usage: cka-lab list [--labs DIR] [--json]

Lists labs and quizzes: ours, and those of every --labs DIR.
`;

export function list(args: readonly string[]): number {
  const { values } = parseArgs({
    args: [...args],
    options: {
      labs: { type: 'string', multiple: true },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(LIST_HELP);
    return 0;
  }
  const { labs, quizzes, problems } = loadContent(values.labs ?? []);
  if (values.json) {
    const rows = [
      ...labs.map(({ id, title, track, level, minutes, tasks }) => ({
        type: 'lab',
        id,
        title,
        track,
        level,
        minutes,
        tasks: tasks.length,
      })),
      ...quizzes.map(({ id, title, track, questions }) => ({
        type: 'quiz',
        id,
        title,
        track,
        questions: questions.length,
      })),
    ];
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  } else {
    for (const lab of labs)
      process.stdout.write(
        `lab   ${lab.id.padEnd(24)} level ${lab.level}  ${String(lab.minutes).padStart(3)} min  ${lab.title.en}\n`,
      );
    for (const quiz of quizzes)
      process.stdout.write(
        `quiz  ${quiz.id.padEnd(24)} ${String(quiz.questions.length).padStart(3)} questions     ${quiz.title.en}\n`,
      );
  }
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return problems.length === 0 ? 0 : 1;
}
