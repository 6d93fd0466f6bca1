#!/bin/bash
kubectl get pods -w --no-headers > watch.log 2>&1 &
W=$!
sleep 1
kubectl run one --image=nginx
kubectl wait --for=condition=Ready pod/one --timeout=30s
kubectl delete pod one --now 2>/dev/null
sleep 1
kill $W
wait $W
echo "rc $?"
awk '{print $3}' watch.log | uniq
kubectl logs -f nope & 
wait -n; echo "rc $?"
kubectl run talk --image=busybox --restart=Never -- sh -c 'i=0; while [ $i -lt 4 ]; do echo line $i; i=$((i+1)); sleep 1; done'
kubectl wait --for=jsonpath='{.status.phase}'=Running pod/talk --timeout=30s
timeout 20 kubectl logs -f talk | while read -r a b; do echo "[$b] $a"; done
echo "${PIPESTATUS[@]}"
timeout 2 kubectl get pods -w >/dev/null; echo "timeout rc $?"
