// What Tab knows of kubectl on the machines of a cluster, as in the exam: kubectl completes, and so does `k`, its alias.

import type { FileSystem } from '../linux/files/file-system.ts';

export function installKubectlCompletion(files: FileSystem): void {
  files.writeFile('/etc/bash_completion.d/kubectl', LOADER);
  for (const path of ['/root/.bashrc', '/home/ubuntu/.bashrc']) {
    files.writeFile(path, `${files.readText(path)}${SHORT_NAME}`);
  }
}

// `source <(kubectl completion bash)` in ~/.bashrc would do the same and make every login wait for it.
const LOADER = `# kubectl's own completion, read when Tab first asks for it.
__start_kubectl()
{
    local script
    script=$(kubectl completion bash 2>/dev/null) || return
    eval "$script"
    __start_kubectl "$@"
}
complete -o default -F __start_kubectl kubectl
`;

const SHORT_NAME = `
# kubectl: k for short, completed like it
alias k=kubectl
complete -o default -F __start_kubectl k
`;
