// The Japanese texts of what audit logs add to My cluster.

import type { Usage } from "./en";

/** A length of time of the core, such as `4 minutes` or `2.3 days`. */
const LENGTH = "([\\d.]+) (minutes|hours|days)";
const length = (count = "", unit = "") =>
  `${count} ${{ minutes: "分", hours: "時間", days: "日" }[unit] ?? unit}`;

export const usage: Usage = {
  step: {
    title: "トークンの使用状況を調べる（任意）",
    drop: "監査ログをここにドロップ",
    about:
      "API サーバーの監査ログのファイルかフォルダーです。大きさは問わず、形式も gzip も自動で見分けます。このページの中だけで読み、どこにも送りません。",
    choose: "ログを選択",
    folder: "フォルダーを選択",
    sample: "サンプルのログで試す",
    sampleName: "sample-audit.log",
  },

  reading: {
    bytes: (done, total, name) => `${total} 中 ${done} を読み込みました: ${name}`,
    progress: "読み込んだ量",
    cancel: "読み込みを中止",
  },

  read: {
    done: (files, size, events) => `監査イベント ${events} 件（ファイル ${files} 個、${size}）`,
    needsDump: "クラスターのファイルも開くと、どのワークロードがどのトークンを使っているかを表示します。",
    remove: "ログを外す",
    failed: (count) => `読み込めなかったファイルが ${count} 個あります`,
    notes: (count) => `一部を読み込めなかったファイルが ${count} 個あります`,
    lines: (count, line) =>
      count === "1"
        ? `${line} 行目を読み取れませんでした`
        : `${count} 行を読み取れませんでした（最初は ${line} 行目）`,
    line: (line) => `${line} 行目:`,
    notAll: "途中までしか読み込めませんでした",
    lost: "ログから読み取った内容は失われました。もう一度追加してください。",
    more: (count) => `ほか ${count} 件`,
    problem: {
      gzip: "gzip のデータが壊れているか、途中で切れています。",
      packed: "gzip で圧縮されています。展開してから追加してください。",
      utf16: "UTF-16 のテキストです。UTF-8 で保存し直してください。",
      legacyText:
        "--audit-log-format=legacy のテキスト形式には Pod も認可の結果も記録されません。--audit-log-format=json を指定してください。",
      rancher:
        "Rancher 自身の監査ログには Rancher を経由したものしか記録されません。クラスターの API サーバーの監査ログを使ってください。",
      noMessage:
        "CloudWatch Logs Insights の結果に @message がありません。「fields @timestamp, @message」でクエリーしてください。",
      unknown:
        "監査ログとして知られている形式ではありません。audit.k8s.io の Event（1 行に 1 件、リスト、または CloudWatch、Azure Monitor、Elasticsearch、Loki、ログ転送ツールが包んだもの）、AKSAudit の行、Google Cloud の監査ログを読み取れます。",
      empty: "ファイルが空です。",
      browser: "ブラウザーがファイルを読めませんでした。変更や移動をしていませんか。",
      load: "監査ログを読む部分を読み込めませんでした。接続を確認し、ページを再読み込みしてください。",
      crash:
        "読み込みが途中で止まりました。ブラウザーがページに割り当てるメモリーを超えたのかもしれません。ログを減らして追加してください。",
    },
  },

  report: {
    title: "トークンの使用状況",
    period: (events, from, to, time) => `${from} から ${to} まで（${time}）のイベント ${events} 件`,
    noPeriod: (events) => `イベント ${events} 件`,
    minutes: (_, shown) => `${shown} 分`,
    hours: (shown) => `${shown} 時間`,
    days: (shown) => `${shown} 日`,
    limits: "このログからは分からないこと",
    unauthenticated: (count) =>
      `トークンを拒否されたリクエスト（401）が ${count} 件ありました。誰のトークンかは分かりません。`,
    groups: {
      unused: "誰も使っていない",
      everyone: "どの ServiceAccount でもできることだけに使用",
      own: "固有の権限で使用",
      unknown: "ログからは分からない",
    },
    todo: {
      unused: "トークンはすぐに外せます。",
      everyone: "プログラムの担当者に確かめてください。外しても権限は失われません。",
      own: "トークンを残してください。",
      unknown: "ログがない場合と同じように判断してください。",
    },
    ifEnough: (time) => `ログの期間（${time}）が十分だと判断できるなら、トークンを外せます。`,
    workloads: (count) => `ワークロード ${count} 個`,
    none: "ありません。",
    account: "ServiceAccount",
    requests: "リクエスト",
    amount: (count, refused) => (refused === "0" ? `${count} 件` : `${count} 件（うち拒否 ${refused} 件）`),
    last: "最後",
    asked: "内容",
    bindingsUsed: "使った RoleBinding",
    bindingsUnused: "使っていないもの",
    times: (what, count) => `${what}（${count} 回）`,
    more: (count) => `ほか ${count} 件`,
    chart: (most, minutes) => `リクエスト数の推移: ${minutes} 分間に最大 ${most} 件`,
    showMore: (count) => `さらに ${count} 件を表示`,
    elsewhere: "ログに Pod の名前がない使用",
    elsewhereOf: (account, count) => `${account}: リクエスト ${count} 件`,
    download: "レポートを JSON でダウンロード",
    downloadAbout: "token-check cluster --output json --audit-log の出力と同じものです。",
  },

  table: {
    column: "使用",
    inUse: { yes: "あり", no: "なし", unknown: "不明" },
  },

  plan: {
    title: (count) => `ログによればオプトアウトできるワークロード: ${count} 個`,
    about:
      "誰もトークンを使っていないか、ログからは分からないものの、トークンを必要とする権限を与える RoleBinding がないワークロードです。ログからは分からないことに注意し、Vault など別のシステムにトークンを提示していないことを先に確かめてください。",
    why: "ログの内容",
  },

  core: [
    [
      /^The logs have no events at all: the audit policy may log nothing\.$/,
      () => "ログにイベントが 1 件もありません。監査ポリシーが何も記録していないのかもしれません。",
    ],
    [
      new RegExp(`^The logs cover ${LENGTH}, and not a week: what runs less often may not be in them\\.$`),
      (count, unit) =>
        `ログの期間は ${length(count, unit)}で、1 週間に足りません。それより間を空けて動くものは現れないことがあります。`,
    ],
    [
      /^The logs have no reads \(get, list\), so what only reads seems to be unused\.$/,
      () => "ログに読み取り（get、list）がありません。読み取りしかしないものは、使っていないように見えます。",
    ],
    [
      /^The logs name no Pods, so they show the use of accounts, but not of workloads\.$/,
      () =>
        "ログに Pod の名前がありません。ServiceAccount の使用は分かりますが、ワークロードごとには分かりません。",
    ],
    [
      /^The logs have no discovery, version or health requests\.$/,
      () => "ログに discovery、version、ヘルスチェックのリクエストがありません。",
    ],
    [
      /^The logs have no requests for core events; several clouds leave them out\.$/,
      () => "ログに core の events へのリクエストがありません。いくつかのクラウドは記録しません。",
    ],
    [/^(\d+) lines could not be read\.$/, (count) => `${count} 行を読み取れませんでした。`],
    [
      /^(\d+) events were cut by the API server\.$/,
      (count) => `API サーバーが途中で切ったイベントが ${count} 件あります。`,
    ],
    [
      /^(\d+) answers say that there is more of them \(nextToken\)\.$/,
      (count) => `続き（nextToken）のある応答が ${count} 件あります。`,
    ],
    [
      /^Each API server of a cluster writes a log of its own\. Tokens that are shown to other systems \(Vault, a cloud\) leave no trace\.$/,
      () =>
        "クラスターの API サーバーは、それぞれ自分のログを書きます。別のシステム（Vault やクラウド）に提示したトークンは、記録に残りません。",
    ],
    [/^the log does not say which right was used$/, () => "どの権限を使ったかがログに記録されていません"],
    [
      /^all of its requests were refused, or have no end in the log$/,
      () => "リクエストはすべて拒否されたか、完了の記録がありません",
    ],
    [
      /^its account made (\d+) requests? of which the log names no Pod$/,
      (count) => `この ServiceAccount のリクエストのうち ${count} 件は、ログに Pod の名前がありません`,
    ],
    [/^the log has no reads \(get, list\)$/, () => "ログに読み取り（get、list）がありません"],
    [
      /^no Pod of it is in the data or in the log$/,
      () => "データにもログにも、このワークロードの Pod がありません",
    ],
    [
      /^a token was issued to its Pod and never used$/,
      () => "Pod に発行されたトークンは、一度も使われていません",
    ],
    [
      /^(\d+) tokens were issued to its Pods and never used$/,
      (count) => `Pod に発行されたトークン ${count} 個は、一度も使われていません`,
    ],
    [
      new RegExp(`^no request from it in the logs of ${LENGTH}$`),
      (count, unit) => `${length(count, unit)}のログにリクエストがありません`,
    ],
    [/^no request from it in the logs$/, () => "ログにリクエストがありません"],
  ],
};
