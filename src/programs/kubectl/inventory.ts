// Every command and flag of kubectl v1.35.6, made by scripts/kubectl-commands.mjs; not edited by hand.
// A command line: path | aliases | group | short description | usage. Below it its flags: name, shorthand, type with
// the value it has when none is given, default.

export const INVENTORY = `globals
 --as - string ''
 --as-group - list []
 --as-uid - string ''
 --as-user-extra - list []
 --cache-dir - string '$HOME/.kube/cache'
 --certificate-authority - string ''
 --client-certificate - string ''
 --client-key - string ''
 --cluster - string ''
 --context - string ''
 --disable-compression - bool false
 --insecure-skip-tls-verify - bool false
 --kubeconfig - string ''
 --kuberc - string ''
 --log-flush-frequency - duration 5s
 --match-server-version - bool false
 --namespace n string ''
 --password - string ''
 --profile - string 'none'
 --profile-output - string 'profile.pprof'
 --request-timeout - string '0'
 --server s string ''
 --tls-server-name - string ''
 --token - string ''
 --user - string ''
 --username - string ''
 --v v int 0
 --vmodule - string 
 --warnings-as-errors - bool false
kubectl |  |  | kubectl controls the Kubernetes cluster manager | kubectl [flags] [options]
kubectl create |  | Basic Commands (Beginner) | Create a resource from a file or from stdin | kubectl create -f FILENAME [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --edit - bool false
 --field-manager - string 'kubectl-create'
 --filename f list []
 --kustomize k string ''
 --output o string ''
 --raw - string ''
 --recursive R bool false
 --save-config - bool false
 --selector l string ''
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
 --windows-line-endings - bool false
kubectl create clusterrole |  |  | Create a cluster role | kubectl create clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none] [options]
 --aggregation-rule - string 
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --non-resource-url - list []
 --output o string ''
 --resource - list []
 --resource-name - list []
 --save-config - bool false
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
 --verb - list []
kubectl create clusterrolebinding |  |  | Create a cluster role binding for a particular cluster role | kubectl create clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --clusterrole - string ''
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --group - list []
 --output o string ''
 --save-config - bool false
 --serviceaccount - list []
 --show-managed-fields - bool false
 --template - string ''
 --user - list []
 --validate - string?strict 'strict'
kubectl create configmap | cm |  | Create a config map from a local file, directory or literal value | kubectl create configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --append-hash - bool false
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --from-env-file - list []
 --from-file - list []
 --from-literal - array []
 --output o string ''
 --save-config - bool false
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
kubectl create cronjob | cj |  | Create a cron job with the specified name | kubectl create cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags] [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --image - string ''
 --output o string ''
 --restart - string ''
 --save-config - bool false
 --schedule - string ''
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
kubectl create deployment | deploy |  | Create a deployment with the specified name | kubectl create deployment NAME --image=image -- [COMMAND] [args...] [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --image - list []
 --output o string ''
 --port - int -1
 --replicas r int 1
 --save-config - bool false
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
kubectl create ingress | ing |  | Create an ingress with the specified name | kubectl create ingress NAME --rule=host/path=service:port[,tls[=secret]]  [options]
 --allow-missing-template-keys - bool true
 --annotation - list []
 --class - string ''
 --default-backend - string ''
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --output o string ''
 --rule - list []
 --save-config - bool false
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
kubectl create job |  |  | Create a job with the specified name | kubectl create job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...] [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --from - string ''
 --image - string ''
 --output o string ''
 --save-config - bool false
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
kubectl create namespace | ns |  | Create a namespace with the specified name | kubectl create namespace NAME [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --output o string ''
 --save-config - bool false
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
kubectl create poddisruptionbudget | pdb |  | Create a pod disruption budget with the specified name | kubectl create poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --max-unavailable - string ''
 --min-available - string ''
 --output o string ''
 --save-config - bool false
 --selector - string ''
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
kubectl create priorityclass | pc |  | Create a priority class with the specified name | kubectl create priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --description - string ''
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --global-default - bool false
 --output o string ''
 --preemption-policy - string 'PreemptLowerPriority'
 --save-config - bool false
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
 --value - int 0
kubectl create quota | resourcequota |  | Create a quota with the specified name | kubectl create quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --hard - string ''
 --output o string ''
 --save-config - bool false
 --scopes - string ''
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
kubectl create role |  |  | Create a role with single rule | kubectl create role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --output o string ''
 --resource - list []
 --resource-name - list []
 --save-config - bool false
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
 --verb - list []
kubectl create rolebinding |  |  | Create a role binding for a particular role or cluster role | kubectl create rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --clusterrole - string ''
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --group - list []
 --output o string ''
 --role - string ''
 --save-config - bool false
 --serviceaccount - list []
 --show-managed-fields - bool false
 --template - string ''
 --user - list []
 --validate - string?strict 'strict'
kubectl create secret |  |  | Create a secret using a specified subcommand | kubectl create secret (docker-registry | generic | tls) [options]
kubectl create secret docker-registry |  |  | Create a secret for use with a Docker registry | kubectl create secret docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --append-hash - bool false
 --docker-email - string ''
 --docker-password - string ''
 --docker-server - string 'https://index.docker.io/v1/'
 --docker-username - string ''
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --from-file - list []
 --output o string ''
 --save-config - bool false
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
kubectl create secret generic |  |  | Create a secret from a local file, directory, or literal value | kubectl create secret generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --append-hash - bool false
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --from-env-file - list []
 --from-file - list []
 --from-literal - array []
 --output o string ''
 --save-config - bool false
 --show-managed-fields - bool false
 --template - string ''
 --type - string ''
 --validate - string?strict 'strict'
kubectl create secret tls |  |  | Create a TLS secret | kubectl create secret tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --append-hash - bool false
 --cert - string ''
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --key - string ''
 --output o string ''
 --save-config - bool false
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
kubectl create service | svc |  | Create a service using a specified subcommand | kubectl create service [flags] [options]
kubectl create service clusterip |  |  | Create a ClusterIP service | kubectl create service clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --clusterip - string ''
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --output o string ''
 --save-config - bool false
 --show-managed-fields - bool false
 --tcp - list []
 --template - string ''
 --validate - string?strict 'strict'
kubectl create service externalname |  |  | Create an ExternalName service | kubectl create service externalname NAME --external-name external.name [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --external-name - string ''
 --field-manager - string 'kubectl-create'
 --output o string ''
 --save-config - bool false
 --show-managed-fields - bool false
 --tcp - list []
 --template - string ''
 --validate - string?strict 'strict'
kubectl create service loadbalancer |  |  | Create a LoadBalancer service | kubectl create service loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --output o string ''
 --save-config - bool false
 --show-managed-fields - bool false
 --tcp - list []
 --template - string ''
 --validate - string?strict 'strict'
kubectl create service nodeport |  |  | Create a NodePort service | kubectl create service nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --node-port - int 0
 --output o string ''
 --save-config - bool false
 --show-managed-fields - bool false
 --tcp - list []
 --template - string ''
 --validate - string?strict 'strict'
kubectl create serviceaccount | sa |  | Create a service account with the specified name | kubectl create serviceaccount NAME [--dry-run=server|client|none] [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-create'
 --output o string ''
 --save-config - bool false
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
kubectl create token |  |  | Request a service account token | kubectl create token SERVICE_ACCOUNT_NAME [options]
 --allow-missing-template-keys - bool true
 --audience - list []
 --bound-object-kind - string ''
 --bound-object-name - string ''
 --bound-object-uid - string ''
 --duration - duration 0s
 --output o string ''
 --show-managed-fields - bool false
 --template - string ''
kubectl expose |  | Basic Commands (Beginner) | Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service | kubectl expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type] [options]
 --allow-missing-template-keys - bool true
 --cluster-ip - string ''
 --dry-run - string?unchanged 'none'
 --external-ip - string ''
 --field-manager - string 'kubectl-expose'
 --filename f list []
 --kustomize k string ''
 --labels l string ''
 --load-balancer-ip - string ''
 --name - string ''
 --output o string ''
 --override-type - string 'merge'
 --overrides - string ''
 --port - string ''
 --protocol - string ''
 --recursive R bool false
 --save-config - bool false
 --selector - string ''
 --session-affinity - string ''
 --show-managed-fields - bool false
 --target-port - string ''
 --template - string ''
 --type - string ''
kubectl run |  | Basic Commands (Beginner) | Run a particular image on the cluster | kubectl run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...] [options]
 --allow-missing-template-keys - bool true
 --annotations - list []
 --attach - bool false
 --cascade - string?background 'background'
 --command - bool false
 --dry-run - string?unchanged 'none'
 --env - array []
 --expose - bool false
 --field-manager - string 'kubectl-run'
 --filename f list []
 --force - bool false
 --grace-period - int -1
 --image - string ''
 --image-pull-policy - string ''
 --kustomize k string ''
 --labels l string ''
 --leave-stdin-open - bool false
 --output o string ''
 --override-type - string 'merge'
 --overrides - string ''
 --pod-running-timeout - duration 1m0s
 --port - string ''
 --privileged - bool false
 --quiet q bool false
 --recursive R bool false
 --restart - string 'Always'
 --rm - bool false
 --save-config - bool false
 --show-managed-fields - bool false
 --stdin i bool false
 --template - string ''
 --timeout - duration 0s
 --tty t bool false
 --wait - bool false
kubectl set |  | Basic Commands (Beginner) | Set specific features on objects | kubectl set SUBCOMMAND [options]
kubectl set env |  |  | Update environment variables on a pod template | kubectl set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N [options]
 --all - bool false
 --allow-missing-template-keys - bool true
 --containers c string '*'
 --dry-run - string?unchanged 'none'
 --env e array []
 --field-manager - string 'kubectl-set'
 --filename f list []
 --from - string ''
 --keys - list []
 --kustomize k string ''
 --list - bool false
 --local - bool false
 --output o string ''
 --overwrite - bool true
 --prefix - string ''
 --recursive R bool false
 --resolve - bool false
 --selector l string ''
 --show-managed-fields - bool false
 --template - string ''
kubectl set image |  |  | Update the image of a pod template | kubectl set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N [options]
 --all - bool false
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-set'
 --filename f list []
 --kustomize k string ''
 --local - bool false
 --output o string ''
 --recursive R bool false
 --selector l string ''
 --show-managed-fields - bool false
 --template - string ''
kubectl set resources |  |  | Update resource requests/limits on objects with pod templates | kubectl set resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS] [options]
 --all - bool false
 --allow-missing-template-keys - bool true
 --containers c string '*'
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-set'
 --filename f list []
 --kustomize k string ''
 --limits - string ''
 --local - bool false
 --output o string ''
 --recursive R bool false
 --requests - string ''
 --selector l string ''
 --show-managed-fields - bool false
 --template - string ''
kubectl set selector |  |  | Set the selector on a resource | kubectl set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version] [options]
 --all - bool false
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-set'
 --filename f list []
 --local - bool false
 --output o string ''
 --recursive R bool true
 --resource-version - string ''
 --show-managed-fields - bool false
 --template - string ''
kubectl set serviceaccount | sa |  | Update the service account of a resource | kubectl set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT [options]
 --all - bool false
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-set'
 --filename f list []
 --kustomize k string ''
 --local - bool false
 --output o string ''
 --recursive R bool false
 --show-managed-fields - bool false
 --template - string ''
kubectl set subject |  |  | Update the user, group, or service account in a role binding or cluster role binding | kubectl set subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]
 --all - bool false
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-set'
 --filename f list []
 --group - list []
 --kustomize k string ''
 --local - bool false
 --output o string ''
 --recursive R bool false
 --selector l string ''
 --serviceaccount - list []
 --show-managed-fields - bool false
 --template - string ''
 --user - list []
kubectl explain |  | Basic Commands (Intermediate) | Get documentation for a resource | kubectl explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2] [options]
 --api-version - string ''
 --output o string 'plaintext'
 --recursive - bool false
kubectl get |  | Basic Commands (Intermediate) | Display one or many resources | kubectl get [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags] [options]
 --all-namespaces A bool false
 --allow-missing-template-keys - bool true
 --chunk-size - int 500
 --field-selector - string ''
 --filename f list []
 --ignore-not-found - bool false
 --kustomize k string ''
 --label-columns L list []
 --no-headers - bool false
 --output o string ''
 --output-watch-events - bool false
 --raw - string ''
 --recursive R bool false
 --selector l string ''
 --server-print - bool true
 --show-kind - bool false
 --show-labels - bool false
 --show-managed-fields - bool false
 --sort-by - string ''
 --subresource - string ''
 --template - string ''
 --watch w bool false
 --watch-only - bool false
kubectl edit |  | Basic Commands (Intermediate) | Edit a resource on the server | kubectl edit (RESOURCE/NAME | -f FILENAME) [options]
 --allow-missing-template-keys - bool true
 --field-manager - string 'kubectl-edit'
 --filename f list []
 --kustomize k string ''
 --output o string ''
 --output-patch - bool false
 --recursive R bool false
 --save-config - bool false
 --show-managed-fields - bool false
 --subresource - string ''
 --template - string ''
 --validate - string?strict 'strict'
 --windows-line-endings - bool false
kubectl delete |  | Basic Commands (Intermediate) | Delete resources by file names, stdin, resources and names, or by resources and label selector | kubectl delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)]) [options]
 --all - bool false
 --all-namespaces A bool false
 --cascade - string?background 'background'
 --dry-run - string?unchanged 'none'
 --field-selector - string ''
 --filename f list []
 --force - bool false
 --grace-period - int -1
 --ignore-not-found - bool false
 --interactive i bool false
 --kustomize k string ''
 --now - bool false
 --output o string ''
 --raw - string ''
 --recursive R bool false
 --selector l string ''
 --timeout - duration 0s
 --wait - bool true
kubectl rollout |  | Deploy Commands | Manage the rollout of a resource | kubectl rollout SUBCOMMAND [options]
kubectl rollout history |  |  | View rollout history | kubectl rollout history (TYPE NAME | TYPE/NAME) [flags] [options]
 --allow-missing-template-keys - bool true
 --filename f list []
 --kustomize k string ''
 --output o string ''
 --recursive R bool false
 --revision - int 0
 --selector l string ''
 --show-managed-fields - bool false
 --template - string ''
kubectl rollout pause |  |  | Mark the provided resource as paused | kubectl rollout pause RESOURCE [options]
 --allow-missing-template-keys - bool true
 --field-manager - string 'kubectl-rollout'
 --filename f list []
 --kustomize k string ''
 --output o string ''
 --recursive R bool false
 --selector l string ''
 --show-managed-fields - bool false
 --template - string ''
kubectl rollout restart |  |  | Restart a resource | kubectl rollout restart RESOURCE [options]
 --allow-missing-template-keys - bool true
 --field-manager - string 'kubectl-rollout'
 --filename f list []
 --kustomize k string ''
 --output o string ''
 --recursive R bool false
 --selector l string ''
 --show-managed-fields - bool false
 --template - string ''
kubectl rollout resume |  |  | Resume a paused resource | kubectl rollout resume RESOURCE [options]
 --allow-missing-template-keys - bool true
 --field-manager - string 'kubectl-rollout'
 --filename f list []
 --kustomize k string ''
 --output o string ''
 --recursive R bool false
 --selector l string ''
 --show-managed-fields - bool false
 --template - string ''
kubectl rollout status |  |  | Show the status of the rollout | kubectl rollout status (TYPE NAME | TYPE/NAME) [flags] [options]
 --filename f list []
 --kustomize k string ''
 --recursive R bool false
 --revision - int 0
 --selector l string ''
 --timeout - duration 0s
 --watch w bool true
kubectl rollout undo |  |  | Undo a previous rollout | kubectl rollout undo (TYPE NAME | TYPE/NAME) [flags] [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --filename f list []
 --kustomize k string ''
 --output o string ''
 --recursive R bool false
 --selector l string ''
 --show-managed-fields - bool false
 --template - string ''
 --to-revision - int 0
kubectl scale |  | Deploy Commands | Set a new size for a deployment, replica set, or replication controller | kubectl scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME) [options]
 --all - bool false
 --allow-missing-template-keys - bool true
 --current-replicas - int -1
 --dry-run - string?unchanged 'none'
 --filename f list []
 --kustomize k string ''
 --output o string ''
 --recursive R bool false
 --replicas - int 0
 --resource-version - string ''
 --selector l string ''
 --show-managed-fields - bool false
 --template - string ''
 --timeout - duration 0s
kubectl autoscale |  | Deploy Commands | Auto-scale a deployment, replica set, stateful set, or replication controller | kubectl autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY] [options]
 --allow-missing-template-keys - bool true
 --cpu - string ''
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-autoscale'
 --filename f list []
 --kustomize k string ''
 --max - int -1
 --memory - string ''
 --min - int -1
 --name - string ''
 --output o string ''
 --recursive R bool false
 --save-config - bool false
 --show-managed-fields - bool false
 --template - string ''
kubectl certificate |  | Cluster Management Commands | Modify certificate resources | kubectl certificate SUBCOMMAND [options]
kubectl certificate approve |  |  | Approve a certificate signing request | kubectl certificate approve (-f FILENAME | NAME) [options]
 --allow-missing-template-keys - bool true
 --filename f list []
 --force - bool false
 --kustomize k string ''
 --output o string ''
 --recursive R bool false
 --show-managed-fields - bool false
 --template - string ''
kubectl certificate deny |  |  | Deny a certificate signing request | kubectl certificate deny (-f FILENAME | NAME) [options]
 --allow-missing-template-keys - bool true
 --filename f list []
 --force - bool false
 --kustomize k string ''
 --output o string ''
 --recursive R bool false
 --show-managed-fields - bool false
 --template - string ''
kubectl cluster-info |  | Cluster Management Commands | Display cluster information | kubectl cluster-info [flags] [options]
kubectl cluster-info dump |  |  | Dump relevant information for debugging and diagnosis | kubectl cluster-info dump [flags] [options]
 --all-namespaces A bool false
 --allow-missing-template-keys - bool true
 --namespaces - list []
 --output o string 'json'
 --output-directory - string ''
 --pod-running-timeout - duration 20s
 --show-managed-fields - bool false
 --template - string ''
kubectl top |  | Cluster Management Commands | Display resource (CPU/memory) usage | kubectl top [flags] [options]
kubectl top node | nodes,no |  | Display resource (CPU/memory) usage of nodes | kubectl top node [NAME | -l label] [options]
 --no-headers - bool false
 --selector l string ''
 --show-capacity - bool false
 --show-swap - bool false
 --sort-by - string ''
 --use-protocol-buffers - bool true
kubectl top pod | pods,po |  | Display resource (CPU/memory) usage of pods | kubectl top pod [NAME | -l label] [options]
 --all-namespaces A bool false
 --containers - bool false
 --field-selector - string ''
 --no-headers - bool false
 --selector l string ''
 --show-swap - bool false
 --sort-by - string ''
 --sum - bool false
 --use-protocol-buffers - bool true
kubectl cordon |  | Cluster Management Commands | Mark node as unschedulable | kubectl cordon NODE [options]
 --dry-run - string?unchanged 'none'
 --selector l string ''
kubectl uncordon |  | Cluster Management Commands | Mark node as schedulable | kubectl uncordon NODE [options]
 --dry-run - string?unchanged 'none'
 --selector l string ''
kubectl drain |  | Cluster Management Commands | Drain node in preparation for maintenance | kubectl drain NODE [options]
 --chunk-size - int 500
 --delete-emptydir-data - bool false
 --disable-eviction - bool false
 --dry-run - string?unchanged 'none'
 --force - bool false
 --grace-period - int -1
 --ignore-daemonsets - bool false
 --pod-selector - string ''
 --selector l string ''
 --skip-wait-for-delete-timeout - int 0
 --timeout - duration 0s
kubectl taint |  | Cluster Management Commands | Update the taints on one or more nodes | kubectl taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N [options]
 --all - bool false
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-taint'
 --output o string ''
 --overwrite - bool false
 --selector l string ''
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
kubectl describe |  | Troubleshooting and Debugging Commands | Show details of a specific resource or group of resources | kubectl describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME) [options]
 --all-namespaces A bool false
 --chunk-size - int 500
 --filename f list []
 --kustomize k string ''
 --recursive R bool false
 --selector l string ''
 --show-events - bool true
kubectl logs |  | Troubleshooting and Debugging Commands | Print the logs for a container in a pod | kubectl logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] [options]
 --all-containers - bool false
 --all-pods - bool false
 --container c string ''
 --follow f bool false
 --ignore-errors - bool false
 --insecure-skip-tls-verify-backend - bool false
 --limit-bytes - int 0
 --max-log-requests - int 5
 --pod-running-timeout - duration 20s
 --prefix - bool false
 --previous p bool false
 --selector l string ''
 --since - duration 0s
 --since-time - string ''
 --tail - int -1
 --timestamps - bool false
kubectl attach |  | Troubleshooting and Debugging Commands | Attach to a running container | kubectl attach (POD | TYPE/NAME) -c CONTAINER [options]
 --container c string ''
 --pod-running-timeout - duration 1m0s
 --quiet q bool false
 --stdin i bool false
 --tty t bool false
kubectl exec |  | Troubleshooting and Debugging Commands | Execute a command in a container | kubectl exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...] [options]
 --container c string ''
 --filename f list []
 --pod-running-timeout - duration 1m0s
 --quiet q bool false
 --stdin i bool false
 --tty t bool false
kubectl port-forward |  | Troubleshooting and Debugging Commands | Forward one or more local ports to a pod | kubectl port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]
 --address - list [localhost]
 --pod-running-timeout - duration 1m0s
kubectl proxy |  | Troubleshooting and Debugging Commands | Run a proxy to the Kubernetes API server | kubectl proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix] [options]
 --accept-hosts - string '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$'
 --accept-paths - string '^.*'
 --address - string '127.0.0.1'
 --api-prefix - string '/'
 --append-server-path - bool false
 --disable-filter - bool false
 --keepalive - duration 0s
 --port p int 8001
 --reject-methods - string '^$'
 --reject-paths - string '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach'
 --unix-socket u string ''
 --www w string ''
 --www-prefix P string '/static/'
kubectl cp |  | Troubleshooting and Debugging Commands | Copy files and directories to and from containers | kubectl cp <file-spec-src> <file-spec-dest> [options]
 --container c string ''
 --no-preserve - bool false
 --retries - int 0
kubectl auth |  | Troubleshooting and Debugging Commands | Inspect authorization | kubectl auth [flags] [options]
kubectl auth can-i |  |  | Check whether an action is allowed | kubectl auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL] [options]
 --all-namespaces A bool false
 --list - bool false
 --no-headers - bool false
 --quiet q bool false
 --subresource - string ''
kubectl auth reconcile |  |  | Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects | kubectl auth reconcile -f FILENAME [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --filename f list []
 --kustomize k string ''
 --output o string ''
 --recursive R bool false
 --remove-extra-permissions - bool false
 --remove-extra-subjects - bool false
 --show-managed-fields - bool false
 --template - string ''
kubectl auth whoami |  |  | Experimental: Check self subject attributes | kubectl auth whoami [options]
 --allow-missing-template-keys - bool true
 --output o string ''
 --show-managed-fields - bool false
 --template - string ''
kubectl debug |  | Troubleshooting and Debugging Commands | Create debugging sessions for troubleshooting workloads and nodes | kubectl debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ] [options]
 --arguments-only - bool false
 --attach - bool false
 --container c string ''
 --copy-to - string ''
 --custom - string ''
 --env - array []
 --filename f list []
 --image - string ''
 --image-pull-policy - string ''
 --keep-annotations - bool false
 --keep-init-containers - bool true
 --keep-labels - bool false
 --keep-liveness - bool false
 --keep-readiness - bool false
 --keep-startup - bool false
 --profile - string 'legacy'
 --quiet q bool false
 --replace - bool false
 --same-node - bool false
 --set-image - list []
 --share-processes - bool true
 --stdin i bool false
 --target - string ''
 --tty t bool false
kubectl events |  | Troubleshooting and Debugging Commands | List events | kubectl events [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning] [options]
 --all-namespaces A bool false
 --allow-missing-template-keys - bool true
 --chunk-size - int 500
 --for - string ''
 --no-headers - bool false
 --output o string ''
 --show-managed-fields - bool false
 --template - string ''
 --types - list []
 --watch w bool false
kubectl diff |  | Advanced Commands | Diff the live version against a would-be applied version | kubectl diff -f FILENAME [options]
 --concurrency - int 1
 --field-manager - string 'kubectl-client-side-apply'
 --filename f list []
 --force-conflicts - bool false
 --kustomize k string ''
 --prune - bool false
 --prune-allowlist - list []
 --recursive R bool false
 --selector l string ''
 --server-side - bool false
 --show-managed-fields - bool false
kubectl apply |  | Advanced Commands | Apply a configuration to a resource by file name or stdin | kubectl apply (-f FILENAME | -k DIRECTORY) [options]
 --all - bool false
 --allow-missing-template-keys - bool true
 --cascade - string?background 'background'
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-client-side-apply'
 --filename f list []
 --force - bool false
 --force-conflicts - bool false
 --grace-period - int -1
 --kustomize k string ''
 --openapi-patch - bool true
 --output o string ''
 --overwrite - bool true
 --prune - bool false
 --prune-allowlist - list []
 --recursive R bool false
 --selector l string ''
 --server-side - bool false
 --show-managed-fields - bool false
 --subresource - string ''
 --template - string ''
 --timeout - duration 0s
 --validate - string?strict 'strict'
 --wait - bool false
kubectl apply edit-last-applied |  |  | Edit latest last-applied-configuration annotations of a resource/object | kubectl apply edit-last-applied (RESOURCE/NAME | -f FILENAME) [options]
 --allow-missing-template-keys - bool true
 --field-manager - string 'kubectl-client-side-apply'
 --filename f list []
 --kustomize k string ''
 --output o string ''
 --recursive R bool false
 --show-managed-fields - bool false
 --template - string ''
 --validate - string?strict 'strict'
 --windows-line-endings - bool false
kubectl apply set-last-applied |  |  | Set the last-applied-configuration annotation on a live object to match the contents of a file | kubectl apply set-last-applied -f FILENAME [options]
 --allow-missing-template-keys - bool true
 --create-annotation - bool false
 --dry-run - string?unchanged 'none'
 --filename f list []
 --output o string ''
 --show-managed-fields - bool false
 --template - string ''
kubectl apply view-last-applied |  |  | View the latest last-applied-configuration annotations of a resource/object | kubectl apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME) [options]
 --all - bool false
 --filename f list []
 --kustomize k string ''
 --output o string 'yaml'
 --recursive R bool false
 --selector l string ''
kubectl patch |  | Advanced Commands | Update fields of a resource | kubectl patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE] [options]
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-patch'
 --filename f list []
 --kustomize k string ''
 --local - bool false
 --output o string ''
 --patch p string ''
 --patch-file - string ''
 --recursive R bool false
 --show-managed-fields - bool false
 --subresource - string ''
 --template - string ''
 --type - string 'strategic'
kubectl replace |  | Advanced Commands | Replace a resource by file name or stdin | kubectl replace -f FILENAME [options]
 --allow-missing-template-keys - bool true
 --cascade - string?background 'background'
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-replace'
 --filename f list []
 --force - bool false
 --grace-period - int -1
 --kustomize k string ''
 --output o string ''
 --raw - string ''
 --recursive R bool false
 --save-config - bool false
 --show-managed-fields - bool false
 --subresource - string ''
 --template - string ''
 --timeout - duration 0s
 --validate - string?strict 'strict'
 --wait - bool false
kubectl wait |  | Advanced Commands | Wait for a specific condition on one or many resources | kubectl wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]] [options]
 --all - bool false
 --all-namespaces A bool false
 --allow-missing-template-keys - bool true
 --field-selector - string ''
 --filename f list []
 --for - string ''
 --local - bool false
 --output o string ''
 --recursive R bool true
 --selector l string ''
 --show-managed-fields - bool false
 --template - string ''
 --timeout - duration 30s
kubectl kustomize |  | Advanced Commands | Build a kustomization target from a directory or URL | kubectl kustomize DIR [flags] [options]
 --as-current-user - bool false
 --enable-alpha-plugins - bool false
 --enable-helm - bool false
 --env e array []
 --helm-api-versions - list []
 --helm-command - string 'helm'
 --helm-debug - bool false
 --helm-kube-version - string ''
 --load-restrictor - string 'LoadRestrictionsRootOnly'
 --mount - list []
 --network - bool false
 --network-name - string 'bridge'
 --output o string ''
kubectl label |  | Settings Commands | Update the labels on a resource | kubectl label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]
 --all - bool false
 --all-namespaces A bool false
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-label'
 --field-selector - string ''
 --filename f list []
 --kustomize k string ''
 --list - bool false
 --local - bool false
 --output o string ''
 --overwrite - bool false
 --recursive R bool false
 --resource-version - string ''
 --selector l string ''
 --show-managed-fields - bool false
 --template - string ''
kubectl annotate |  | Settings Commands | Update the annotations on a resource | kubectl annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]
 --all - bool false
 --all-namespaces A bool false
 --allow-missing-template-keys - bool true
 --dry-run - string?unchanged 'none'
 --field-manager - string 'kubectl-annotate'
 --field-selector - string ''
 --filename f list []
 --kustomize k string ''
 --list - bool false
 --local - bool false
 --output o string ''
 --overwrite - bool false
 --recursive R bool false
 --resource-version - string ''
 --selector l string ''
 --show-managed-fields - bool false
 --template - string ''
kubectl completion |  | Settings Commands | Output shell completion code for the specified shell (bash, zsh, fish, or powershell) | kubectl completion SHELL [options]
kubectl alpha |  | Other Commands | Commands for features in alpha | 
kubectl alpha kuberc |  |  | Manage kuberc configuration files | kubectl alpha kuberc SUBCOMMAND [options]
kubectl alpha kuberc set |  |  | Set values in the kuberc configuration | kubectl alpha kuberc set --section (defaults|aliases) --command COMMAND [options]
 --appendarg - list []
 --command - string ''
 --kuberc - string ''
 --name - string ''
 --option - list []
 --overwrite - bool false
 --prependarg - list []
 --section - string ''
kubectl alpha kuberc view |  |  | Display the current kuberc configuration | kubectl alpha kuberc view [options]
 --allow-missing-template-keys - bool true
 --kuberc - string ''
 --output o string 'yaml'
 --show-managed-fields - bool false
 --template - string ''
kubectl api-resources |  | Other Commands | Print the supported API resources on the server | kubectl api-resources [flags] [options]
 --api-group - string ''
 --cached - bool false
 --categories - list []
 --namespaced - bool true
 --no-headers - bool false
 --output o string ''
 --show-managed-fields - bool false
 --sort-by - string ''
 --verbs - list []
kubectl api-versions |  | Other Commands | Print the supported API versions on the server, in the form of "group/version" | kubectl api-versions [options]
kubectl config |  | Other Commands | Modify kubeconfig files | kubectl config SUBCOMMAND [options]
kubectl config current-context |  |  | Display the current-context | kubectl config current-context [flags] [options]
kubectl config delete-cluster |  |  | Delete the specified cluster from the kubeconfig | kubectl config delete-cluster NAME [options]
kubectl config delete-context |  |  | Delete the specified context from the kubeconfig | kubectl config delete-context NAME [options]
kubectl config delete-user |  |  | Delete the specified user from the kubeconfig | kubectl config delete-user NAME [options]
kubectl config get-clusters |  |  | Display clusters defined in the kubeconfig | kubectl config get-clusters [flags] [options]
kubectl config get-contexts |  |  | Describe one or many contexts | kubectl config get-contexts [(-o|--output=)name)] [options]
 --no-headers - bool false
 --output o string ''
kubectl config get-users |  |  | Display users defined in the kubeconfig | kubectl config get-users [flags] [options]
kubectl config rename-context |  |  | Rename a context from the kubeconfig file | kubectl config rename-context CONTEXT_NAME NEW_NAME [options]
kubectl config set |  |  | Set an individual value in a kubeconfig file | kubectl config set PROPERTY_NAME PROPERTY_VALUE [options]
 --set-raw-bytes - bool false
kubectl config set-cluster |  |  | Set a cluster entry in kubeconfig | kubectl config set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com] [options]
 --certificate-authority - string ''
 --embed-certs - bool false
 --insecure-skip-tls-verify - bool false
 --proxy-url - string ''
 --server - string ''
 --tls-server-name - string ''
kubectl config set-context |  |  | Set a context entry in kubeconfig | kubectl config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace] [options]
 --cluster - string ''
 --current - bool false
 --namespace n string ''
 --user - string ''
kubectl config set-credentials |  |  | Set a user entry in kubeconfig | kubectl config set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value] [options]
 --auth-provider - string ''
 --auth-provider-arg - array []
 --client-certificate - string ''
 --client-key - string ''
 --embed-certs - bool false
 --exec-api-version - string ''
 --exec-arg - array []
 --exec-command - string ''
 --exec-env - array []
 --exec-interactive-mode - string ''
 --exec-provide-cluster-info - bool false
 --password - string ''
 --token - string ''
 --username - string ''
kubectl config unset |  |  | Unset an individual value in a kubeconfig file | kubectl config unset PROPERTY_NAME [options]
kubectl config use-context | use |  | Set the current-context in a kubeconfig file | kubectl config use-context CONTEXT_NAME [options]
kubectl config view |  |  | Display merged kubeconfig settings or a specified kubeconfig file | kubectl config view [flags] [options]
 --allow-missing-template-keys - bool true
 --flatten - bool false
 --merge - bool true
 --minify - bool false
 --output o string 'yaml'
 --raw - bool false
 --show-managed-fields - bool false
 --template - string ''
kubectl plugin |  | Other Commands | Provides utilities for interacting with plugins | kubectl plugin [flags] [options]
kubectl plugin list |  |  | List all visible plugin executables on a user's PATH | kubectl plugin list [flags] [options]
 --name-only - bool false
kubectl version |  | Other Commands | Print the client and server version information | kubectl version [flags] [options]
 --client - bool false
 --output o string ''
`;
