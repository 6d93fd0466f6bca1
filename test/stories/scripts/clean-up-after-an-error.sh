#!/bin/bash
set -Eeuo pipefail
cleanup() { local rc=$?; echo "cleanup rc=$rc"; kubectl delete ns scratch --wait=false --ignore-not-found; exit $rc; }
on_err() { echo "error on line $1: $BASH_COMMAND" >&2; }
trap cleanup EXIT
trap 'on_err $LINENO' ERR
kubectl create ns scratch
check() {
  kubectl -n scratch get pod missing
}
check
echo not reached
