#!/bin/bash
(
exec > >(tee run.log) 2>&1
echo start
kubectl get node nosuch
kubectl get ns default -o name
echo end
)
sleep 1
echo "--- log"; cat run.log
kubectl get node x |& sed 's/^/> /'
kubectl get node x &> all.txt; wc -l < all.txt
kubectl get node x &>> all.txt; wc -l < all.txt
{ kubectl get node node01 -o name; kubectl get node x; } 2>err.txt >out.txt; cat out.txt err.txt
