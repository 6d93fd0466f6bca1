#!/bin/bash
# Is the service ever down while node01 is drained?
set -uo pipefail
kubectl create deploy web --image=nginx --replicas=3 >/dev/null
kubectl expose deploy web --port=80 >/dev/null
kubectl rollout status deploy web >/dev/null
ip=$(kubectl get svc web -o jsonpath='{.spec.clusterIP}')
log=$(mktemp)
probe() {
  while :; do
    if curl -sf -m 1 "http://$ip" >/dev/null; then echo ok; else echo "fail $(date +%T)"; fi
    sleep 1
  done
}
probe > "$log" &
pid=$!
trap 'kill $pid 2>/dev/null; rm -f "$log"' EXIT
sleep 3
kubectl drain node01 --ignore-daemonsets > /dev/null 2>&1
echo "drain rc=$?"
sleep 5
kill "$pid"; wait "$pid" 2>/dev/null
echo "probe rc=$?"
ok=$(grep -c ^ok "$log"); bad=$(grep -c ^fail "$log")
(( ok > 5 )) && echo "enough probes"
echo "failures: $bad"
