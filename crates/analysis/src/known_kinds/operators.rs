//! Kinds from which an operator runs a program that it knows: databases, search, monitoring, certificates.

use super::Form::{Cut, Fields, Full};
use super::{KnownKind, REPLICA_SET, STATEFUL_SET, kind, without_entry};

const CNPG: &str = "postgresql.cnpg.io";
const STRIMZI: &str = "kafka.strimzi.io";
const STRIMZI_OPERATOR: &str = "strimzi-cluster-operator";
const PROMETHEUS: &str = "monitoring.coreos.com";
const CERT_MANAGER: &str = "cert-manager:cert-manager";
const OTEL: &str = "opentelemetry.io";

const STRIMZI_FALSE: &str = "The operator itself sets automountServiceAccountToken: false, and its templates have no such field.";
const ECK_FALSE: &str = "The operator itself sets automountServiceAccountToken: false where podTemplate leaves it \
                         unset.";
const ECK_TRUE: &str = "The operator itself sets automountServiceAccountToken: false where podTemplate leaves it \
                        unset; what calls the Kubernetes API must say true there, so allow its account.";
const PROMETHEUS_TRUE: &str = "The operator itself sets automountServiceAccountToken: true where spec leaves it unset, \
                               and targets are found with the token: allow its account, or set \
                               spec.automountServiceAccountToken: false.";
const SOLVER: &str =
    "cert-manager itself sets automountServiceAccountToken: false on the Pods of its solvers.";
const BY_ACCOUNT: &str = "automountServiceAccountToken cannot be set there: set it to false on the service account \
                          that spec.serviceAccount names, or allow that account.";

pub const KINDS: &[KnownKind] = &[
    without_entry(
        CNPG,
        "Cluster",
        Fields,
        "cnpg-system:cnpg-manager; for init: kube-system:job-controller",
        "The operator itself sets automountServiceAccountToken: false and declares a projected token, so \
         allow its account where those are not allowed.",
    ),
    without_entry(
        CNPG,
        "Pooler",
        Full,
        REPLICA_SET,
        "Its Pods run as spec.serviceAccountName or an account of the Pooler's name, whatever the template \
         says, and call the Kubernetes API as that account: allow it in allow.serviceAccounts.",
    ),
    without_entry(STRIMZI, "Kafka", Cut, STRIMZI_OPERATOR, STRIMZI_FALSE),
    without_entry(STRIMZI, "KafkaConnect", Cut, STRIMZI_OPERATOR, STRIMZI_FALSE),
    without_entry(STRIMZI, "KafkaBridge", Cut, REPLICA_SET, STRIMZI_FALSE),
    without_entry(STRIMZI, "KafkaMirrorMaker2", Cut, STRIMZI_OPERATOR, STRIMZI_FALSE),
    without_entry("elasticsearch.k8s.elastic.co", "Elasticsearch", Full, STATEFUL_SET, ECK_FALSE)
        .plural("elasticsearches"),
    without_entry("kibana.k8s.elastic.co", "Kibana", Full, REPLICA_SET, ECK_FALSE),
    without_entry("apm.k8s.elastic.co", "ApmServer", Full, REPLICA_SET, ECK_FALSE),
    without_entry(
        "enterprisesearch.k8s.elastic.co",
        "EnterpriseSearch",
        Full,
        REPLICA_SET,
        ECK_FALSE,
    )
    .plural("enterprisesearches"),
    without_entry("maps.k8s.elastic.co", "ElasticMapsServer", Full, REPLICA_SET, ECK_FALSE),
    without_entry("logstash.k8s.elastic.co", "Logstash", Full, STATEFUL_SET, ECK_FALSE)
        .plural("logstashes"),
    without_entry("autoops.k8s.elastic.co", "AutoOpsAgentPolicy", Full, REPLICA_SET, ECK_FALSE)
        .plural("autoopsagentpolicies"),
    without_entry(
        "packageregistry.k8s.elastic.co",
        "PackageRegistry",
        Full,
        REPLICA_SET,
        ECK_FALSE,
    )
    .plural("packageregistries"),
    without_entry(
        "agent.k8s.elastic.co",
        "Agent",
        Full,
        "kube-system:daemon-set-controller, replicaset-controller or statefulset-controller",
        ECK_TRUE,
    ),
    without_entry(
        "beat.k8s.elastic.co",
        "Beat",
        Full,
        "kube-system:daemon-set-controller or replicaset-controller",
        ECK_TRUE,
    ),
    without_entry(PROMETHEUS, "Prometheus", Fields, STATEFUL_SET, PROMETHEUS_TRUE)
        .plural("prometheuses"),
    without_entry(
        PROMETHEUS,
        "PrometheusAgent",
        Fields,
        "kube-system:statefulset-controller or daemon-set-controller",
        PROMETHEUS_TRUE,
    ),
    without_entry(
        PROMETHEUS,
        "Alertmanager",
        Fields,
        STATEFUL_SET,
        "Set spec.automountServiceAccountToken: false; the operator adds the containers, so its Pods are \
         judged when they are created.",
    ),
    without_entry(
        PROMETHEUS,
        "ThanosRuler",
        Fields,
        STATEFUL_SET,
        "automountServiceAccountToken cannot be set there: set it to false on the service account that \
         spec.serviceAccountName names, or allow that account.",
    ),
    without_entry("cert-manager.io", "Issuer", Cut, CERT_MANAGER, SOLVER),
    without_entry("cert-manager.io", "ClusterIssuer", Cut, CERT_MANAGER, SOLVER).of_cluster(),
    without_entry("acme.cert-manager.io", "Challenge", Cut, CERT_MANAGER, SOLVER),
    kind(
        "grafana.integreatly.org",
        "Grafana",
        Full,
        &["spec.deployment.spec.template"],
        REPLICA_SET,
    )
    .says(
        "The operator makes its account, and spec.serviceAccount.automountServiceAccountToken: false opts \
         that out, too.",
    ),
    without_entry(
        OTEL,
        "OpenTelemetryCollector",
        Fields,
        "kube-system:replicaset-controller, statefulset-controller or daemon-set-controller, by spec.mode",
        BY_ACCOUNT,
    ),
    without_entry(OTEL, "TargetAllocator", Fields, REPLICA_SET, BY_ACCOUNT),
    without_entry(OTEL, "OpAMPBridge", Fields, REPLICA_SET, BY_ACCOUNT),
];
