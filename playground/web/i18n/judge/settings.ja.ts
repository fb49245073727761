import type schema from "../../../../settings.schema.json";

type Root = typeof schema.properties;
type Allow = Root["allow"]["properties"];
type Entry = Allow["serviceAccounts"]["items"]["anyOf"][number];
type Exemption = Extract<Entry, { properties: object }>["properties"];
type PodTemplate = Root["podTemplates"]["items"]["properties"];
type SettingPath =
  | keyof Root
  | `allow.${keyof Allow}`
  | `allow.serviceAccounts.${keyof Exemption}`
  | `podTemplates.${keyof PodTemplate}`;

/** What each setting does, in Japanese; the English descriptions are in the schema. */
export const settings: Readonly<Record<SettingPath, string>> = {
  action:
    "違反をどう扱うか。reject は拒否、warn は警告付きで受理、mutate は誰も要求していないトークンを Pod から取り除き、残りの違反は拒否します。",
  optOutAt:
    "トークンを断る指定をどこで認めるか。any は Pod と ServiceAccount のどちらでもよく、pod は Pod 自身の指定だけを認めます。pod では ServiceAccount を参照しません。",
  allow: "どのトークンを許可するか。",
  "allow.podAuthor":
    "Pod の作成者が要求できるトークン。none は何も認めず、projected は projected トークンだけ、any は自動マウントも認めます。",
  "allow.serviceAccountOwner":
    "ServiceAccount の automountServiceAccountToken: true を尊重するか。多くの Helm チャートがこの指定を書きます。",
  "allow.serviceAccounts":
    "トークンを許可する ServiceAccount を <namespace>/<name> で並べます。コンテナや期限を指定するときはオブジェクトで書きます。* は各部分の中の任意の文字列に一致します。その namespace に Pod を作れる人は、そこにあるどの ServiceAccount も使えることに注意してください。",
  "allow.serviceAccounts.account":
    "ServiceAccount を <namespace>/<name> で書きます。* は各部分の中の任意の文字列に一致します。",
  "allow.serviceAccounts.containers":
    "トークンを渡してよいコンテナの名前。init コンテナとデバッグ用コンテナも対象です。* は任意の文字列に一致します。省略するとすべてのコンテナに許可します。",
  "allow.serviceAccounts.until":
    '許可する最後の日 (UTC)。"2027-03-31" のように引用符で囲んでください。省略すると期限はありません。',
  "allow.serviceAccounts.reason":
    "トークンが必要な理由。1 行、200 文字まで。期限が過ぎると拒否のメッセージに表示されます。",
  "allow.serviceAccounts.owner": "期限までに対応する担当者。1 行、200 文字まで。",
  "allow.serviceAccountsWithRoleBindings":
    "RoleBinding または ClusterRoleBinding が何らかの権限を与えている ServiceAccount のトークンを許可するか。",
  "allow.rolesThatNeedNoToken":
    "コンテナのトークンを必要としない Role の名前。これらの Role を与える RoleBinding は数えません。既定の一覧は OpenShift 用で、指定した一覧に置き換わります。* は任意の文字列に一致します。空の一覧では、すべての RoleBinding を数えます。",
  "allow.tokenSecrets": "トークン Secret の作成と、ボリュームや環境変数での利用を許可するか。",
  projectedTokenMaxSeconds:
    "projected トークンと Pod 証明書の有効期間の上限 (秒)。600 以上を指定します。API 向けの 3607 は extendedTokenSeconds、省略は 3600、証明書での省略は 86400 と数えます。",
  extendedTokenSeconds:
    "3607 秒を求めるトークンの実際の有効期間 (秒)。署名者の上限がそれより短くなければ、API サーバーが 1 年に延長します。EKS では 7776000、API サーバーを --service-account-extend-token-expiration=false で動かしている場合は 3607 です。",
  apiAudiences:
    "API サーバー自身の audience とみなすもの。既定の一覧はこの一覧に置き換わり、空にはできません。* は任意の文字列に一致し、空の audience は常に API サーバーのものです。トークンの issuer が audience になる環境 (Talos や、issuer を変えた OpenShift) では、それを加えてください。",
  otherAudiences: "指定すると、ここにない audience はすべて API サーバーのものとみなします。",
  apiCertificateSigners:
    "API サーバーが Pod の ServiceAccount のものと認める証明書の署名者。既定の一覧はこの一覧に置き換わります。* は任意の文字列に一致します。",
  tokenRequests:
    "API サーバーへのトークンの要求 (TokenRequest、kubectl create token) を判定するか。judge では、ノードとコントロールプレーン以外が要求できるのは、許可された ServiceAccount のトークンだけです。apiAudiences か otherAudiences も必要です。",
  podTemplates:
    "Kubernetes 自身のもの以外で、Pod テンプレートを持つ種類とその場所。どのバージョンでも Deployment と同じように判定します。Webhook のルールにもその種類を加えてください。",
  "podTemplates.group": "種類の API グループ。argoproj.io のように、バージョンを付けずに書きます。",
  "podTemplates.kind": "種類の名前。Rollout など。",
  "podTemplates.path":
    "Pod テンプレートへのパス。フィールド名をドットで区切ります。名前の後の [*] は、リストの各要素またはマップの各値を指します。例: spec.replicatedJobs[*].template.spec.template",
  "podTemplates.podSpec": "テンプレートに包まれていない PodSpec へのパス。例: spec",
  serviceAccountObjects:
    "どの ServiceAccount に automountServiceAccountToken: false の明記を求めるか。ignore はなし、default は名前が default のもの、all はすべてです。",
  existingViolations:
    "ワークロードや ServiceAccount の UPDATE で、以前からある違反をどうするか。allow は悪化しない限り許可、reject は CREATE と同様に判定します。",
  controllerPods:
    "判定済みのワークロードから kube-controller-manager が作る Pod などを改めて判定するか。accept では拒否しません。",
  inspectSecrets: "Secret の type と ServiceAccount をクラスターに問い合わせて確かめるか。",
  help: "拒否のメッセージの末尾に付ける 1 文またはリンク。200 文字以内です。",
};
