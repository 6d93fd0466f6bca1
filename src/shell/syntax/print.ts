// Commands as bash prints them back: job texts, `declare -f`, exported functions.

import type { Assignment, Body, Command, Redirect, TestExpression, Word } from './tree.ts';

export const printFunction = (name: string, body: Command): string => `${name} () \n${printFunctionBody(body)}\n`;

function printFunctionBody(body: Command): string {
  if (body.kind === 'group') return printLines(body.body, 0);
  if (body.kind === 'redirected' && body.command.kind === 'group')
    return `${printLines(body.command.body, 0)}${redirects(body.redirects)}`;
  return `{ \n    ${print(body, 4)}\n}`;
}

const printLines = (body: Body, indent: number): string => `{ \n${lines(body, indent + 4)}\n${' '.repeat(indent)}}`;

/** On one line where bash does so: the job table, xtrace, messages. */
export const printCommand = (command: Command): string => print(command, 0).replace(/;$/, '');

function lines(body: Body, indent: number): string {
  const pad = ' '.repeat(indent);
  return body
    .map((statement, index) => {
      const isLast = index === body.length - 1;
      const end = statement.background ? ' &' : isLast ? '' : ';';
      return `${pad}${print(statement.command, indent)}${end}`;
    })
    .join('\n');
}

const inline = (body: Body): string =>
  body
    .map(
      (statement, index) =>
        `${print(statement.command, 0)}${statement.background ? ' &' : index < body.length - 1 ? ';' : ''}`,
    )
    .join(' ');

function print(command: Command, indent: number): string {
  const pad = ' '.repeat(indent);
  const block = (body: Body) => `${lines(body, indent + 4)};`;
  switch (command.kind) {
    case 'simple':
      return [
        ...command.assignments.map((one) => one.text),
        ...command.words.map(wordText),
        ...command.redirects.map(redirectText),
      ].join(' ');
    case 'pipeline': {
      const time = command.timed === 'no' ? '' : command.timed === 'posix' ? 'time -p ' : 'time ';
      const bars = command.commands.map(
        (one, index) =>
          print(one, indent) +
          (index < command.withErrors.length ? (command.withErrors[index] ? ' 2>&1 | ' : ' | ') : ''),
      );
      return `${time}${command.negated ? '! ' : ''}${bars.join('')}`;
    }
    case 'and-or':
      return command.commands
        .map((one, index) => (index === 0 ? '' : ` ${command.operators[index - 1]} `) + print(one, indent))
        .join('');
    case 'group':
      return indent === 0 ? `{ ${inline(command.body)}; }` : printLines(command.body, indent);
    case 'subshell':
      return `( ${inline(command.body)} )`;
    case 'if': {
      const branches = command.branches.map(
        (branch, index) => `${index === 0 ? 'if' : `${pad}elif`} ${inline(branch.test)}; then\n${block(branch.body)}\n`,
      );
      const otherwise = command.otherwise ? `${pad}else\n${block(command.otherwise)}\n` : '';
      return `${branches.join('')}${otherwise}${pad}fi`;
    }
    case 'for':
    case 'select': {
      const words = command.words ? command.words.map(wordText).join(' ') : '"$@"';
      return `${command.kind} ${command.name} in ${words};\n${pad}do\n${block(command.body)}\n${pad}done`;
    }
    case 'arithmetic-for':
      return `for ((${command.initialize.trim()}; ${command.test.trim()}; ${command.update.trim()}))\n${pad}do\n${block(command.body)}\n${pad}done`;
    case 'while':
      return `${command.until ? 'until' : 'while'} ${inline(command.test)}; do\n${block(command.body)}\n${pad}done`;
    case 'case': {
      const items = command.items.map(
        (item) =>
          `${pad}    ${item.patterns.map(wordText).join(' | ')})\n${lines(item.body, indent + 8)}\n${pad}    ${item.terminator}\n`,
      );
      return `case ${command.word.text} in \n${items.join('')}${pad}esac`;
    }
    case 'test':
      return `[[ ${testText(command.expression)} ]]`;
    case 'arithmetic':
      return `((${command.text}))`;
    case 'function':
      return `function ${command.name} () \n${pad}${command.body.kind === 'group' ? printLines(command.body.body, indent) : print(command.body, indent)}`;
    case 'coproc':
      return `coproc ${command.name} ${print(command.body, indent)}`;
    case 'redirected':
      return `${print(command.command, indent)}${redirects(command.redirects)}`;
  }
}

const wordText = (word: Word | Assignment): string => word.text;

const redirects = (list: readonly Redirect[]): string => list.map((one) => ` ${redirectText(one)}`).join('');

function redirectText(redirect: Redirect): string {
  const descriptor = typeof redirect.descriptor === 'string' ? `{${redirect.descriptor}}` : (redirect.descriptor ?? '');
  if (redirect.operator === '<<')
    return `${descriptor}${redirect.delimiter}\n${redirect.target.text}${redirect.delimiter?.replace(/^<<-?/, '').replaceAll(/['"\\]/g, '')}\n`;
  const isDuplicate = redirect.operator === '<&' || redirect.operator === '>&';
  if (isDuplicate)
    return `${descriptor === '' ? (redirect.operator === '<&' ? '0' : '1') : descriptor}${redirect.operator}${redirect.target.text}`;
  return `${descriptor}${redirect.operator} ${redirect.target.text}`;
}

function testText(expression: TestExpression): string {
  switch (expression.type) {
    case 'unary':
      return `${expression.operator} ${expression.operand.text}`;
    case 'binary':
      return `${expression.left.text} ${expression.operator} ${expression.right.text}`;
    case 'logical':
      return expression.operands.map(testText).join(` ${expression.operator} `);
    case 'not':
      return `! ${testText(expression.operand)}`;
    case 'group':
      return `( ${testText(expression.operand)} )`;
  }
}
