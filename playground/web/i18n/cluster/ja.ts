// The Japanese texts of the view My cluster.

import type { Cluster } from "./en";

export const cluster: Cluster = {
  title: "自分のクラスター",
  lead: "クラスターのどのコンテナが ServiceAccount トークンを持っているか、それを誰が要求したか、ポリシーなら何をするかを調べます。",

  steps: {
    command: "クラスターの状態をファイルに書き出す",
    commandAbout: "全 namespace でこれらの kind を読む権限が必要です。Secret は読みません。",
    copy: "コマンドをコピー",
    copied: "コピーしました",
    notCopied: "このブラウザーではコピーできません。テキストを選択してください。",
    file: "そのファイルをここで開く",
    drop: "cluster.json をここにドロップ",
    dropAbout:
      "または Ctrl+V か ⌘V で貼り付けてください。ファイルはこのページの中だけで読み、どこにも送りません。",
    choose: "ファイルを選択",
    sample: "サンプルで試す",
    sampleName: "サンプルのクラスター",
    pasted: "貼り付けたテキスト",
  },

  settings: {
    title: "設定",
    judge: "「判定」の設定",
    defaults: "デフォルト",
    usingJudge: "「判定」のエディターにある設定で判定しています。",
    usingDefaults: "ポリシーのデフォルト設定で判定しています。",
  },

  run: {
    reading: (name) => `${name} を読み込んでいます…`,
    judging: (done, total) => `${total} 個中 ${done} 個のオブジェクトを判定しました`,
    progress: "進み具合",
    cancel: "中止",
    done: (name, objects, pods) => `${name}: オブジェクト ${objects} 個、うち Pod ${pods} 個`,
  },

  failed: {
    title: "このファイルは判定できません",
    empty: "ファイルが空です。kubectl が書き出す代わりにエラーを表示していませんか。",
    notJson: "JSON ではありません。上のコマンドのように -o json を付けて書き出してください。",
    wrong: "JSON ですが、kubectl get -o json の出力ではありません。上のコマンドを実行してください。",
    none: "List が空です。全 namespace でこれらの kind を読む権限がないのかもしれません。",
    settings: "ポリシーがこの設定を受け付けません。「判定」で直すか、デフォルトを使ってください。",
    broken:
      "JSON が途中で切れているか、壊れています。kubectl は最後まで終わりましたか。上のコマンドをもう一度実行してください。",
    crash:
      "エンジンが途中で止まりました。ブラウザーがページに割り当てるメモリーを超えたのかもしれません。-A の代わりに -n を付け、namespace ごとに試してください。",
    load: "エンジンを読み込めませんでした。接続を確認し、ページを再読み込みしてください。",
    other:
      "ファイルを読み込めませんでした。上のコマンドをもう一度実行するか、下のメッセージを報告してください。",
    detail: "エンジンのメッセージ（英語）",
  },

  figures: {
    title: "概要",
    withToken: () => "個のコンテナがトークンを保持",
    ofAll: (share, all) => `全 ${all} 個のコンテナの ${share}`,
    nobody: "個は誰も要求していないもの",
    nobodyAbout: "Pod にも ServiceAccount にも指定がなく、Kubernetes がデフォルトでマウントしています。",
    unbound: () => "個の ServiceAccount に RoleBinding なし",
    unboundAbout: "トークンはマウントされているのに、それを必要とする権限を与える RoleBinding がありません。",
    pods: () => "個の Pod",
    podsAbout: (judged) => `${judged} 個のオブジェクトを判定しました。`,
  },

  notes: {
    unreadable: (count) => `読み取れないオブジェクトが ${count} 個あります`,
    unreadableAbout: "集計には含まれていません。",
    trouble: (count) => `判定できないオブジェクトが ${count} 個あります`,
    troubleAbout: "Kubernetes が受け付けない型の値が含まれています。",
    missing: (count) => `ファイルにない ServiceAccount が ${count} 個あります`,
    missingAbout:
      "何も指定していないものとして扱います。コマンドは全 namespace の serviceaccounts を読みましたか。",
  },

  chart: {
    title: "トークンを持つコンテナ",
    by: "集計の単位",
    namespace: "namespace",
    account: "ServiceAccount",
    others: (count) => `ほか ${count} 件`,
    unknownAccount: "不明な ServiceAccount",
    bar: (name, count) => `${name}: コンテナ ${count} 個`,
    filter: "棒を選ぶと、下の表が絞り込まれます。",
    asTable: "数値を表で見る",
    total: "合計",
    none: "トークンを持つコンテナはありません。",
    twice: "2 種類のトークンを持つコンテナは、それぞれに数えます。",
  },

  asked: {
    nobody: "誰も要求していない",
    serviceAccount: "ServiceAccount の所有者",
    pod: "Pod の作成者",
    unknown: "未確認",
  },
  how: {
    automount: "automount",
    projected: "projected",
    secret: "トークン Secret",
    certificate: "証明書",
    tokenRequest: "TokenRequest",
  },
  bound: { yes: "あり", no: "なし", unknown: "不明" },

  table: {
    title: "誰が何を持っているか",
    search: "検索",
    searchPlaceholder: "namespace、ServiceAccount、所有元",
    any: "すべて",
    columns: {
      namespace: "namespace",
      account: "ServiceAccount",
      how: "経路",
      askedBy: "要求元",
      bound: "RoleBinding",
      pods: "Pod",
      containers: "コンテナ",
      owners: "所有元",
      allowedBy: "許可した設定",
    },
    sortHint: "この列で並べ替え",
    count: (shown, all) => (shown === all ? `${all} 行` : `${all} 行中 ${shown} 行`),
    none: "絞り込みに一致する行はありません。",
    reset: "絞り込みを解除",
    page: (from, to, all) => `${all} 行中 ${from}–${to} 行目`,
    previous: "前のページ",
    next: "次のページ",
    export: "CSV を書き出す",
    exportAbout: "絞り込んだ行を書き出します。",
    unknownAccount: "不明",
    more: (owners, count) => `${owners} ほか ${count} 件`,
    scroll: "横にスクロールする表",
  },

  actions: {
    title: "action ごとの結果",
    about: "ファイルのすべてのオブジェクトを、いま作成されたものとして判定した結果です。",
    reject: "違反を拒否します。",
    warn: "違反を警告つきで受け入れます。",
    mutate: "誰も要求していないトークンを Pod から取り除き、ほかの違反は拒否します。",
    outcomes: { accepted: "受理", warned: "警告", changed: "変更", rejected: "拒否" },
  },

  adopt: {
    title: "いまのクラスターがそのまま通る設定",
    about:
      "導入の出発点です。今日から新しいものに適用し、例外を 1 つずつ減らしていけます。まず default の行から外してください。ServiceAccount を指定しない Pod が、その namespace ではすべて通ってしまうためです。",
    passes: "この設定なら、ファイルのすべてのオブジェクトが受理されます。",
    leaves: (count) => `設定では通せないオブジェクトが ${count} 個あります`,
    copy: "コピー",
    download: "settings.yaml をダウンロード",
    open: "「判定」で開く",
    yaml: "settings.yaml",
  },

  plan: {
    title: (count) => `今すぐオプトアウトできるワークロード: ${count} 個`,
    about:
      "指定がないか ServiceAccount が true のためにトークンを持っていますが、その ServiceAccount に、トークンを必要とする権限を与える RoleBinding はありません。オプトアウトすれば、上の例外のリストが短くなります。Vault など別のシステムにトークンを提示していないことを、先に確かめてください。",
    download: "opt-out.yaml をダウンロード",
    copy: "コマンドをコピー",
    apply:
      "Pod テンプレートに automountServiceAccountToken: false を加えるので、Pod は再起動します。Helm やリポジトリーで管理しているワークロードは、そちらで指定してください。",
    list: "ワークロードの一覧",
    workload: "ワークロード",
    how: "対応",
    patched: "opt-out.yaml に含まれます",
    more: (count) => `ほか ${count} 個`,
  },
};
