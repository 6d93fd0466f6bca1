#!/bin/bash
set -u
( sleep 5; kubectl create configmap late --from-literal=a=b >/dev/null ) &
start=$SECONDS
while ! kubectl get configmap late >/dev/null 2>&1; do sleep 1; done
elapsed=$((SECONDS - start))
if (( elapsed >= 4 && elapsed <= 8 )); then echo "appeared in time"; else echo "odd: $elapsed"; fi
wait
until [[ $(kubectl get pods -n kube-system --no-headers | grep -vc Running) -eq 0 ]]; do echo waiting; sleep 2; done
echo "all system pods run"
