#!/bin/bash
function cordon_all { kubectl get no -o name | grep -v controlplane | while IFS=/ read -r _ n; do kubectl cordon "$n"; done; }
cordon_all
kubectl create deploy pend --image=nginx
sleep 2
kubectl get pods -l app=pend -o jsonpath='{.items[*].status.conditions[?(@.type=="PodScheduled")].message}{"\n"}'
kubectl get events --field-selector reason=FailedScheduling -o custom-columns=R:.reason,K:.involvedObject.kind --no-headers | sort -u
for n in node0{1,2}; do kubectl uncordon $n; done
kubectl wait deploy/pend --for=condition=Available --timeout=60s && echo fine
kubectl get nodes --no-headers | awk '$2 ~ /SchedulingDisabled/ {c++} END {print c+0 " cordoned"}'
