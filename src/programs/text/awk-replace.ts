// Small pieces of awk's arithmetic and of its replacing.

export function arithmetic(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return a ** b;
  }
}

// An empty match right behind a match does not count: gsub of x* by - makes -a-b-c- of abc.
export function replaceMatches(
  expression: RegExp,
  text: string,
  which: 'all' | number,
  replacement: (match: RegExpExecArray) => string,
): { readonly text: string; readonly count: number } {
  let result = '';
  let from = 0;
  let count = 0;
  let seen = 0;
  let previousEnd = -1;
  expression.lastIndex = 0;
  for (;;) {
    const match = expression.exec(text);
    if (!match) break;
    const end = match.index + match[0].length;
    if (match[0] !== '' || match.index !== previousEnd) {
      seen++;
      if (which === 'all' || seen === which) {
        result += text.slice(from, match.index) + replacement(match);
        from = end;
        count++;
        if (which !== 'all') break;
      }
    }
    previousEnd = end;
    if (match[0] === '') expression.lastIndex = end + 1;
    if (expression.lastIndex > text.length) break;
  }
  return { text: result + text.slice(from), count };
}
