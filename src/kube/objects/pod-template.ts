// What Deployments, ReplicaSets, DaemonSets, StatefulSets and Jobs have in common: a template of pods.

import { setPodSpecDefaults } from './pod-defaults.ts';
import type { Container, PodTemplate } from './types/pod.ts';

export function setTemplateDefaults(template: PodTemplate): void {
  setPodSpecDefaults(template.spec);
}

export const templateContainers = (template: PodTemplate): readonly Container[] => template.spec.containers ?? [];
