//! Kinds that run programs to their end: jobs, training, queues, pipelines, runners and sandboxes.

use super::Form::{Cut, Fields, Full, Nothing, Open};
use super::{JOB, KnownKind, STATEFUL_SET, kind, without_entry};

const TRAINER: &str = "trainer.kubeflow.org";
const KUBEFLOW: &str = "kubeflow.org";
const TRAINING: &str = "kubeflow:training-operator";
const VOLCANO: &str = "volcano-system:volcano-controllers";
const RAY: &str = "ray.io";
const RAY_OPERATOR: &str = "kuberay-operator";
const SPARK: &str = "sparkoperator.k8s.io";
const SPARK_PODS: &str = "the operator; executors: the driver's account";
const TEKTON: &str = "tekton.dev";
const TEKTON_PODS: &str = "tekton-pipelines:tekton-pipelines-controller";
const ARC: &str = "actions.github.com";
const ARC_PODS: &str = "arc-systems:<release>-gha-rs-controller";
const OLD_ARC: &str = "actions.summerwind.dev";
const OLD_ARC_PODS: &str = "actions-runner-system:actions-runner-controller";
const SANDBOX: &str = "agent-sandbox-system:agent-sandbox-controller";

const RAY_HEAD: &str = "With the autoscaler the head calls the Kubernetes API, so allow its account; the workers do \
                        not need the token.";
const RUNTIME: &str = "Its Pod templates cannot set automountServiceAccountToken: set it to false in the runtime \
                       that runtimeRef names, or on the service account.";
const DRIVER: &str = "The driver calls the Kubernetes API to start executors, so allow its account; for the \
                      executors set automountServiceAccountToken: false in template, because the fields beside \
                      it cannot opt out.";
const RUNNER: &str = "Set automountServiceAccountToken: false in spec.template.spec (Runner: in spec); the controller \
                      adds the runner's container, so its Pods are judged when they are created.";

