/** As apt writes amounts: `816 `, `49.2 k`, `1659 k`, `12.4 M`; the unit follows. Models SizeToStr(). */
export function formatSize(amount: number): string {
  const prefixes = ['', 'k', 'M', 'G'];
  let size = Math.abs(amount);
  for (const [index, prefix] of prefixes.entries()) {
    if (size < 100 && index !== 0) return `${size.toFixed(1)} ${prefix}`;
    if (size < 10_000 || index === prefixes.length - 1) return `${size.toFixed(0)} ${prefix}`;
    size /= 1000;
  }
  return `${amount} `;
}

/** Names in lines of at most 80 columns, two blanks in front. */
export function listed(names: readonly string[], width = 80): string {
  const lines: string[] = [];
  let line = ' ';
  for (const name of names) {
    if (line.length + 1 + name.length > width - 1 && line !== ' ') {
      lines.push(line);
      line = ' ';
    }
    line += ` ${name}`;
  }
  return lines
    .concat(line === ' ' ? [] : [line])
    .map((one) => `${one}\n`)
    .join('');
}
