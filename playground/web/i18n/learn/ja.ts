// The Japanese texts of the view Learn.

import type { Learn } from "./en";

export const learn: Learn = {
  title: "学ぶ",
  lead: "Kubernetes はデフォルトで、すべての Pod のすべてのコンテナに ServiceAccount トークンをマウントします。それを決めるのは 2 つのフィールドであり、ポリシーは「誰がそう書いたのか」を調べます。",

  table: {
    title: "誰にトークンが渡るのか",
    lead: "Pod の指定、ServiceAccount の指定、そしてその結果です。マスを選ぶと、その組み合わせが「判定」で開きます。",
    server: "Kubernetes のバージョン",
    current: "1.21 以降",
    legacy: "1.20 以前",
    rows: "Pod",
    columns: "ServiceAccount",
    says: { unset: "未指定", true: "true", false: "false" },
    mounted: "トークンあり",
    short: { pod: "Pod が決定", serviceAccount: "SA が決定", default: "デフォルト", mirror: "ミラー Pod" },
    none: "トークンなし",
    form: { current: "ボリューム kube-api-access-…（自動更新）", legacy: "Secret web-token-5qnst（無期限）" },
    decidedBy: {
      mirror: "ミラー Pod",
      pod: "Pod が決定",
      serviceAccount: "ServiceAccount が決定",
      default: "指定なし: デフォルト",
    },
    accepted: "受理",
    rejected: "拒否",
    askedBy: {
      nobody: "誰も要求していない",
      serviceAccount: "ServiceAccount の所有者が要求",
      pod: "Pod の作成者が要求",
    },
    cell: (pod, account) => `Pod は ${pod}、ServiceAccount は ${account}`,
    failed: "組み合わせを判定できませんでした。",
    verdicts: "判定は、デフォルト設定のポリシーがこのページの中で行った実際の結果です。",
    arrival: {
      title: "トークンの届き方",
      current:
        "projected ボリューム kube-api-access-… として /var/run/secrets/kubernetes.io/serviceaccount にマウントされます。トークンは Pod の動作中に kubelet が更新します。その Pod に結び付けられていて、Pod がなくなると無効になります。",
      legacy:
        "ServiceAccount の secrets に載っている最初のトークン Secret が、その名前の Secret ボリュームとして /var/run/secrets/kubernetes.io/serviceaccount にマウントされます。このトークンに有効期限はありません。",
    },
    order: {
      title: "決まる順序",
      pod: "Pod のフィールドに値があれば、それに従います。",
      account: "なければ、ServiceAccount のフィールドの値に従います。",
      default: "どちらにもなければ、Kubernetes がトークンをマウントします。",
    },
  },

  points: {
    title: "知っておきたい 5 つのこと",
    examples: "例を見る:",
    decides: {
      title: "最後に決めるのは Pod",
      text: "Kubernetes は Pod の automountServiceAccountToken を見て、なければ ServiceAccount のものを見ます。どちらにもなければ true とみなします。したがって Pod は、どちらの向きにも ServiceAccount の指定を上書きできます。どちらにも書かれていないために渡るトークンは、誰も要求していないトークンです。",
      links: {
        "automount/pod-unset-account-unset": "どちらにも指定がない",
        "automount/pod-true-account-false": "Pod が ServiceAccount を上書きする",
      },
    },
    containers: {
      title: "エフェメラルコンテナを除く全コンテナに渡る",
      text: "init コンテナ、ネイティブサイドカー、通常のコンテナのすべてにマウントされます。ところが実際に API を呼ぶのは、たいてい 1 つあるかないかです。マウントされないのは、まったく同じパスにすでに何かをマウントしているコンテナだけです。",
      links: {
        "automount/init-and-sidecar-containers": "init コンテナとサイドカー",
        "automount/own-mount-at-the-default-path": "独自のマウントを持つコンテナ",
      },
    },
    explicit: {
      title: "トークンを得る道はほかにもある",
      text: "serviceAccountToken ソースを持つ projected ボリュームなら、有効期間の短いトークンを 1 つのコンテナだけに渡せます。ポリシーはこれをデフォルトで許可します。API サーバーが信頼する署名者の Pod 証明書も、このトークンと同じ扱いです。トークン Secret は、マウントしても環境変数に入れても有効期限がないため、拒否します。OpenShift の pull Secret も、API トークンが入っているので拒否します。Vault など別の audience 向けの projected トークンは、API トークンではありません。",
      links: {
        "projected/allowed-by-default": "projected トークン",
        "secret/env": "トークン Secret",
        "docs/openshift-pull-secret": "pull Secret",
        "projected/other-audience": "Vault 向けのトークン",
      },
    },
    policy: {
      title: "ポリシーは拒否、警告、変更のどれかを行う",
      text: "違反をどう扱うかは設定 action で決まります。直し方を 1 行で示して拒否するか、警告を付けて受け入れるかです。mutate では、誰も要求していないトークンを Pod から取り除きます。誰かが書いた指定を覆すことはなく、Deployment などのワークロードは書かれたままにします。",
      links: {
        "mutate/injected": "注入されたボリュームを取り除く",
        "warn/nobody": "警告つきで受け入れる",
        "mutate/pod-says-true": "書かれた指定は覆さない",
      },
    },
    limits: {
      title: "ポリシーには見えないもの",
      text: "TokenRequest (serviceaccounts/token)、exec、impersonation、kubelet のディレクトリーへの hostPath、Pod のトークンを受け取る CSI ドライバーやイメージ認証情報プロバイダー、コンテナ間でトークンを渡せる共有ボリューム、shareProcessNamespace やデバッグ対象の指定、普通の Secret にコピーされたトークンは対象外です。これらは RBAC と Pod Security で制限してください。",
      links: { "secret/ordinary": "普通の Secret の中身は見ない" },
    },
  },

  gallery: {
    title: "シナリオ",
    lead: (count) =>
      `ポリシーのテストに使っている ${count} 件の状況です。選ぶと、オブジェクト、クラスターの状態、設定がそろった形で「判定」に開きます。`,
    search: "シナリオを検索",
    placeholder: "説明、名前、kind、メッセージ",
    group: "テーマ",
    all: "すべてのテーマ",
    verdict: "判定",
    verdicts: {
      all: "すべて",
      accepted: "受理",
      warned: "警告",
      mutated: "変更",
      rejected: "拒否",
      refused: "設定エラー",
    },
    count: (shown, all) => (shown === all ? `${all} 件` : `${all} 件中 ${shown} 件`),
    none: "一致するシナリオはありません。",
    reset: "すべて表示",
    loading: "シナリオを読み込んでいます…",
    failed: "シナリオを読み込めませんでした。",
    retry: "再試行",
    code: (code) => `コード ${code}`,
  },

  groups: {
    automount: {
      title: "automount",
      about: "2 つのフィールドとデフォルト、そしてどのコンテナにマウントされるか。",
    },
    workloads: { title: "ワークロード", about: "kind ごとの Pod テンプレートの場所。" },
    injected: {
      title: "注入されたものか、書かれたものか",
      about: "Kubernetes が注入したボリュームと作成者が書いたボリュームの見分け方。",
    },
    mount: { title: "マウント", about: "ボリュームのどのマウントが、中のトークンに届くか。" },
    projected: {
      title: "projected トークン",
      about: "serviceAccountToken ソースの audience、有効期間、そして誰が宣言してよいか。",
    },
    certificate: {
      title: "Pod 証明書",
      about: "API サーバーが Pod の ServiceAccount のものと認める証明書と、認めない証明書。",
    },
    secret: {
      title: "Pod の中のトークン Secret",
      about: "ボリュームや環境変数に入れられたトークン Secret。",
    },
    "missing-account": {
      title: "存在しない ServiceAccount",
      about: "ServiceAccount がまだないワークロードと Pod。",
    },
    settings: { title: "設定", about: "1 つ 1 つの設定の効果。" },
    bindings: {
      title: "RoleBinding",
      about: "RBAC が使い道を与えているトークン（allow.serviceAccountsWithRoleBindings）。",
    },
    accounts: {
      title: "ServiceAccount オブジェクト",
      about: "ServiceAccount 自体を判定する場合（serviceAccountObjects）。",
    },
    "token-secret": {
      title: "トークン Secret の作成",
      about: "type が kubernetes.io/service-account-token の Secret。",
    },
    "pod-templates": {
      title: "カスタム種類",
      about: "カスタムリソースの中の Pod テンプレート（podTemplates）。Rollout、JobSet、Ray クラスターなど。",
    },
    "token-requests": {
      title: "トークンの要求",
      about: "kubectl create token などの TokenRequest（tokenRequests）。",
    },
    inspect: {
      title: "Secret の調査",
      about: "Secret を調べて、誰のトークンかを確かめる（inspectSecrets）。",
    },
    ephemeral: { title: "エフェメラルコンテナ", about: "動作中の Pod に追加されるデバッグ用コンテナ。" },
    update: { title: "更新", about: "UPDATE で残せるものと、加えられないもの（existingViolations）。" },
    warn: { title: "警告", about: "action: warn は受け入れたうえで、見つけたことを短く伝える。" },
    exemptions: {
      title: "期限付きの例外",
      about: "allow.serviceAccounts の項目が、最終日の前、当日、その後に何を許可するか。",
    },
    containers: {
      title: "1 つのコンテナだけに渡す",
      about: "例外またはアノテーションで、Pod の一部のコンテナだけにトークンを渡します。",
    },
    mutate: { title: "mutate による変更", about: "action: mutate が取り除くものと、残すもの。" },
    controllers: {
      title: "コントローラーの Pod",
      about: "判定済みのワークロードから kube-controller-manager が作るもの（controllerPods）。",
    },
    rollout: {
      title: "古いワークロードの運用",
      about: "ポリシーより古いワークロードのドレイン、再起動、ロールバック、スケールと、障害時の逃げ道。",
    },
    docs: {
      title: "レシピと段階的な導入",
      about: "ドキュメントの例。ほかのシステム用のトークン、よく使われるプログラム、導入の各段階。",
    },
    lookup: {
      title: "クラスターへの問い合わせ",
      about: "ポリシーがクラスターに何を尋ね、失敗したらどうなるか。",
    },
    forged: { title: "偽造", about: "ポリシーを逃れようとして作成者が書きそうなもの。" },
    "bad-request": { title: "不正なリクエスト", about: "読み取れないリクエストはコード 400 で断る。" },
    "settings-refused": { title: "受け付けられない設定", about: "ポリシーが起動を断る設定と、その理由。" },
  },
};