pub const KINDS: &[KnownKind] = &[
    kind("keda.sh", "ScaledJob", Full, &["spec.jobTargetRef.template"], JOB),
    kind(
        "jobset.x-k8s.io",
        "JobSet",
        Full,
        &["spec.replicatedJobs[*].template.spec.template"],
        JOB,
    ),
    kind(
        TRAINER,
        "TrainingRuntime",
        Full,
        &["spec.template.spec.replicatedJobs[*].template.spec.template"],
        JOB,
    ),
    without_entry(
        TRAINER,
        "ClusterTrainingRuntime",
        Full,
        JOB,
        "It is in no namespace, so an entry would judge nothing: set automountServiceAccountToken: false \
         in the Pod templates of spec.template.spec.replicatedJobs; what runs from it is judged where it \
         runs.",
    )
    .of_cluster(),
    without_entry(TRAINER, "TrainJob", Cut, JOB, RUNTIME),
    without_entry(TRAINER, "OptimizationJob", Cut, JOB, RUNTIME),
    kind(KUBEFLOW, "PyTorchJob", Full, &["spec.pytorchReplicaSpecs[*].template"], TRAINING),
    kind(KUBEFLOW, "TFJob", Full, &["spec.tfReplicaSpecs[*].template"], TRAINING),
    kind(KUBEFLOW, "XGBoostJob", Full, &["spec.xgbReplicaSpecs[*].template"], TRAINING),
    kind(KUBEFLOW, "PaddleJob", Full, &["spec.paddleReplicaSpecs[*].template"], TRAINING),
    kind(KUBEFLOW, "JAXJob", Full, &["spec.jaxReplicaSpecs[*].template"], TRAINING),
    kind(
        KUBEFLOW,
        "MPIJob",
        Full,
        &["spec.mpiReplicaSpecs[*].template"],
        "v1: kubeflow:training-operator; v2beta1: mpi-operator:mpi-operator, the launcher: \
         kube-system:job-controller",
    ),
    kind("batch.volcano.sh", "Job", Full, &["spec.tasks[*].template"], VOLCANO),
    kind(
        "batch.volcano.sh",
        "CronJob",
        Full,
        &["spec.jobTemplate.spec.tasks[*].template"],
        VOLCANO,
    ),
    kind("flow.volcano.sh", "JobTemplate", Full, &["spec.tasks[*].template"], VOLCANO),
    kind(
        "flow.volcano.sh",
        "JobFlow",
        Full,
        &["spec.flows[*].patch.jobSpec.tasks[*].template"],
        VOLCANO,
    ),
    kind(
        RAY,
        "RayCluster",
        Full,
        &["spec.headGroupSpec.template", "spec.workerGroupSpecs[*].template"],
        RAY_OPERATOR,
    )
    .says(RAY_HEAD),
    kind(
        RAY,
        "RayJob",
        Full,
        &[
            "spec.rayClusterSpec.headGroupSpec.template",
            "spec.rayClusterSpec.workerGroupSpecs[*].template",
            "spec.submitterPodTemplate",
        ],
        "kuberay-operator; the submitter: kube-system:job-controller",
    )
    .says(RAY_HEAD),
    kind(
        RAY,
        "RayService",
        Full,
        &[
            "spec.rayClusterConfig.headGroupSpec.template",
            "spec.rayClusterConfig.workerGroupSpecs[*].template",
        ],
        RAY_OPERATOR,
    )
    .says(RAY_HEAD),
    kind(
        RAY,
        "RayCronJob",
        Full,
        &[
            "spec.jobTemplate.rayClusterSpec.headGroupSpec.template",
            "spec.jobTemplate.rayClusterSpec.workerGroupSpecs[*].template",
            "spec.jobTemplate.submitterPodTemplate",
        ],
        "kuberay-operator; the submitter: kube-system:job-controller",
    )
    .says(RAY_HEAD),
    kind(
        SPARK,
        "SparkApplication",
        Open,
        &["spec.driver.template", "spec.executor.template"],
        SPARK_PODS,
    )
    .says(DRIVER),
    kind(
        SPARK,
        "ScheduledSparkApplication",
        Open,
        &["spec.template.driver.template", "spec.template.executor.template"],
        SPARK_PODS,
    )
    .says(DRIVER),
    kind(
        SPARK,
        "SparkConnect",
        Open,
        &["spec.server.template", "spec.executor.template"],
        "the operator; executors: the server's account",
    )
    .says(
        "The server calls the Kubernetes API to start executors, so allow its account; the executors do not \
         need the token.",
    ),
    without_entry(
        "flink.apache.org",
        "FlinkDeployment",
        Full,
        "JobManager: kube-system:replicaset-controller; TaskManagers: spec.serviceAccount itself",
        "Its Pods run as spec.serviceAccount, whatever the template says, and the JobManager calls the \
         Kubernetes API as that account: allow it in allow.serviceAccounts.",
    ),
    without_entry(
        TEKTON,
        "TaskRun",
        Cut,
        TEKTON_PODS,
        "Set spec.podTemplate.automountServiceAccountToken: false; its containers come from the Task, so \
         its Pod is judged when it is created.",
    ),
    without_entry(
        TEKTON,
        "PipelineRun",
        Cut,
        TEKTON_PODS,
        "Set automountServiceAccountToken: false in spec.taskRunTemplate.podTemplate (v1beta1: \
         spec.podTemplate) and in the templates of spec.taskRunSpecs; its Pods are judged when they are \
         created.",
    ),
    without_entry(
        TEKTON,
        "CustomRun",
        Nothing,
        "another controller",
        "Another controller runs it as spec.serviceAccountName; what that makes is judged when it is \
         created.",
    ),
    kind(ARC, "AutoscalingRunnerSet", Full, &["spec.template"], ARC_PODS).says(
        "In container mode kubernetes the runner makes Pods with its token, so allow its account; in the \
         other modes it needs none.",
    ),
    kind(ARC, "EphemeralRunnerSet", Full, &["spec.ephemeralRunnerSpec"], ARC_PODS)
        .made_from("AutoscalingRunnerSet")
        .says("The controller makes it from an AutoscalingRunnerSet; change that."),
    kind(ARC, "EphemeralRunner", Full, &["spec"], ARC_PODS)
        .made_from("EphemeralRunnerSet")
        .says("The controller makes it from an AutoscalingRunnerSet; change that."),
    without_entry(
        ARC,
        "AutoscalingListener",
        Full,
        ARC_PODS,
        "The controller makes it and its account, whatever the template says, and it calls the Kubernetes \
         API: allow that account in allow.serviceAccounts.",
    )
    .made_from("AutoscalingRunnerSet"),
    without_entry(OLD_ARC, "RunnerDeployment", Fields, OLD_ARC_PODS, RUNNER),
    without_entry(OLD_ARC, "RunnerReplicaSet", Fields, OLD_ARC_PODS, RUNNER)
        .made_from("RunnerDeployment"),
    without_entry(OLD_ARC, "Runner", Fields, OLD_ARC_PODS, RUNNER).made_from("RunnerReplicaSet"),
    kind(OLD_ARC, "RunnerSet", Full, &["spec.template"], STATEFUL_SET),
    kind("agents.x-k8s.io", "Sandbox", Full, &["spec.podTemplate"], SANDBOX).plural("sandboxes"),
    without_entry(
        "extensions.agents.x-k8s.io",
        "SandboxTemplate",
        Full,
        SANDBOX,
        "The controller itself sets automountServiceAccountToken: false where the template leaves it \
         unset; the Sandboxes are judged.",
    ),
];
