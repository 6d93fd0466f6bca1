// The cluster as a picture: nodes, and the pods on them as they come and go. With room, pods have names;
// without, a node is one line and its pods are signs behind the name of what they belong to.

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { textWidth } from '../../base/width.ts';
import type { Language } from '../../lab/schema.ts';
import type { NodeView, PodView } from '../model.ts';
import { say } from '../texts.ts';
import type { Theme } from '../theme.ts';

export const SIGNS: Readonly<Record<PodView['state'], string>> = {
  ready: '●',
  starting: '◐',
  ending: '◌',
  failed: '✕',
  finished: '○',
};

interface Props {
  readonly nodes: readonly NodeView[];
  readonly language: Language;
  readonly theme: Theme;
  readonly columns: number;
  /** One line for each node. */
  readonly compact: boolean;
}

export function ClusterMap({ nodes, language, theme, columns, compact }: Props): ReactNode {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {nodes.map((node) => (
        <Box key={node.name} flexDirection="column" flexShrink={0}>
          <Text wrap="truncate">
            <Title node={node} language={language} theme={theme} />
            {compact && <Groups node={node} theme={theme} />}
          </Text>
          {!compact &&
            podLines(node, columns).map((line, at) => (
              <Text key={at} wrap="truncate">
                {line.map(({ text, pod }, i) => (
                  <Text key={i}>
                    {'  '}
                    {pod && <Sign pod={pod} theme={theme} />}
                    {pod ? ` ${text}` : <Text {...theme.quiet}>{text}</Text>}
                  </Text>
                ))}
              </Text>
            ))}
        </Box>
      ))}
      <Text {...theme.quiet} wrap="truncate">
        {say(language, 'mapLegend')}
      </Text>
    </Box>
  );
}

/** How many rows the picture takes. */
export const mapRows = (nodes: readonly NodeView[], columns: number, compact: boolean): number =>
  nodes.reduce((sum, node) => sum + 1 + (compact ? 0 : podLines(node, columns).length), 1);

/** `blue-656d8c6dd8-7gsc5` → `blue…7gsc5`: what a learner tells pods apart by. */
export const shortName = (name: string): string => name.replace(/^(.+)-[a-z0-9]{8,10}-([a-z0-9]{5})$/, '$1…$2');

function Title({
  node,
  language,
  theme,
}: {
  readonly node: NodeView;
  readonly language: Language;
  readonly theme: Theme;
}): ReactNode {
  return (
    <Text bold>
      <Text color={node.isOn && node.isReady ? theme.good : theme.bad}>{node.isOn && node.isReady ? '▣' : '▢'}</Text>
      {` ${node.name} `}
      <Text bold={false} color={node.isCordoned ? theme.warning : undefined}>
        {node.isOn ? node.status : say(language, 'off')}
      </Text>
    </Text>
  );
}

function Sign({ pod, theme }: { readonly pod: PodView; readonly theme: Theme }): ReactNode {
  const colours = {
    ready: theme.good,
    starting: theme.warning,
    ending: theme.warning,
    failed: theme.bad,
    finished: undefined,
  };
  return <Text color={colours[pod.state]}>{SIGNS[pod.state]}</Text>;
}

/** `  blue ●●◌  report ●  +3 kube-*` */
function Groups({ node, theme }: { readonly node: NodeView; readonly theme: Theme }): ReactNode {
  const groups = new Map<string, PodView[]>();
  for (const pod of ownPods(node)) {
    const name = shortName(pod.name).split('…')[0];
    groups.set(name, [...(groups.get(name) ?? []), pod]);
  }
  return (
    <Text>
      {[...groups].map(([name, pods]) => (
        <Text key={name}>
          {`  ${name} `}
          {pods.map((pod) => (
            <Sign key={pod.name} pod={pod} theme={theme} />
          ))}
        </Text>
      ))}
      <Text {...theme.quiet}>{`  ${systemPods(node)}`}</Text>
    </Text>
  );
}

const isSystem = (pod: PodView): boolean => pod.namespace.startsWith('kube-');
const ownPods = (node: NodeView): readonly PodView[] => node.pods.filter((pod) => !isSystem(pod));
const systemPods = (node: NodeView): string => `+${node.pods.filter(isSystem).length} kube-*`;

interface Piece {
  readonly text: string;
  readonly pod: PodView | undefined;
}

/** The learner's own pods by name, those of the system as one number, filled into lines. */
function podLines(node: NodeView, columns: number): Piece[][] {
  const pieces: Piece[] = [
    ...ownPods(node).map((pod) => ({ text: shortName(pod.name), pod })),
    { text: systemPods(node), pod: undefined },
  ];
  const lines: Piece[][] = [[]];
  let width = 0;
  for (const piece of pieces) {
    const needs = textWidth(piece.text) + (piece.pod ? 4 : 2);
    if (width + needs > columns && width > 0) {
      lines.push([]);
      width = 0;
    }
    lines[lines.length - 1].push(piece);
    width += needs;
  }
  return lines;
}
