#!/bin/bash
ssh node02 'sudo systemctl stop kubelet'
t0=$(date +%s)
while [ "$(kubectl get node node02 -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}')" = True ]; do sleep 1; done
t=$(( $(date +%s) - t0 ))
[ $t -ge 30 ] && [ $t -le 60 ] && echo "noticed after about 40-50 s" || echo "odd $t"
kubectl describe node node02 | grep -A2 '^Taints'
kubectl get nodes | grep NotReady | awk '{print $1, $2}'
ssh node02 'sudo systemctl start kubelet'
kubectl wait --for=condition=Ready node --all --timeout=60s
