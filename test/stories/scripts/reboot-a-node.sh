#!/bin/bash
set -e
boot() { kubectl get node "$1" -o jsonpath='{.status.nodeInfo.bootID}'; }
before=$(boot node01)
kubectl drain node01 --ignore-daemonsets --delete-emptydir-data >/dev/null 2>&1
ssh node01 sudo reboot || true
sleep 5
echo "waiting for ssh"
until ssh -o ConnectTimeout=2 -o BatchMode=yes node01 true 2>/dev/null; do sleep 2; done
echo "ssh is back"
kubectl wait node/node01 --for=condition=Ready --timeout=5m
for ((i = 0; i < 60; i++)); do
  [[ $(boot node01) != "$before" ]] && break
  sleep 2
done
[[ $(boot node01) != "$before" ]] && echo "booted anew"
kubectl get node node01 --no-headers | awk '{print $2}'
kubectl uncordon node01
ssh node01 uptime -p
