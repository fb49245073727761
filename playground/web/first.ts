import type { Question } from "./engine";

/** What a first visitor sees in Judge: workloads of a silent service account and of one that opts out. */
export const FIRST: Question = {
  objects: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      serviceAccountName: web
      initContainers:
        - name: migrate
          image: registry.example/migrate:1
      containers:
        - name: nginx
          image: nginx:1
---
# The Pod's own field wins over its account's.
apiVersion: v1
kind: Pod
metadata:
  name: worker
spec:
  serviceAccountName: quiet
  automountServiceAccountToken: true
  containers:
    - name: worker
      image: registry.example/worker:1
---
# Asks for one token, in one container, for an hour.
apiVersion: v1
kind: Pod
metadata:
  name: watcher
spec:
  serviceAccountName: quiet
  containers:
    - name: watcher
      image: registry.example/watcher:1
      volumeMounts:
        - {name: token, mountPath: /var/run/secrets/tokens}
    - name: proxy
      image: registry.example/proxy:1
  volumes:
    - name: token
      projected:
        sources:
          - serviceAccountToken: {path: token, expirationSeconds: 3600}
`,
  context: `# What exists in the cluster: service accounts, role bindings, Secrets.
apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
  namespace: default
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: quiet
  namespace: default
automountServiceAccountToken: false
`,
  settings: `action: reject
allow:
  podAuthor: projected
`,
  namespace: "default",
  seen: "written",
  server: "current",
  absent: "saysNothing",
  today: null,
  lookupError: null,
  lookupAnswer: null,
};
