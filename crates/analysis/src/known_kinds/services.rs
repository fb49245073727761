//! Kinds that keep programs running, and that roll out new versions of them.

use super::Form::{Cut, Fields, Full, Nothing, Open, Spec};
use super::{JOB, KnownKind, REPLICA_SET, STATEFUL_SET, kind, without_entry};

const ARGO: &str = "argoproj.io";
const KNATIVE: &str = "serving.knative.dev";
const KRUISE: &str = "apps.kruise.io";
const KRUISE_MANAGER: &str = "kruise-system:kruise-manager";
const OPENSHIFT_BUILDS: &str = "openshift-infra:build-controller";

const WORKFLOW: &str = "automountServiceAccountToken: false makes it fail unless \
                        executor.serviceAccountName names an account that has a token Secret: set both, or \
                        allow its account in allow.serviceAccounts.";
const BUILD: &str = "A build Pod runs as spec.serviceAccount (builder, if that is empty), and \
                     automountServiceAccountToken cannot be set: it is judged when it is created; allow its \
                     account.";
const KNATIVE_FALSE: &str = "Knative takes no other value of automountServiceAccountToken than false; if the \
                             program needs its token, allow its account in allow.serviceAccounts.";

pub const KINDS: &[KnownKind] = &[
    kind(ARGO, "Rollout", Full, &["spec.template"], REPLICA_SET)
        .says("With spec.workloadRef the Pods come from the Deployment that it names; change that."),
    kind(ARGO, "Experiment", Full, &["spec.templates[*].template"], REPLICA_SET),
    kind(ARGO, "AnalysisTemplate", Full, &["spec.metrics[*].provider.job.spec.template"], JOB),
    kind(ARGO, "AnalysisRun", Full, &["spec.metrics[*].provider.job.spec.template"], JOB)
        .made_from("AnalysisTemplate")
        .says("It is made from an AnalysisTemplate or ClusterAnalysisTemplate; change that."),
    without_entry(
        ARGO,
        "ClusterAnalysisTemplate",
        Full,
        JOB,
        "It is in no namespace, so an entry would judge nothing: set automountServiceAccountToken: false \
         in spec.metrics[*].provider.job.spec.template.spec; its Jobs are judged where they run.",
    )
    .of_cluster(),
    without_entry(ARGO, "Workflow", Fields, "argo:argo", WORKFLOW),
    without_entry(ARGO, "WorkflowTemplate", Fields, "argo:argo", WORKFLOW),
    without_entry(ARGO, "ClusterWorkflowTemplate", Fields, "argo:argo", WORKFLOW).of_cluster(),
    without_entry(ARGO, "CronWorkflow", Fields, "argo:argo", WORKFLOW),
    without_entry(
        ARGO,
        "WorkflowTaskSet",
        Fields,
        "argo:argo",
        "The controller makes it from a Workflow; change that.",
    )
    .made_from("Workflow"),
    kind(KNATIVE, "Service", Full, &["spec.template"], REPLICA_SET).says(KNATIVE_FALSE),
    kind(KNATIVE, "Configuration", Full, &["spec.template"], REPLICA_SET)
        .made_from("Service")
        .says("Knative makes it from a Service; change that."),
    kind(KNATIVE, "Revision", Spec, &["spec"], REPLICA_SET)
        .made_from("Configuration")
        .says("Knative makes it from a Service, and it cannot be changed; change the Service."),
    kind(KRUISE, "CloneSet", Open, &["spec.template"], KRUISE_MANAGER),
    kind(KRUISE, "StatefulSet", Open, &["spec.template"], KRUISE_MANAGER),
    kind(KRUISE, "DaemonSet", Open, &["spec.template"], KRUISE_MANAGER),
    kind(KRUISE, "BroadcastJob", Open, &["spec.template"], KRUISE_MANAGER),
    kind(
        KRUISE,
        "AdvancedCronJob",
        Open,
        &[
            "spec.template.broadcastJobTemplate.spec.template",
            "spec.template.jobTemplate.spec.template",
        ],
        KRUISE_MANAGER,
    ),
    kind(
        KRUISE,
        "UnitedDeployment",
        Open,
        &[
            "spec.template.statefulSetTemplate.spec.template",
            "spec.template.advancedStatefulSetTemplate.spec.template",
            "spec.template.cloneSetTemplate.spec.template",
            "spec.template.deploymentTemplate.spec.template",
        ],
        KRUISE_MANAGER,
    ),
    without_entry(
        KRUISE,
        "SidecarSet",
        Nothing,
        "",
        "It has no Pod template: its containers and volumes are added to other Pods, which are judged when \
         they are created.",
    )
    .of_cluster(),
    kind(
        "leaderworkerset.x-k8s.io",
        "LeaderWorkerSet",
        Full,
        &["spec.leaderWorkerTemplate.workerTemplate", "spec.leaderWorkerTemplate.leaderTemplate"],
        STATEFUL_SET,
    ),
    kind(
        "disaggregatedset.x-k8s.io",
        "DisaggregatedSet",
        Full,
        &[
            "spec.roles[*].spec.leaderWorkerTemplate.workerTemplate",
            "spec.roles[*].spec.leaderWorkerTemplate.leaderTemplate",
        ],
        STATEFUL_SET,
    ),
    kind(
        "apps.openshift.io",
        "DeploymentConfig",
        Full,
        &["spec.template"],
        "kube-system:replication-controller",
    ),
    without_entry("build.openshift.io", "Build", Nothing, OPENSHIFT_BUILDS, BUILD)
        .made_from("BuildConfig"),
    without_entry("build.openshift.io", "BuildConfig", Nothing, OPENSHIFT_BUILDS, BUILD),
    without_entry(
        "pkg.crossplane.io",
        "DeploymentRuntimeConfig",
        Full,
        REPLICA_SET,
        "It is in no namespace, so an entry would judge nothing: a provider calls the Kubernetes API, so \
         allow its account; its Deployment is judged where it runs.",
    )
    .of_cluster(),
    without_entry(
        "gateway.envoyproxy.io",
        "EnvoyProxy",
        Cut,
        REPLICA_SET,
        "Envoy Gateway itself sets automountServiceAccountToken: false on these Pods.",
    )
    .plural("envoyproxies"),
    without_entry(
        "gateway.nginx.org",
        "NginxProxy",
        Cut,
        REPLICA_SET,
        "NGINX Gateway Fabric itself sets automountServiceAccountToken: true on these Pods, so allow their \
         account in allow.serviceAccounts.",
    )
    .plural("nginxproxies"),
];
