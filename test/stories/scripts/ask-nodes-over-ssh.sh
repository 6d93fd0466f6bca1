#!/bin/bash
for n in node01 node02; do
  ssh -o StrictHostKeyChecking=no "$n" bash -s "$n" <<'EOF'
set -e
echo "on $(hostname), arg $1"
systemctl is-active kubelet containerd
sudo systemctl show kubelet -p ActiveState --value
test -d /etc/kubernetes/manifests && echo manifests
ls /etc/kubernetes
EOF
  echo "rc=$?"
done
ssh node01 'sudo systemctl stop kubelet; systemctl is-active kubelet'
echo "rc=$?"
ssh node01 "sudo systemctl start kubelet && systemctl is-active kubelet"
ssh node01 exit 7; echo "rc=$?"
ssh node09 true; echo "rc=$?"
