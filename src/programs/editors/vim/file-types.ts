// File types: by name or first line, and the options they bring when `filetype plugin indent on` was said, as Ubuntu's
// defaults do. Models filetype.vim and the ftplugin and indent files of YAML and of simple formats with `#` comments.

import type { Task } from '../../../sim/task.ts';
import type { Editor } from './editor.ts';

const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/\.ya?ml$/, 'yaml'],
  [/\.json$/, 'json'],
  [/\.(?:sh|bash)$|\/\.?bash(?:rc|_profile|_aliases|_history)$|\/\.profile$|^\.bashrc$/, 'sh'],
  [/\.toml$/, 'toml'],
  [/\.md$/, 'markdown'],
  [/\.py$/, 'python'],
  [/\.(?:service|socket|timer|mount|target)$/, 'systemd'],
  [/(?:^|\/)fstab$/, 'fstab'],
  [/(?:^|\/)hosts$/, 'hostconf'],
  [/(?:^|\/)sudoers(?:\.tmp)?$/, 'sudoers'],
  [/(?:^|\/)Dockerfile$/, 'dockerfile'],
  [/\.vim$|vimrc$/, 'vim'],
  [/\.(?:conf|cfg|ini)$/, 'conf'],
];
const HASH_COMMENTS = new Set(['yaml', 'sh', 'conf', 'fstab', 'toml', 'systemd', 'dockerfile', 'sudoers', 'python']);

const typeOf = (name: string, text: string): string =>
  BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ??
  (/^#!.*\b(?:ba)?sh\b/.test(text)
    ? 'sh'
    : /^#!.*python/.test(text)
      ? 'python'
      : /^(?:[^\n]*\n){0,4}#/.test(text)
        ? 'conf'
        : '');

export function* applyFileType(editor: Editor, name: string, text: string): Task<void> {
  const { startup } = editor;
  if (startup.detectsFileTypes && name !== '') setFileType(editor, typeOf(name, text));
  for (const { events, pattern, command } of startup.automatic) {
    const matches =
      events.includes('filetype') && pattern.test(editor.options.text('filetype'))
        ? true
        : events.some((event) => /^buf(?:read|readpost|newfile|enter|winenter)$/.test(event)) &&
          pattern.test(name.split('/').at(-1) ?? '');
    if (matches) yield* editor.execute(command);
  }
}

export function setFileType(editor: Editor, type: string): void {
  const { options, startup } = editor;
  options.put('filetype', type);
  if (startup.highlightsSyntax) options.put('syntax', type);
  if (startup.usesPlugins && HASH_COMMENTS.has(type)) {
    options.put('comments', ':#');
    options.put('formatoptions', 'cqrol');
  } else {
    options.put('comments', 's1:/*,mb:*,ex:*/,://,b:#,:%,:XCOMM,n:>,fb:-');
    options.put('formatoptions', type === '' ? 'tcq' : options.text('formatoptions'));
  }
  if (startup.usesPlugins && type === 'yaml') {
    options.put('expandtab', true);
    options.put('shiftwidth', 2);
    options.put('softtabstop', 2);
  }
  options.put('indentexpr', startup.usesIndents && type === 'yaml' ? 'GetYAMLIndent(v:lnum)' : '');
}
