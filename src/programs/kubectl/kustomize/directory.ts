// The objects of a kustomization directory, for `kubectl kustomize` and for -k.

import type { Task } from '../../../sim/task.ts';
import { KubectlError, NotSimulated } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import type { AnyObject } from '../resources/objects.ts';
import { build } from './build.ts';
import { UnmodelledField } from './kustomization.ts';
import { Loader } from './loader.ts';
import { KustomizeError } from './resource.ts';

/** Prints the warnings, gives the objects. Throws KubectlError. */
export function* kustomized(invocation: Invocation, path: string, restricted = true): Task<readonly AnyObject[]> {
  const { process } = invocation;
  const { files, credentials } = process;
  if (/^(?:https?|git|ssh):\/\/|^github\.com\//.test(path)) {
    throw new NotSimulated(`kustomize: remote directories: ${path}`);
  }
  const root = process.absolute(path).replace(/(.)\/+$/, '$1');
  if (!files.exists(root, credentials)) {
    const missing = `evalsymlink failure on '${path}' : lstat ${root}: no such file or directory`;
    throw new KubectlError(`must build at directory: not a valid directory: ${missing}`);
  }
  if (!files.isDirectory(root, credentials)) {
    throw new KubectlError(`must build at directory: '${path}': file is not directory`);
  }
  try {
    const { objects, warnings } = build(new Loader(files, credentials, root, restricted));
    for (const warning of warnings) yield* process.complain(`${warning}\n`);
    return objects;
  } catch (error) {
    if (error instanceof KustomizeError) throw new KubectlError(error.message);
    if (error instanceof UnmodelledField) throw new NotSimulated(error.message);
    throw error;
  }
}
