// Markdown of labs and quizzes as Ink elements: headings, emphasis, code, lists, quotes. Anything else
// appears as its text.

import { Box, Text, Transform } from 'ink';
import { marked, type Token, type Tokens } from 'marked';
import type { ReactNode } from 'react';
import type { Theme } from './theme.ts';

export function Markdown({ text, theme }: { readonly text: string; readonly theme: Theme }): ReactNode {
  return (
    <Box flexDirection="column">
      {marked.lexer(text).map((token, at) => (
        <Block key={at} token={token} theme={theme} />
      ))}
    </Box>
  );
}

function Block({ token, theme }: { readonly token: Token; readonly theme: Theme }): ReactNode {
  switch (token.type) {
    case 'space':
      return <Text> </Text>;
    case 'heading':
      return (
        <Text bold color={theme.accent}>
          {inline(token.tokens, theme)}
        </Text>
      );
    case 'code':
      return (
        <Box flexDirection="column" paddingLeft={2}>
          {String(token.text)
            .split('\n')
            .map((line, at) => (
              <Text key={at} color={theme.code} bold={theme.name === 'plain'}>
                {line === '' ? ' ' : line}
              </Text>
            ))}
        </Box>
      );
    case 'list':
      return (
        <Box flexDirection="column">
          {(token as Tokens.List).items.map((item, at) => (
            <Box key={at}>
              <Box width={3} flexShrink={0}>
                <Text>{token.ordered ? ` ${at + Number(token.start || 1)}.` : ' •'}</Text>
              </Box>
              <Box flexDirection="column">
                {item.tokens.map((inner, i) => (
                  <Block key={i} token={inner} theme={theme} />
                ))}
              </Box>
            </Box>
          ))}
        </Box>
      );
    case 'blockquote':
      return (
        <Box flexDirection="column" paddingLeft={2}>
          {(token.tokens ?? []).map((inner, at) => (
            <Block key={at} token={inner} theme={theme} />
          ))}
        </Box>
      );
    default:
      return (
        <Transform transform={withoutIndent}>
          <Text>{'tokens' in token && token.tokens ? inline(token.tokens, theme) : token.raw.trimEnd()}</Text>
        </Transform>
      );
  }
}

function inline(tokens: readonly Token[] | undefined, theme: Theme): ReactNode[] {
  return (tokens ?? []).map((token, at) => {
    switch (token.type) {
      case 'strong':
        return (
          <Text key={at} bold>
            {inline(token.tokens, theme)}
          </Text>
        );
      case 'em':
        return (
          <Text key={at} italic>
            {inline(token.tokens, theme)}
          </Text>
        );
      case 'codespan':
        return (
          <Text key={at} color={theme.code} bold={theme.name === 'plain'}>
            {unescapeHtml(token.text)}
          </Text>
        );
      case 'br':
        return '\n';
      default:
        return (
          <Text key={at}>
            {'tokens' in token && token.tokens
              ? inline(token.tokens, theme)
              : unescapeHtml('text' in token ? String(token.text) : token.raw).replace(/\s*\n\s*/g, ' ')}
          </Text>
        );
    }
  });
}

/** A line broken at a blank does not begin with it. */
export const withoutIndent = (line: string): string => line.replace(/^((?:\x1b\[[0-9;]*m)*) +/, '$1');

/** The lexer escapes for HTML; a terminal wants the letters back. */
const unescapeHtml = (text: string): string =>
  text.replace(
    /&(lt|gt|quot|#39|amp);/g,
    (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name] ?? '',
  );
