// `cka-lab check`: proves labs and quizzes.

import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadContent } from '../content.ts';
import { loadFiles, yamlFiles } from '../content-files.ts';
import { prove } from '../lab/prove.ts';
import { proveQuiz } from '../quiz/prove.ts';

export const CHECK_HELP = `Usage: cka-lab check [--seeds N] [--labs DIR] [FILE|DIR ...]

Proves labs and quizzes, ours or those named: every task fails unsolved; the solution and all alternatives
pass; every listed mistake fails with its promised message; names a check needs are in the text; both
languages are there. Each lab is played with several seeds (default 2).

Exit status 0: everything holds. 1: something does not, one line each. 2: the command line is wrong.
`;

export function check(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      labs: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(CHECK_HELP);
    return 0;
  }
  const seeds = Array.from({ length: Number(values.seeds ?? 2) }, (_, i) => String(i + 1));
  const files = positionals.flatMap((path) => (statSync(path).isDirectory() ? yamlFiles(path) : [path]));
  const { labs, quizzes, problems } = files.length > 0 ? loadFiles(files) : loadContent(values.labs ?? []);
  let bad = problems.length;
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  const tell = (name: string, found: readonly string[]) => {
    bad += found.length;
    process.stdout.write(found.length === 0 ? `${name}: ok\n` : `${found.join('\n')}\n`);
  };
  for (const lab of labs) {
    process.stderr.write(`proving lab ${lab.id} with ${seeds.length} seeds …\n`);
    tell(`lab ${lab.id} (${lab.tasks.length} tasks)`, prove(lab, seeds));
  }
  for (const quiz of quizzes) tell(`quiz ${quiz.id} (${quiz.questions.length} questions)`, proveQuiz(quiz));
  return bad === 0 ? 0 : 1;
}
