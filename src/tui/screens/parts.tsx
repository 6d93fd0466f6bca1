// Pieces every screen has.

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';

/** The line of keys at the bottom. */
export function Bar({ text, columns }: { readonly text: string; readonly columns: number }): ReactNode {
  return (
    <Box width={columns} height={1} flexShrink={0}>
      <Text inverse wrap="truncate">
        {` ${text} `.padEnd(columns)}
      </Text>
    </Box>
  );
}
