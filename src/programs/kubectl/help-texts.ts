// What the help says beyond names and defaults, in our own words.

import type { HelpTexts } from '../cobra/help.ts';

export const HELP: HelpTexts = {
  descriptions: {
    kubectl: `kubectl controls the Kubernetes cluster manager.

 Find more information at: https://kubernetes.io/docs/reference/kubectl/`,
    'kubectl drain': `Drain node in preparation for maintenance.

 The node is first cordoned, then its pods are evicted one by one, which disruption budgets may delay. Static pods stay.
Pods of a DaemonSet, pods that nothing would replace, and pods with emptyDir data stop the drain until a flag allows
them to go.`,
  },
  examples: {
    'kubectl cordon': '# Nothing new is scheduled on node01\nkubectl cordon node01',
    'kubectl uncordon': '# Pods may be scheduled on node01 again\nkubectl uncordon node01',
    'kubectl drain':
      '# Move everything a controller will replace away from node01\nkubectl drain node01 --ignore-daemonsets\n\n# Also lose pods without a controller and emptyDir data\nkubectl drain node01 --ignore-daemonsets --force --delete-emptydir-data',
    'kubectl get':
      '# Pods of the namespace, with their nodes\nkubectl get pods -o wide\n\n# One field of one object\nkubectl get node node01 -o jsonpath={.spec.taints}',
    'kubectl taint':
      '# Keep pods without a toleration away\nkubectl taint nodes node01 dedicated=batch:NoSchedule\n\n# Take the taint back\nkubectl taint nodes node01 dedicated-',
    'kubectl run':
      '# A pod\nkubectl run web --image=nginx --port=80\n\n# Its manifest only\nkubectl run web --image=nginx --dry-run=client -o yaml',
    'kubectl rollout': '# Go back to the revision before\nkubectl rollout undo deployment/web',
    'kubectl scale': '# Three replicas\nkubectl scale deployment/web --replicas=3',
  },
  flags: {
    all: 'All objects of the named types, in the namespace.',
    'all-namespaces': 'Look in every namespace.',
    'allow-missing-template-keys': 'A field that is missing in a template is no error.',
    as: 'Act as this user.',
    cascade: 'What becomes of the objects this one owns: "background", "foreground" or "orphan".',
    'chunk-size': 'Ask for long lists in pieces of this size. 0: in one piece.',
    container: 'The container, where a pod has several.',
    context: 'The kubeconfig context to use.',
    'delete-emptydir-data': 'Go on although pods use emptyDir volumes; what is in them is lost.',
    'disable-eviction': 'Delete the pods instead of evicting them. Disruption budgets are not asked.',
    'dry-run': 'Must be "none", "server" or "client": whether to act, to let the server try, or only to print.',
    'field-manager': 'Name under which field ownership is recorded.',
    'field-selector': "Only objects whose fields match, with '=', '==' and '!='.",
    filename: 'Files or directories that hold the objects; - is standard input.',
    follow: 'Go on printing what is logged.',
    force: 'Do it although something would be lost.',
    'grace-period': "Seconds each pod gets to end. Negative: what the pod's own spec says.",
    help: 'Show this text.',
    'ignore-daemonsets': 'Leave the pods of DaemonSets where they are.',
    'ignore-not-found': 'An object that does not exist is no error.',
    image: 'The container image to run.',
    kubeconfig: 'The kubeconfig file to use.',
    kustomize: 'A kustomization directory. Not together with -f or -R.',
    'label-columns': 'Labels to show as columns.',
    labels: 'Labels of the new objects, as a list of key=value.',
    namespace: 'The namespace of this request.',
    'no-headers': 'Print no header line.',
    output: 'Output format.',
    overwrite: 'Existing values may be replaced.',
    'pod-selector': 'Only pods whose labels match.',
    previous: 'The log of the container before this one.',
    recursive: 'Look into directories below, too.',
    replicas: 'How many.',
    'request-timeout': 'How long one request may take; 0 means as long as it likes.',
    selector: "Only objects whose labels match, with '=', '==', '!=', 'in', 'notin'.",
    server: 'Address and port of the API server.',
    'show-kind': 'Print the kind before each name.',
    'show-labels': 'Print all labels as the last column.',
    'show-managed-fields': 'Keep managedFields in JSON and YAML.',
    'skip-wait-for-delete-timeout': 'Do not wait for pods whose deletion began more than this many seconds ago.',
    'sort-by': 'Order by the field at this JSONPath.',
    template: 'Template for the template formats.',
    timeout: 'How long to wait before giving up; 0 means forever.',
    token: 'Bearer token to show to the API server.',
    user: 'The kubeconfig user to use.',
    validate: 'Must be one of: strict (or true), warn, ignore (or false): what happens to unknown and repeated fields.',
    wait: 'Wait until the objects are gone.',
    watch: 'Go on printing what changes.',
    'watch-only': 'Print what changes, not what is there.',
  },
};
