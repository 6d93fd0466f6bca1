#!/usr/bin/env bash
set -euo pipefail
# maintenance: every worker in turn
kubectl create deployment web --image=nginx --replicas=4
kubectl rollout status deployment/web --timeout=120s
mapfile -t workers < <(kubectl get nodes -l '!node-role.kubernetes.io/control-plane' -o name)
printf 'workers: %d\n' "${#workers[@]}"
for node in "${workers[@]}"; do
  name=${node#node/}
  echo "=== $name"
  kubectl drain "$name" --ignore-daemonsets --delete-emptydir-data --timeout=180s > /tmp/drain-$name.log 2>&1 || { cat /tmp/drain-$name.log; exit 1; }
  grep -c evicted /tmp/drain-$name.log || true
  kubectl get pods -o wide --no-headers | awk '{print $7}' | sort | uniq -c
  kubectl uncordon "$name"
  kubectl wait --for=condition=Ready "$node" --timeout=60s
done
kubectl get deploy web -o jsonpath='{.status.readyReplicas}/{.spec.replicas}{"\n"}'
