// Stand-ins for the cluster's commands, small enough to run the same in real bash and in ours.

const kubectl = `#!/bin/bash
case "$1 $2" in
  "get no"|"get node"|"get nodes")
    case "$*" in
      *jsonpath*) printf 'node01 node02' ;;
      *no-headers*) printf 'node01   Ready      control-plane   5d   v1.33.0\\nnode02   NotReady   <none>          5d   v1.33.0\\n' ;;
      *) printf 'NAME     STATUS     ROLES           AGE   VERSION\\nnode01   Ready      control-plane   5d   v1.33.0\\nnode02   NotReady   <none>          5d   v1.33.0\\n' ;;
    esac ;;
  "get secret") printf 'c3VwZXJzZWNyZXQ=' ;;
  "get po"|"get pods"|"get pod")
    case "$*" in
      *"-o json"|*"-o json "*) cat json.json ;;
      *jsonpath*) printf '%s\\n' "$@" ;;
      *"-o name"*) printf 'pod/web\\npod/db\\n' ;;
      *-A*no-headers*) printf 'default       web       1/1   Running   3   2d\\nkube-system   coredns   1/1   Running   0   5d\\nkube-system   etcd      1/1   Running   7   5d\\n' ;;
      *no-headers*) printf 'web   1/1   Running   0   2d\\ndb    0/1   Pending   0   1m\\n' ;;
      *) printf 'NAME   READY   STATUS\\nweb    1/1     Running\\n' ;;
    esac ;;
  "apply -f") echo "applied from $3:"; if [ "$3" = - ]; then cat; else cat "$3"; fi ;;
  "err "*) echo "error: you must be logged in" >&2; exit 1 ;;
  "auth can-i") echo yes ;;
  "completion bash") echo '__start_kubectl() { :; }; complete -o default -F __start_kubectl kubectl' ;;
  *) for word; do printf '[%s]' "$word"; done; echo ;;
esac
`;
const systemctl = `#!/bin/bash
case "$1" in
  status) printf '* %s.service - a service\\n     Active: active (running)\\n' "$2" ;;
  fail|is-active) echo "inactive"; exit 3 ;;
esac
`;
const etcdctl = `#!/bin/bash
echo "api=\${ETCDCTL_API-none} X=\${X-none} $*"
`;
const ssh = `#!/bin/bash
host=$1; shift
[ "$*" = hostname ] && echo "$host" || echo "$host: $*"
`;

export const tools = { kubectl, systemctl, etcdctl, ssh };
