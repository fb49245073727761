// The Japanese texts of what audit logs add to My cluster.

import type { Certainty } from "../../engine/usage-types";
import { doubts, limits, remarks, whys } from "./core.ja";
import type { Usage } from "./en";

/** What to do about tokens that nobody used, by how sure that is. */
function unused(certainty: Certainty, length: string, provided: readonly string[]): string {
  const condition = provided.length ? `${provided.join("、かつ")}なら、` : "";
  if (certainty === "high")
    return `途切れのない ${length}のログにリクエストがありません。${condition}トークンをすぐに外せます。`;
  const hint = certainty === "low" ? "今のところは手がかりにすぎません。" : "";
  return `${condition}トークンを外せます。${hint}`;
}

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
      emptyFolder: "このフォルダーにはファイルがありません。",
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
      everyone:
        "プログラムの担当者に確かめてください。外しても権限は失われませんが、これらのリクエストは失敗します。",
      own: "トークンを残してください。",
      unknown: "ログがない場合と同じように判断してください。",
    },
    unused,
    left: {
      nothing: "トークンを読める Pod がないので、対応は不要です。",
      byHand: "作成者がボリュームか Secret でトークンを要求しています。手作業で外してください。",
    },
    workloads: (count) => `ワークロード ${count} 個`,
    none: "ありません。",
    account: "ServiceAccount",
    requests: "リクエスト",
    amount: (count, refused) => (refused === "0" ? `${count} 件` : `${count} 件（うち拒否 ${refused} 件）`),
    last: "最後",
    asked: "内容",
    bindingsUsed: "使った RoleBinding",
    bindingsUnused: "使っていない RoleBinding",
    times: (what, count) => `${what}（${count} 回）`,
    more: (count) => `ほか ${count} 件`,
    chart: (most, minutes) => `リクエスト数の推移: ${minutes} 分間に最大 ${most} 件`,
    atLeastMore: (count) => `ほか ${count} 件以上`,
    nMore: (count) => `ほか ${count} 件`,
    showMore: (count) => `さらに ${count} 件を表示`,
    elsewhere: "ログに Pod の名前がない使用",
    neverUsed: "Pod に発行され、一度も使われていないトークン",
    neverUsedOf: (account, count) => `${account}: ${count} 個`,
    lengthUnknown: "期間不明",
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
    reason: (length) => `${length}のログにリクエストがありません`,
    reasonNoTime: "ログにリクエストがありません",
  },

  core: { limits, doubts, whys, remarks },
};
