// What somebody preparing for the exam types, line by line; `files` lie in the working directory.

export const files = {
  'manifest.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: a\n    image: nginx:1.20\n',
  'a.txt': 'alpha\nbeta\ngamma\n',
  'b.txt': 'alpha\nBETA\ngamma\ndelta\n',
  'nums.txt': '10\n9\n2\n33\n1\n',
  'kubelet.conf':
    '# comment\nclientCAFile: /etc/kubernetes/pki/ca.crt\nstaticPodPath: /etc/kubernetes/manifests\n\nclusterDNS:\n- 10.96.0.10\n',
  'var/lib/etcd/member/snap/db': 'x'.repeat(64),
  'var/lib/etcd/member/wal/0.wal': 'y',
  'etc/kubernetes/manifests/kube-apiserver.yaml':
    'spec:\n  containers:\n  - command:\n    - kube-apiserver\n    - --etcd-servers=https://127.0.0.1:2379\n    - --service-cluster-ip-range=10.96.0.0/12\n    image: registry.k8s.io/kube-apiserver:v1.33.0\n',
  'script.sh':
    '#!/bin/bash\nset -euo pipefail\nNS=${1:-default}\necho "ns=$NS args=$#"\nfor i in "$@"; do echo "- $i"; done\n',
  'log.txt': `${Array.from(
    { length: 20 },
    (_, i) => `2026-01-01T00:00:${String(i).padStart(2, '0')} ${i % 4 ? 'INFO' : 'ERROR'} line ${i}`,
  ).join('\n')}\n`,
  'json.json':
    '{"a":{"b":[1,2,{"c":"x"}]},"items":[{"metadata":{"name":"n1","labels":{"app":"web"}},"status":{"phase":"Running"}},{"metadata":{"name":"n2"},"status":{"phase":"Pending"}}]}\n',
};
/** A name, and the lines. */
export const cases = [
  [
    'export do + $do > file',
    ['export do="--dry-run=client -o yaml"', 'kubectl run x --image=nginx $do > pod.yaml', 'cat pod.yaml'],
  ],
  ['alias k=kubectl', ['alias k=kubectl', 'k get pods --no-headers']],
  [
    'alias used in pipe/after &&',
    [
      'alias k=kubectl',
      'true && k get po -o name | head -1',
      'alias kn="kubectl config set-context --current --namespace "',
      'kn dev',
    ],
  ],
  ['get -A | awk | sort | uniq -c', ["kubectl get pods -A --no-headers | awk '{print $1}' | sort | uniq -c"]],
  ['sort -rn | head', ["kubectl get pods -A --no-headers | awk '{print $1}' | sort | uniq -c | sort -rn | head -1"]],
  ['heredoc | apply -f -', ['cat <<EOF | kubectl apply -f -\napiVersion: v1\nkind: Pod\nmetadata:\n  name: hd\nEOF']],
  ['heredoc > file', ["cat > cm.yaml <<'EOF'\nkind: ConfigMap\ndata:\n  x: $NOTEXP `date`\nEOF", 'cat cm.yaml']],
  ['heredoc <<- tabs', ['cat <<-EOF\n\ta\n\t\tb\nEOF']],
  [
    'kubectl apply -f - <<EOF',
    [
      'NAME=foo',
      'kubectl apply -f - <<EOF\nkind: Pod\nmetadata:\n  name: $NAME\n---\nkind: Service\nmetadata:\n  name: svc-${NAME}\nEOF',
    ],
  ],
  ['for n in nodes', ['for n in node01 node02; do echo "== $n"; ssh $n hostname; done']],
  ['for $(jsonpath)', ["for n in $(kubectl get nodes -o jsonpath='{.items[*].metadata.name}'); do echo $n; done"]],
  ['for multi-line', ['for i in 1 2 3\ndo\n  echo $i\ndone']],
  ['for ((;;))', ['for ((i=0;i<3;i++)); do echo $i; done']],
  ['for {1..5}', ['for i in {1..5}; do echo -n "$i "; done; echo']],
  ['seq loop create', ['for i in $(seq 1 3); do kubectl run pod$i --image=nginx; done']],
  [
    'etcdctl line continuation',
    [
      'ETCDCTL_API=3 etcdctl --endpoints=https://127.0.0.1:2379 \\\n  --cacert=/etc/kubernetes/pki/etcd/ca.crt \\\n  --cert=/c --key=/k \\\n  snapshot save /opt/snap.db',
    ],
  ],
  ['var prefix not leaking', ['X=1 etcdctl v', 'echo "[$X]"']],
  ['base64 -d', ['x=c3VwZXJzZWNyZXQ=', 'echo $x | base64 -d; echo']],
  ['echo -n | base64', ['echo -n admin | base64']],
  ['secret jsonpath | base64 -d', ["kubectl get secret s -o jsonpath='{.data.p}' | base64 --decode; echo"]],
  ['base64 -w0 / <<<', ['base64 -w0 a.txt; echo', 'base64 -d <<< aGk=; echo']],
  ['jq -r names', ["kubectl get po -o json | jq -r '.items[].metadata.name'"]],
  [
    'jq select',
    ['jq -r \'.items[] | select(.status.phase=="Running") | .metadata.name + " " + .metadata.labels.app\' json.json'],
  ],
  ['jq length/keys', ["jq '.items | length' json.json; jq -c 'keys' json.json; jq '.a.b[2].c' json.json"]],
  ['jq pretty', ['jq . json.json']],
  ['sed -i', ["sed -i 's/nginx:1.20/nginx:1.25/' manifest.yaml", 'cat manifest.yaml']],
  ['sed -i.bak', ["sed -i.bak 's/alpha/ALPHA/g' a.txt", 'cat a.txt a.txt.bak']],
  ['sed -n 2p, /re/,/re/p', ["sed -n '2,3p' log.txt; sed -n '/spec/,$p' manifest.yaml"]],
  [
    'sed delete/insert',
    ["sed '/beta/d' a.txt; sed '2i inserted' a.txt; sed '/spec:/a\\  nodeName: node01' manifest.yaml"],
  ],
  ['sed -E groups', ["sed -E 's/(nginx):([0-9.]+)/\\1@\\2/' manifest.yaml; sed 's#/etc#/opt#g' kubelet.conf"]],
  ['sed multiple -e', ["sed -e 's/a/1/' -e 's/b/2/' a.txt"]],
  ['ls dir', ['ls var/lib/etcd', 'ls -1 etc/kubernetes/manifests']],
  ['ls -R / -a', ['ls -a var/lib', 'ls -R var']],
  ['source <(completion)', ['source <(kubectl completion bash)', 'complete -p kubectl', 'type -t __start_kubectl']],
  [
    'complete -F alias',
    ['source <(kubectl completion bash)', 'complete -o default -F __start_kubectl k', 'complete -p k'],
  ],
  ['diff files', ['diff a.txt b.txt']],
  ['diff -u / -y?', ['diff -u a.txt b.txt | tail -n +3']],
  ['diff <() <()', ['diff <(sort a.txt) <(sort b.txt)']],
  ['systemctl | cat', ['systemctl status kubelet | cat']],
  ['exit code in prompt', ['systemctl fail kubelet; echo $?', 'systemctl is-active kubelet || echo down']],
  [
    'grep -A -B -n -i -v -c',
    [
      "grep -A1 -n image manifest.yaml; grep -v '^#' kubelet.conf | grep -v '^$'; grep -ic error log.txt; grep -B1 beta a.txt",
    ],
  ],
  [
    'grep -E/-o/-w/-q',
    [
      "grep -oE '[0-9]+\\.[0-9]+' manifest.yaml; grep -q beta a.txt && echo yes; grep -w alpha a.txt b.txt; grep -rn static . | sort",
    ],
  ],
  [
    'grep -e -- flag',
    [
      'grep -- --etcd-servers etc/kubernetes/manifests/kube-apiserver.yaml',
      'cat etc/kubernetes/manifests/kube-apiserver.yaml | grep -e --service-cluster-ip-range',
    ],
  ],
  ['grep -P / --color', ["grep -P '\\d+\\.\\d+' manifest.yaml", 'echo abc | grep --color=never b']],
  [
    'cut/tr',
    [
      "echo 'a:b:c' | cut -d: -f2; echo ABC | tr A-Z a-z; kubectl get no --no-headers | tr -s ' ' | cut -d' ' -f1,2; echo 'a b' | tr ' ' '\\n'",
    ],
  ],
  [
    'awk fields/cond',
    ['kubectl get no | awk \'NR>1 && $2=="NotReady" {print $1}\'; awk -F: \'/image/{print $2":"$3}\' manifest.yaml'],
  ],
  ['awk sum/printf/END', ['awk \'{s+=$1} END{printf "%d %.2f\\n", s, s/NR}\' nums.txt']],
  ['awk -v / BEGIN', ['awk -v n=5 \'BEGIN{OFS=","} $1>n{print NR,$1}\' nums.txt']],
  [
    'sort -k / -t / -n / -h / -V',
    [
      "sort -n nums.txt; kubectl get po -A --no-headers | sort -k5,5nr -k2 | awk '{print $2}'; printf 'v1.10\\nv1.9\\n' | sort -V; printf '1Gi\\n'|sort -h",
    ],
  ],
  [
    'xargs',
    [
      'kubectl get po -o name | xargs -n1 echo del',
      'echo a b c | xargs -I{} echo [{}]',
      'kubectl get po -o name | xargs kubectl delete pod',
    ],
  ],
  ['xargs -I per line', ["printf 'x\\ny\\n' | xargs -I{} sh -c 'echo got {}'"]],
  [
    'find -name -exec',
    [
      "find etc -name '*.yaml'",
      "find . -name '*.txt' -exec grep -l alpha {} + | sort",
      'find var -type f -exec ls {} \\; | sort',
    ],
  ],
  ['find -mtime/-size/-maxdepth', ['find . -maxdepth 1 -type d | sort', "find . -type f -size +0 -name 'a*'"]],
  ['tee', ['echo hi | tee out.txt', 'echo more | tee -a out.txt >/dev/null', 'cat out.txt']],
  [
    '2>&1, 2>/dev/null, &>',
    [
      'kubectl err 2>/dev/null',
      'kubectl err 2>&1 | wc -l',
      'kubectl err &> all.txt; cat all.txt',
      'kubectl err > o.txt 2> e.txt; cat e.txt',
    ],
  ],
  ['>| noclobber & >>', ['set -o noclobber; echo a > n.txt; echo b > n.txt; echo c >| n.txt; cat n.txt']],
  ['1>&2, exec fd', ['echo err 1>&2', 'exec 3> fd3.txt; echo hi >&3; exec 3>&-; cat fd3.txt']],
  ['head/tail', ['head -n 2 log.txt; tail -n 2 log.txt; tail -n +19 log.txt; head -c 5 a.txt; echo; head -1 a.txt']],
  ['tail -1 | cut', ['tail -1 log.txt | cut -c1-10']],
  ['wc', ['wc -l < a.txt; cat a.txt | wc -w; wc -c a.txt']],
  [
    'while read',
    [
      'kubectl get po -A --no-headers | while read ns name rest; do echo $ns/$name; done',
      'while IFS=: read -r a b; do echo "$a->$b"; done < kubelet.conf',
    ],
  ],
  [
    'while loop counter + arithmetic',
    ['i=0; while [ $i -lt 3 ]; do echo $i; ((i++)); done; echo $((i*2+1)) $((7/2)) $((2**10))'],
  ],
  [
    'until / break / continue',
    ['n=0; until [[ $n -ge 5 ]]; do n=$((n+1)); [ $n -eq 2 ] && continue; [ $n -eq 4 ] && break; echo $n; done'],
  ],
  ['[[ =~ ]]', ['v=v1.33.2; [[ $v =~ ^v([0-9]+)\\.([0-9]+) ]] && echo ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}']],
  [
    'param expansion',
    ['f=/etc/kubernetes/pki/ca.crt; echo ${f##*/} ${f%/*} ${f%.crt} ${f/pki/x} ${#f} ${U:-def} ${f:0:4} ${f^^}'],
  ],
  [
    'arrays',
    ['a=(node01 node02 \'x y\'); echo ${a[1]} ${#a[@]}; for n in "${a[@]}"; do echo "<$n>"; done', 'echo ${a[0]}'],
  ],
  ['assoc arrays', ['declare -A m=([a]=1 [b]=2); for k in a b; do echo $k=${m[$k]}; done; echo ${#m[@]}']],
  ['functions persist', ['kg() { kubectl get "$@" --no-headers; }', 'kg po']],
  ['function with local/return', ['f() { local x=5; return 3; }', 'f; echo $? [$x]']],
  ['case', ['s=NotReady; case $s in Ready) echo ok;; Not*) echo bad;; *) echo ?;; esac']],
  [
    'if/elif',
    ['if kubectl auth can-i create pods >/dev/null; then echo y; elif [ -f a.txt ]; then echo file; else echo n; fi'],
  ],
  [
    'test operators',
    ['[ -d etc ] && [ ! -e nope ] && [[ -s a.txt && a.txt -nt nope ]] && echo ok; test "a" = "a"; echo $?'],
  ],
  [
    'set -e in script',
    ["bash -c 'set -e; false; echo no'; echo $?", "bash -c 'set -o pipefail; false | true'; echo $?"],
  ],
  ['run script file', ['chmod +x script.sh; ./script.sh prod x', 'bash script.sh']],
  [
    'script shebang + $0 + exit',
    ["printf '#!/bin/bash\\necho $0 $1; exit 7\\n' > s.sh; chmod 755 s.sh; ./s.sh q; echo $?"],
  ],
  ['permission denied w/o +x', ["printf 'echo hi\\n' > nox.sh; ./nox.sh; echo $?"]],
  ['subshell & group', ["(cd etc; pwd | sed 's#.*/##'); { echo a; echo b; } | wc -l; x=1; (x=2); echo $x"]],
  ['cd - / ~ / pushd', ["cd etc && cd kubernetes && cd - | sed 's#.*/##'", 'basename $PWD', 'cd; basename $PWD']],
  ['command subst nested', ['echo "$(echo "$(echo nested)")" `echo bt`']],
  ['date math/format', ["date -d '2026-01-01 UTC' +%Y-%m-%d 2>&1; date -u -d @0 +%FT%TZ"]],
  [
    'printf',
    ["printf '%-10s %5d %05.1f\\n' abc 42 3.14159; printf '%s\\n' a b c; printf 'a\\tb\\x41\\n'; printf '%q\\n' 'a b'"],
  ],
  ['echo -e', ["echo -e 'a\\tb\\nc'; echo -n x; echo"]],
  [
    'env/printenv/unset',
    ['export FOO=bar; env | grep ^FOO; printenv FOO; unset FOO; echo "[${FOO}]"; env FOO=z sh -c \'echo $FOO\''],
  ],
  ['eval / xtrace', ["c='echo hi | tr h H'; eval $c; (set -x; true) 2>&1"]],
  [
    'mkdir -p / cp / mv / rm',
    ['mkdir -p d/e/f; cp a.txt d/e/; cp -r d d2; mv d2/e/a.txt d2/z.txt; find d d2 | sort; rm -rf d d2; ls d 2>&1'],
  ],
  [
    'mv static pod out and back',
    [
      'mv etc/kubernetes/manifests/kube-apiserver.yaml ka.yaml && ls etc/kubernetes/manifests; mv ka.yaml etc/kubernetes/manifests/; ls etc/kubernetes/manifests',
    ],
  ],
  ['ln -s / readlink', ['ln -s a.txt l; cat l; readlink l; [ -L l ] && echo link']],
  ['glob', ['echo *.txt; ls *.y?ml; echo [ab].txt; echo nomatch*']],
  ['brace expansion', ['echo {a,b}{1,2} file.{yaml,bak}; cp manifest.yaml{,.bak}; ls manifest*']],
  ['quoting', ['echo "a  b" \'c $x\' d\\ e "q\\"q" $\'t\\tx\'']],
  ['; & background + wait', ['sleep 0.2 & wait; echo done', 'sleep 0.1 & echo bg; wait $!; echo $?']],
  [
    'kubectl jsonpath quoting',
    ['kubectl get po x -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\t"}{.status.phase}{"\\n"}{end}\'; echo'],
  ],
  [
    'custom-columns unquoted',
    ['kubectl describe x -o custom-columns=NAME:.metadata.name,IMG:.spec.containers[*].image'],
  ],
  ['exec -- sh -c', ['kubectl exec web -- sh -c \'echo "$HOME" > /x && ls\'']],
  ['--patch json quoting', ['kubectl patch deploy x -p \'{"spec":{"replicas":3}}\' --type=merge']],
  ['comment & semicolons', ['echo a; echo b # comment', '# only comment', 'echo "#not"']],
  ['time / command / type', ['command -v kubectl >/dev/null && echo found; type -t cd; type -t echo; command echo hi']],
  ['read from stdin', ['read a b <<< \'x y z\'; echo "$a|$b"', "printf '1\\n2\\n' | { read x; read y; echo $x$y; }"]],
  ['mapfile', ['mapfile -t arr < a.txt; echo ${#arr[@]} ${arr[2]}']],
  ['trap EXIT', ['bash -c \'trap "echo bye" EXIT; echo hi\'']],
  ['select syntax error', ['if then']],
  ['unknown command', ['kubeclt get po; echo $?']],
  [
    'tr -d / rev / nl / tac / paste / column',
    [
      "echo a-b | tr -d -; rev a.txt; tac a.txt; paste -sd, a.txt; paste -d' ' a.txt b.txt; kubectl get po --no-headers | column -t",
    ],
  ],
  ['uniq -d/-c, comm, join', ["printf 'a\\na\\nb\\n' | uniq -d; comm -12 a.txt b.txt; sort -u a.txt b.txt"]],
  ['timeout', ['timeout 0.2 sleep 5; echo $?']],
  ['infinite | head', ['yes | head -2', 'while true; do echo x; done | head -2', 'seq 100000 | head -1']],
  ['kill / jobs / fg', ['sleep 5 & kill %1; wait; echo killed', 'jobs']],
  ['umask/id/whoami/hostname', ['id -u', 'umask']],
  ['sudo -i / sudo cmd', ['sudo true 2>/dev/null; type -t sudo']],
  ['openssl x509', ["echo | openssl version | cut -d' ' -f1"]],
  ['tar', ['tar czf t.tgz a.txt b.txt && tar tzf t.tgz']],
  ['md5sum/sha256sum', ['sha256sum a.txt; md5sum < a.txt']],
  ['stat -c / chmod', ["chmod 600 a.txt; stat -c '%a %n' a.txt"]],
  ['history expansion !! (interactive)', ['echo one', '!!']],
  ['$_ / !$', ['mkdir newdir && cd $_ && basename $PWD']],
  ['watch -n1 (1 frame)', ['type -t watch >/dev/null && echo has']],
  ['cat -n / cat -A / less', ["cat -n a.txt; printf 'a\\tb\\n' | cat -A"]],
];
