// Lines no longer than a limit, broken between words. Models github.com/mitchellh/go-wordwrap: runs of blanks stay as they
// are within a line, and a word longer than the limit stands on a line of its own.

export function wrapWords(text: string, limit: number): string {
  let result = '';
  let used = 0;
  let word = '';
  let blanks = '';
  const flush = () => {
    used += blanks.length + word.length;
    result += blanks + word;
    blanks = '';
    word = '';
  };
  for (const character of text) {
    if (character === '\n') {
      if (word !== '' || used + blanks.length <= limit) flush();
      blanks = '';
      result += character;
      used = 0;
    } else if (/\s/.test(character)) {
      if (blanks === '' || word !== '') flush();
      blanks += character;
    } else {
      word += character;
      if (used + word.length + blanks.length > limit && word.length < limit) {
        result += '\n';
        used = 0;
        blanks = '';
      }
    }
  }
  if (word !== '' || used + blanks.length <= limit) result += blanks + word;
  return result;
}

export const indented = (text: string, width: number): string => {
  const margin = ' '.repeat(width);
  return margin + text.replaceAll('\n', `\n${margin}`);
};
