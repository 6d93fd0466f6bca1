#!/bin/bash
pids=()
for i in 1 2 3; do
  ( kubectl run job$i --image=busybox --restart=Never -- sh -c "sleep $i; exit $((i-1))" >/dev/null; sleep $((4 - i)); exit $i ) &
  pids+=($!)
done
for ((n=0; n<3; n++)); do wait -n; echo "one ended: $?"; done
wait; echo "all: $?"
sleep 3 & sleep 4 & jobs -p | wc -l
wait %1; echo $?
jobs
kill %2; wait %2 2>/dev/null; echo $?
kubectl wait --for=jsonpath='{.status.phase}'=Succeeded pod/job1 --timeout=30s
kubectl wait --for=jsonpath='{.status.phase}'=Failed pod/job2 pod/job3 --timeout=30s
kubectl get pods -o custom-columns=NAME:.metadata.name,PHASE:.status.phase,CODE:.status.containerStatuses[0].state.terminated.exitCode
