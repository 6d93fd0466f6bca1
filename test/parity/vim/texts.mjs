// The files that the key sequences are typed on.

export const TEXTS = {
  'pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
    tier: front
spec:
  containers:
  - name: nginx
    image: nginx:1.25
    ports:
    - containerPort: 80
    resources:
      requests:
        cpu: 100m
        memory: "64Mi"
  - name: side
    image: busybox
    command: ["sh", "-c", "sleep 3600"]
  restartPolicy: Always
`,
  'deploy.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  replicas: 2
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
    spec:
      # the only container
      containers:
      - name: api
        image: registry.local/api:v1
        env:
        - name: LEVEL
          value: "debug"
        - name: PORT
          value: '8080'
`,
  'list.txt': `delta 4
alpha 1
charlie 3
bravo 2

echo 5
foxtrot 6
golf 7
hotel 8
`,
  'code.txt': `int main(int argc, char *argv[]) {
	if (argc > 1) {
		printf("hello, %s\\n", argv[1]);
	}
	return (a + b) * (c - d);
}
`,
  'words.txt': `The quick brown-fox jumps over_the lazy dog.  It runs!  Does it?

  indented line with foo.bar(baz, qux) and "quoted text" here
last line
`,
  'korean.txt': `이름: 웹 서버
설명: nginx 를 실행
포트: 80
`,
  'noeol.txt': 'one\ntwo\nthree',
  'empty.txt': '',
};
