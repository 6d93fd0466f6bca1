#!/bin/bash
kubectl create deployment db --image=nginx --replicas=1
kubectl create pdb db --selector=app=db --min-available=1
kubectl wait --for=condition=Available deploy/db --timeout=60s
node=$(kubectl get pod -l app=db -o jsonpath='{.items[0].spec.nodeName}')
kubectl drain "$node" --ignore-daemonsets >drain.out 2>&1 &
drain=$!
sleep 12
if kill -0 $drain 2>/dev/null; then echo "still draining"; fi
grep -m1 -o "Cannot evict pod as it would violate the pod's disruption budget" drain.out
kubectl scale deploy db --replicas=2
wait $drain; echo "drain: $?"
tail -n1 drain.out | sed "s/$node/NODE/"
kubectl get pods -l app=db --no-headers | awk '{print $3}' | sort | uniq -c
kubectl uncordon $node | sed "s/$node/NODE/"
