// The cluster as a picture: nodes, and the pods on them as they come and go.

import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Language } from '../../lab/schema.ts';
import type { NodeView, PodView } from '../model.ts';
import { say } from '../texts.ts';
import type { Theme } from '../theme.ts';

const SIGNS: Readonly<Record<PodView['state'], string>> = {
  ready: '●',
  starting: '◐',
  ending: '◌',
  failed: '✕',
  finished: '○',
};

export function ClusterMap({
  nodes,
  language,
  theme,
  columns,
}: {
  readonly nodes: readonly NodeView[];
  readonly language: Language;
  readonly theme: Theme;
  readonly columns: number;
}): ReactNode {
  return (
    <Box flexDirection="column">
      {nodes.map((node) => (
        <Box key={node.name} flexDirection="column">
          <Text wrap="truncate" bold>
            <Text color={node.isOn && node.isReady ? theme.good : theme.bad}>
              {node.isOn ? (node.isReady ? '▣' : '▢') : '▢'}
            </Text>
            {` ${node.name} `}
            <Text bold={false} color={node.isCordoned ? theme.warning : undefined}>
              {node.isOn ? node.status : say(language, 'off')}
            </Text>
          </Text>
          <Pods pods={node.pods} theme={theme} columns={columns - 2} />
        </Box>
      ))}
      <Text {...theme.quiet} wrap="truncate">
        {say(language, 'mapLegend')}
      </Text>
    </Box>
  );
}

/** The learner's own pods by name; those of the system as one number. */
function Pods({
  pods,
  theme,
  columns,
}: {
  readonly pods: readonly PodView[];
  readonly theme: Theme;
  readonly columns: number;
}): ReactNode {
  const isSystem = (pod: PodView) => pod.namespace.startsWith('kube-');
  const own = pods.filter((pod) => !isSystem(pod));
  const system = pods.length - own.length;
  const colour = {
    ready: theme.good,
    starting: theme.warning,
    ending: theme.warning,
    failed: theme.bad,
    finished: undefined,
  };
  // Names may be long: each gets what fits, at least its telling end.
  const room = Math.max(8, Math.floor(columns / 2) - 3);
  return (
    <Box paddingLeft={2} flexWrap="wrap" columnGap={2}>
      {own.map((pod) => (
        <Text key={`${pod.namespace}/${pod.name}`}>
          <Text color={colour[pod.state]}>{SIGNS[pod.state]}</Text>
          {` ${pod.name.length > room ? `…${pod.name.slice(-room + 1)}` : pod.name}`}
        </Text>
      ))}
      <Text {...theme.quiet}>{`+${system} kube-*`}</Text>
    </Box>
  );
}
