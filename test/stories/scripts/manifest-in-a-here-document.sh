#!/bin/bash
set -euo pipefail
APP=shop REPLICAS=3
kubectl apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${APP}
  labels: {app: ${APP}}
spec:
  replicas: ${REPLICAS}
  selector:
    matchLabels: {app: ${APP}}
  template:
    metadata:
      labels: {app: ${APP}}
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        ports:
        - containerPort: 80
        readinessProbe:
          httpGet: {path: /, port: 80}
          periodSeconds: 2
---
apiVersion: v1
kind: Service
metadata:
  name: ${APP}
spec:
  selector: {app: ${APP}}
  ports:
  - port: 80
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: ${APP}
spec:
  minAvailable: 2
  selector:
    matchLabels: {app: ${APP}}
EOF
kubectl rollout status deploy/$APP
ip=$(kubectl get svc $APP -o jsonpath='{.spec.clusterIP}')
[[ $ip =~ ^10\.[0-9]+\.[0-9]+\.[0-9]+$ ]] && echo "ip ok"
curl -s "http://$ip" | grep -o '<title>.*</title>'
curl -s -o /dev/null -w '%{http_code}\n' http://$ip/
code=$(curl -s -o /dev/null -w '%{http_code}' http://$ip/nope || true); echo "nope: $code"
kubectl get pdb $APP --no-headers | awk '{print $1, $2, $4}'
