// What keeps pods running: apps and batch.

import type {
  Condition,
  IntOrString,
  Json,
  KubeObject,
  LabelSelector,
  Labels,
  ObjectMeta,
  ObjectReference,
  Time,
} from './meta.ts';
import type { PodTemplate } from './pod.ts';
import type { PersistentVolumeClaim } from './storage.ts';

export interface Deployment extends KubeObject {
  spec: {
    replicas: number;
    selector: LabelSelector;
    template: PodTemplate;
    strategy: {
      type: 'RollingUpdate' | 'Recreate';
      rollingUpdate?: { maxUnavailable: IntOrString; maxSurge: IntOrString };
    };
    minReadySeconds?: number;
    revisionHistoryLimit: number;
    progressDeadlineSeconds: number;
    paused?: boolean;
  };
  status: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    unavailableReplicas?: number;
    terminatingReplicas?: number;
    conditions?: Condition[];
    collisionCount?: number;
  };
}

export interface ReplicaSet extends KubeObject {
  spec: { replicas: number; selector: LabelSelector; template: PodTemplate; minReadySeconds?: number };
  status: {
    replicas: number;
    fullyLabeledReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    terminatingReplicas?: number;
    observedGeneration?: number;
    conditions?: Condition[];
  };
}

export interface DaemonSet extends KubeObject {
  spec: {
    selector: LabelSelector;
    template: PodTemplate;
    updateStrategy: {
      type: 'RollingUpdate' | 'OnDelete';
      rollingUpdate?: { maxUnavailable: IntOrString; maxSurge: IntOrString };
    };
    minReadySeconds?: number;
    revisionHistoryLimit: number;
  };
  status: {
    currentNumberScheduled: number;
    numberMisscheduled: number;
    desiredNumberScheduled: number;
    numberReady: number;
    observedGeneration?: number;
    updatedNumberScheduled?: number;
    numberAvailable?: number;
    numberUnavailable?: number;
    conditions?: Condition[];
  };
}

export interface StatefulSet extends KubeObject {
  spec: {
    replicas: number;
    selector: LabelSelector;
    template: PodTemplate;
    serviceName: string;
    podManagementPolicy: 'OrderedReady' | 'Parallel';
    updateStrategy: { type: 'RollingUpdate' | 'OnDelete'; rollingUpdate?: { partition: number } };
    revisionHistoryLimit: number;
    minReadySeconds?: number;
    volumeClaimTemplates?: Pick<PersistentVolumeClaim, 'metadata' | 'spec'>[];
    persistentVolumeClaimRetentionPolicy?: { whenDeleted: string; whenScaled: string };
  };
  status: {
    replicas: number;
    readyReplicas?: number;
    currentReplicas?: number;
    updatedReplicas?: number;
    availableReplicas: number;
    currentRevision?: string;
    updateRevision?: string;
    observedGeneration?: number;
    collisionCount?: number;
    conditions?: Condition[];
  };
}

/** apps/v1: an old pod template of a DaemonSet or StatefulSet. */
export interface ControllerRevision extends KubeObject {
  data: Json;
  revision: number;
}

export interface Job extends KubeObject {
  spec: {
    parallelism: number;
    completions?: number;
    activeDeadlineSeconds?: number;
    backoffLimit: number;
    selector?: LabelSelector;
    manualSelector?: boolean;
    template: PodTemplate;
    ttlSecondsAfterFinished?: number;
    completionMode: 'NonIndexed' | 'Indexed';
    suspend: boolean;
    podReplacementPolicy?: string;
  };
  status: {
    conditions?: Condition[];
    startTime?: Time;
    completionTime?: Time;
    active?: number;
    succeeded?: number;
    failed?: number;
    ready?: number;
    terminating?: number;
    completedIndexes?: string;
    uncountedTerminatedPods?: { succeeded?: string[]; failed?: string[] };
  };
}

export interface CronJob extends KubeObject {
  spec: {
    schedule: string;
    timeZone?: string;
    startingDeadlineSeconds?: number;
    concurrencyPolicy: 'Allow' | 'Forbid' | 'Replace';
    suspend: boolean;
    jobTemplate: { metadata: Partial<ObjectMeta>; spec: Job['spec'] };
    successfulJobsHistoryLimit: number;
    failedJobsHistoryLimit: number;
  };
  status: { active?: ObjectReference[]; lastScheduleTime?: Time; lastSuccessfulTime?: Time };
}

export interface ReplicationController extends KubeObject {
  spec: { replicas: number; minReadySeconds?: number; selector?: Labels; template?: PodTemplate };
  status: {
    replicas: number;
    fullyLabeledReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    observedGeneration?: number;
    conditions?: Condition[];
  };
}

/** core/v1 PodTemplate: a template that is an object of its own. */
export interface PodTemplateObject extends KubeObject {
  template: PodTemplate;
}
