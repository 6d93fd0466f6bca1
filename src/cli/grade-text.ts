// A grade as plain text.

import type { Grade } from '../lab/grading.ts';
import type { Language } from '../lab/schema.ts';

export function gradeText(grade: Grade, language: Language): string {
  const lines = [`\n${grade.lab}: ${grade.points}/${grade.of} points${grade.passed ? ', passed' : ''}`];
  for (const task of grade.tasks) {
    lines.push(`  ${task.passed ? '✓' : '✗'} ${task.title[language]}  ${task.points}/${task.of}`);
    for (const { name, why, verdict } of task.checks) {
      if (verdict.passed || verdict.open) continue;
      lines.push(`      ✗ ${name[language]}`);
      for (const line of verdict.because.split('\n')) if (line !== '') lines.push(`          ${line}`);
      if (why) lines.push(`          ${why[language]}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
