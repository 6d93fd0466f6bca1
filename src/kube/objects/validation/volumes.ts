// Volumes of pods. Models ValidateVolumes of pkg/apis/core/validation, for the sources this program knows;
// the others pass.

import { isRecord } from '../../../base/json.ts';
import type { FieldError } from '../kind.ts';
import type { KeyToPath, Volume } from '../types/pod.ts';
import { nonnegativeQuantity } from './amounts.ts';
import { duplicate, forbidden, invalid, invalids, required, unsupported } from './errors.ts';
import { labelProblems } from './names.ts';

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];
const FILE_MODE_RULE = 'must be a number between 0 and 0777 (octal), both inclusive';

export function volumeErrors(field: string, volumes: readonly Volume[]): FieldError[] {
  const names = new Set<string>();
  return volumes.flatMap((volume, index) => {
    const at = `${field}[${index}]`;
    const errors = sourceErrors(at, volume);
    if (!volume.name) errors.push(required(`${at}.name`));
    else {
      const problems = labelProblems(volume.name);
      errors.push(...invalids(`${at}.name`, volume.name, problems));
      if (problems.length === 0 && names.has(volume.name)) errors.push(duplicate(`${at}.name`, volume.name));
      names.add(volume.name);
    }
    return errors;
  });
}

function sourceErrors(field: string, volume: Volume): FieldError[] {
  const [first, ...others] = Object.keys(volume).filter((key) => key !== 'name' && volume[key] !== undefined);
  if (first === undefined) return [required(field, 'must specify a volume type')];
  const errors = others.map((source) => forbidden(`${field}.${source}`, 'may not specify more than 1 volume type'));
  const { emptyDir, hostPath, configMap, secret, persistentVolumeClaim, projected } = volume;
  if (emptyDir?.sizeLimit) errors.push(...nonnegativeQuantity(`${field}.emptyDir.sizeLimit`, emptyDir.sizeLimit));
  if (hostPath) errors.push(...hostPathErrors(`${field}.hostPath`, hostPath));
  if (configMap) {
    if (!configMap.name) errors.push(required(`${field}.configMap.name`));
    errors.push(...filesErrors(`${field}.configMap`, configMap));
  }
  if (secret) {
    if (!secret.secretName) errors.push(required(`${field}.secret.secretName`));
    errors.push(...filesErrors(`${field}.secret`, secret));
  }
  if (persistentVolumeClaim && !persistentVolumeClaim.claimName) {
    errors.push(required(`${field}.persistentVolumeClaim.claimName`));
  }
  if (projected) errors.push(...projectedErrors(`${field}.projected`, projected));
  return errors;
}

function hostPathErrors(field: string, { path, type }: NonNullable<Volume['hostPath']>): FieldError[] {
  if (!path) return [required(`${field}.path`)];
  const errors: FieldError[] = [];
  if (path.split('/').includes('..')) errors.push(invalid(`${field}.path`, path, "must not contain '..'"));
  if (!HOST_PATH_TYPES.includes(type ?? '')) errors.push(unsupported(`${field}.type`, type, HOST_PATH_TYPES));
  return errors;
}

function projectedErrors(field: string, { sources = [], defaultMode }: NonNullable<Volume['projected']>): FieldError[] {
  const errors = modeErrors(`${field}.defaultMode`, defaultMode);
  for (const [index, source] of sources.entries()) {
    const at = `${field}.sources[${index}]`;
    for (const kind of ['configMap', 'secret']) {
      const projection = source[kind];
      if (isRecord(projection) && !projection.name) errors.push(required(`${at}.${kind}.name`));
    }
    const token = source.serviceAccountToken;
    if (!isRecord(token)) continue;
    const { expirationSeconds, path } = token;
    if (typeof expirationSeconds === 'number' && expirationSeconds < 600) {
      errors.push(
        invalid(
          `${at}.serviceAccountToken.expirationSeconds`,
          expirationSeconds,
          'may not specify a duration less than 10 minutes',
        ),
      );
    }
    if (!path) errors.push(required(`${at}.serviceAccountToken.path`));
  }
  return errors;
}

interface Files {
  readonly items?: readonly KeyToPath[];
  readonly defaultMode?: number;
}

function filesErrors(field: string, { items = [], defaultMode }: Files): FieldError[] {
  return [
    ...modeErrors(`${field}.defaultMode`, defaultMode),
    ...items.flatMap((item, index) => {
      const at = `${field}.items[${index}]`;
      const errors: FieldError[] = [];
      if (!item.key) errors.push(required(`${at}.key`));
      if (!item.path) errors.push(required(`${at}.path`));
      else if (item.path.startsWith('/')) errors.push(invalid(`${at}.path`, item.path, 'must be a relative path'));
      else if (item.path.split('/').includes('..'))
        errors.push(invalid(`${at}.path`, item.path, "must not contain '..'"));
      return [...errors, ...modeErrors(`${at}.mode`, item.mode)];
    }),
  ];
}

const modeErrors = (field: string, mode: number | undefined): FieldError[] =>
  mode !== undefined && (mode < 0 || mode > 0o777) ? [invalid(field, mode, FILE_MODE_RULE)] : [];
