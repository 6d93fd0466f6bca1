// kubectl edit: the object in a temporary file, an editor over it, and what was changed as a patch. What the server
// refuses is opened again with the reason on top. Models k8s.io/kubectl/pkg/cmd/util/editor.

import { equalJson } from '../../../base/json.ts';
import { printYaml } from '../../../base/yaml/print.ts';
import { readYaml, YamlError } from '../../../base/yaml/read.ts';
import { StatusError } from '../../../kube/client/client.ts';
import { SystemError } from '../../../linux/errors.ts';
import type { Task } from '../../../sim/task.ts';
import { threeWayPatch } from '../apply/three-way.ts';
import { KubectlError, NotSimulated } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { nameOf, withoutManagedFields } from '../print/objects.ts';
import { fetchOne } from '../resources/arguments.ts';
import { qualified } from '../resources/discovery.ts';
import { type AnyObject, isAnyObject, pathOfTarget, type Target } from '../resources/objects.ts';
import { namedObjects } from '../set/update.ts';
import { temporaryName } from '../temporary.ts';
import { validation } from './create.ts';
import { FILES, type Verb } from './verb.ts';

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

export const edit: Verb = {
  name: 'edit',
  flags: [...FILES, 'field-manager', 'output', 'show-managed-fields', 'validate'],
  *run(invocation) {
    const session = yield* invocation.session();
    for (const target of yield* namedObjects(invocation, invocation.args)) {
      const object = yield* fetchOne(session, target);
      const output = invocation.flags.string('output');
      if (output !== '' && output !== 'yaml') throw new NotSimulated(`kubectl edit -o ${output}`);
      const shown = invocation.flags.bool('show-managed-fields') ? object : withoutManagedFields(object);
      yield* editOne(invocation, target, object, printYaml(shown));
    }
    return 0;
  },
};

function* editOne(invocation: Invocation, target: Target, object: AnyObject, original: string): Task<void> {
  const { process } = invocation;
  const { files, credentials: who } = process;
  let text = original;
  let complaint = '';
  for (;;) {
    const path = temporaryName(process, 'kubectl-edit-*.yaml');
    files.writeFile(path, `${HEADER}${complaint}${text}`, { mode: 0o600, who });
    yield* openEditor(invocation, path);
    const edited = withoutComments(files.readText(path, who));
    const isUnchanged = edited.trim() === text.trim();
    if (isUnchanged && complaint !== '') {
      yield* process.complain(`A copy of your changes has been stored to "${path}"\n`);
      throw new KubectlError('Edit cancelled, no valid changes were saved.');
    }
    files.unlink(path, who);
    if (isUnchanged) return yield* process.complain('Edit cancelled, no changes made.\n');
    if (edited.trim() === '') return yield* process.complain('Edit cancelled, saved file was empty.\n');
    text = edited;
    try {
      const wanted = parse(edited);
      const body = threeWayPatch(object, wanted, object);
      if (equalJson(body, {})) return yield* process.complain('Edit cancelled, no changes made.\n');
      return yield* submit(invocation, target, body);
    } catch (error) {
      complaint = `${reasonFor(target, error)}#\n`;
    }
  }
}

function* submit(invocation: Invocation, target: Target, body: unknown): Task<void> {
  const session = yield* invocation.session();
  const after = yield* session.json('PATCH', pathOfTarget(target), {
    contentType: 'application/strategic-merge-patch+json',
    query: { fieldManager: invocation.flags.string('field-manager'), fieldValidation: validation(invocation) },
    body,
  });
  yield* invocation.print(`${nameOf(after as AnyObject)} edited\n`);
}

function parse(text: string): AnyObject {
  const value = readYaml(text);
  if (!isAnyObject(value)) throw new KubectlError("Object 'Kind' is missing");
  return value;
}

const withoutComments = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');

/** The reason as comments; what nobody can mend in the file is thrown again. */
function reasonFor(target: Target, error: unknown): string {
  if (error instanceof YamlError)
    return `# The edited file had a syntax error: error parsing edited-file: error converting YAML to JSON: yaml: ${error.message}\n`;
  if (error instanceof KubectlError) return `# The edited file had a syntax error: ${error.message}\n`;
  if (!(error instanceof StatusError) || error.reason !== 'Invalid') throw error;
  const causes = error.status.details?.causes ?? [];
  const lines = causes.map(({ field, message }) => `# * ${field ? `${field}: ` : ''}${message ?? ''}\n`);
  return `# ${qualified(target.resource)} ${JSON.stringify(target.name)} was not valid:\n${lines.join('')}`;
}

/** KUBE_EDITOR, EDITOR, vi; with arguments as a shell would split them. */
function* openEditor({ process }: Invocation, path: string): Task<void> {
  const { environment } = process;
  const editor = environment.get('KUBE_EDITOR') || environment.get('EDITOR') || 'vi';
  const isPlain = !/["'\\]/.test(editor);
  const argv = isPlain ? [...editor.split(' '), path] : ['/bin/bash', '-c', `${editor} ${path}`];
  try {
    const status = yield* process.run({ argv, descriptors: new Map(process.descriptors) });
    if (status.code !== 0) throw new KubectlError(`there was a problem with the editor ${JSON.stringify(editor)}`);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new KubectlError(`unable to launch the editor ${JSON.stringify(editor)}`);
  }
}
