// Pieces every screen has.

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { characterWidth, textWidth } from '../../base/width.ts';

/** The line of keys at the bottom. */
export function Bar({ text, columns }: { readonly text: string; readonly columns: number }): ReactNode {
  const shown = fit(` ${text}`, columns);
  return (
    <Box width={columns} height={1} flexShrink={0}>
      <Text inverse>{shown + ' '.repeat(columns - textWidth(shown))}</Text>
    </Box>
  );
}

/** As much of the text as fits. */
function fit(text: string, columns: number): string {
  let width = 0;
  let kept = '';
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns) break;
    kept += character;
  }
  return kept;
}
