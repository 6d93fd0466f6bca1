// Pieces every screen has.

import { Box, type DOMElement, measureElement, Text } from 'ink';
import { createContext, type ReactNode, useContext, useLayoutEffect, useRef } from 'react';
import { characterWidth, textWidth } from '../../base/width.ts';
import type { Language } from '../../lab/schema.ts';
import { say } from '../texts.ts';
import type { Theme } from '../theme.ts';

/** Tells the model how many lines of the text being read did not fit. */
export const Report = createContext<(overflow: number) => void>(() => {});

/**
 * A text in `rows` rows, of which `scroll` lines have gone by. What does not fit is announced in the last row,
 * with the keys that lead there.
 */
export function Scroller({
  rows,
  scroll,
  overflow,
  language,
  theme,
  children,
}: {
  readonly rows: number;
  readonly scroll: number;
  readonly overflow: number;
  readonly language: Language;
  readonly theme: Theme;
  readonly children: ReactNode;
}): ReactNode {
  const report = useContext(Report);
  const text = useRef<DOMElement>(null);
  useLayoutEffect(() => {
    if (!text.current) return;
    const { height } = measureElement(text.current);
    report(height > rows ? height - rows + 1 : 0);
  });
  const at = Math.min(scroll, overflow);
  return (
    <Box height={rows} flexShrink={0} flexDirection="column">
      <Box height={overflow > 0 ? rows - 1 : rows} flexShrink={0} flexDirection="column" overflow="hidden">
        <Box ref={text} marginTop={-at} flexDirection="column" flexShrink={0}>
          {children}
        </Box>
      </Box>
      {overflow > 0 && (
        <Text color={theme.accent} bold={theme.name === 'plain'} wrap="truncate">
          {at < overflow
            ? say(language, at > 0 ? 'moreBoth' : 'moreBelow', { n: overflow - at })
            : say(language, 'moreAbove')}
        </Text>
      )}
    </Box>
  );
}

/** The line of keys at the bottom: the most explicit of `texts` that fits. */
export function Bar({ texts, columns }: { readonly texts: readonly string[]; readonly columns: number }): ReactNode {
  const fitting = texts.find((text) => textWidth(text) < columns) ?? texts[texts.length - 1];
  const shown = fit(` ${fitting}`, columns);
  return (
    <Box width={columns} height={1} flexShrink={0}>
      <Text inverse>{shown + ' '.repeat(columns - textWidth(shown))}</Text>
    </Box>
  );
}

/** As much of the text as fits; what is cut off leaves an ellipsis. */
export function fit(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let width = 0;
  let kept = '';
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** A panel: its title, its content, and how to leave it. */
export function Titled({
  title,
  theme,
  footer,
  children,
}: {
  readonly title: string;
  readonly theme: Theme;
  readonly footer?: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Box flexDirection="column">
      {title !== '' && (
        <Box marginBottom={1}>
          <Text bold color={theme.accent}>
            {title}
          </Text>
        </Box>
      )}
      {children}
      {footer && (
        <Box marginTop={1}>
          <Text {...theme.quiet}>{footer}</Text>
        </Box>
      )}
    </Box>
  );
}
