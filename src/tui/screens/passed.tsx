// What happened on nodes and pods while time was skipped: the difference between two looks at the cluster.

import { Text } from 'ink';
import type { ReactNode } from 'react';
import type { Language } from '../../lab/schema.ts';
import type { NodeView, PodView } from '../model.ts';
import { say, type TextName } from '../texts.ts';
import type { Theme } from '../theme.ts';
import { SIGNS, shortName } from './map.tsx';
import { Titled } from './parts.tsx';

export function PassedPanel({
  span,
  before,
  after,
  language,
  theme,
}: {
  readonly span: number;
  readonly before: readonly NodeView[];
  readonly after: readonly NodeView[];
  readonly language: Language;
  readonly theme: Theme;
}): ReactNode {
  const lines = [...nodeChanges(before, after, language), ...podChanges(before, after, language)];
  return (
    <Titled
      title={say(language, 'passed', { span: spanText(span, language) })}
      theme={theme}
      footer={say(language, 'close')}
    >
      {lines.length === 0 && <Text>{say(language, 'nothingHappened')}</Text>}
      {lines.map((line) => (
        <Text key={line}>{line}</Text>
      ))}
    </Titled>
  );
}

function spanText(span: number, language: Language): string {
  if (span < 60_000) return say(language, 'seconds', { n: span / 1000 });
  return span === 60_000 ? say(language, 'minute') : say(language, 'minutesLong', { n: span / 60_000 });
}

function nodeChanges(before: readonly NodeView[], after: readonly NodeView[], language: Language): string[] {
  const stateOf = (node: NodeView | undefined) =>
    node ? (node.isOn ? node.status : `${node.status}, ${say(language, 'off')}`) : say(language, 'gone');
  return after.flatMap((node) => {
    const was = stateOf(before.find((one) => one.name === node.name));
    return was === stateOf(node) ? [] : [`${node.name}: ${was} → ${stateOf(node)}`];
  });
}

const STATES: Readonly<Record<PodView['state'], TextName>> = {
  ready: 'stateReady',
  starting: 'stateStarting',
  ending: 'stateEnding',
  failed: 'stateFailed',
  finished: 'stateFinished',
};

function podChanges(before: readonly NodeView[], after: readonly NodeView[], language: Language): string[] {
  const [old, now] = [podsByName(before), podsByName(after)];
  const state = (pod: PodView) => `${SIGNS[pod.state]} ${say(language, STATES[pod.state])}`;
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const { pod, node } = is ?? was!;
    if (was && is && was.pod.state === is.pod.state) return [];
    const to = is ? state(is.pod) : say(language, 'gone');
    return [`${shortName(pod.name)} (${node}): ${was ? `${state(was.pod)} → ` : ''}${to}`];
  });
}

function podsByName(nodes: readonly NodeView[]): Map<string, { readonly pod: PodView; readonly node: string }> {
  return new Map(
    nodes.flatMap((node) =>
      node.pods.map((pod) => [`${pod.namespace}/${pod.name}`, { pod, node: node.name }] as const),
    ),
  );
}
