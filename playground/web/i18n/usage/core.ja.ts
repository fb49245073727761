// What audit logs cannot show, and why a workload is in its group, in Japanese.

import type { DoubtTexts, LimitTexts, RemarkTexts, WhyTexts } from "./said";

export const limits: LimitTexts = {
  noEvents: () => "ログにイベントが 1 件もありません。監査ポリシーが何も記録していないのかもしれません。",
  short: ({ minutes }, { length }) =>
    `ログの期間は ${length(minutes)}で、1 週間に足りません。それより間を空けて動くものは現れないことがあります。`,
  gaps: ({ gaps }, { list, time }) =>
    `${list(gaps.map(({ from, to }) => `${time(from)} から ${time(to)} まで`))}、ログにイベントが 1 件もありません。動いている API サーバーには必ずリクエストがあるので、ファイルが足りないのかもしれません。`,
  noReads: () =>
    "ログに読み取り（get、list）がないため、読み取りしかしないものは使っていないように見えます。監査ポリシーを変え、Metadata レベルで記録してください。",
  azureAdmin: () =>
    "Azure のカテゴリ kube-audit-admin のログです。読み取り（get、list）がないため、読み取りしかしないものは使っていないように見えます。カテゴリ kube-audit を有効にしてください。",
  googleNoReads: () =>
    "ログに読み取りがありません。Google Cloud はデフォルトでは記録しません。Kubernetes Engine API のデータアクセス監査ログ（ADMIN_READ と DATA_READ）を有効にしてください。",
  noPods: () =>
    "ログに Pod の名前がありません。ServiceAccount の使用は分かりますが、ワークロードごとには分かりません。",
  googleNoPods: () =>
    "Google Cloud は Pod の名前を記録しません。ServiceAccount の使用は分かりますが、ワークロードごとには分かりません。詳しく知るには、ワークロードごとに専用の ServiceAccount を使ってください。",
  unread: ({ count }, { number }) => `${number(count)} 行を読み取れませんでした。`,
  truncated: ({ count }, { number }) => `API サーバーが途中で切ったイベントが ${number(count)} 件あります。`,
  pages: ({ count }, { number }) =>
    `続き（nextToken）のある応答が ${number(count)} 件あります。次のページも取得してください。`,
  servers: ({ names, more }, { list, number }) =>
    `API サーバー ${number(names.length + more)} 台のログです: ${list(names, more)}。クラスターにほかの API サーバーがあれば、そのログも追加してください。`,
  unnamedServers: () =>
    "API サーバーはそれぞれ自分のログを書きますが、このログにはどのサーバーのものか記録されていません。すべての API サーバーのログを追加してください。",
  noDiscovery: () => "ログに discovery、version、ヘルスチェックのリクエストがありません。",
  noCoreEvents: () =>
    "ログに core の events へのリクエストがありません。いくつかのクラウドは記録しません。イベントを書くだけのプログラムは、使っていないように見えます。",
  otherSystems: () => "別のシステム（Vault やクラウド）に提示したトークンは、記録に残りません。",
};

const unread = () => "読み取れなかった部分でも誰も使っていない";

export const doubts: DoubtTexts = {
  short: ({ minutes }, { length }) => `ログの期間（${length(minutes)}）が十分`,
  gaps: () => "ログが途切れた間も誰も使っていない",
  unread,
  truncated: unread,
  pages: () => "足りないページでも誰も使っていない",
  unnamedServers: () => "これがすべての API サーバーのログ",
  servers: ({ names }) => (names.length === 1 ? "API サーバーがこの 1 台だけ" : "API サーバーがこれらだけ"),
};

export const whys: WhyTexts = {
  rightUnknown: () => "どの権限を使ったかがログに記録されていません",
  nothingAllowed: () => "リクエストはすべて拒否されたか、完了の記録がありません",
  unattributed: ({ requests }, { number }) =>
    `この ServiceAccount のリクエストのうち ${number(requests)} 件は、ログに Pod の名前がありません`,
  noReads: () => "ログに読み取り（get、list）がありません",
  noPods: () => "データにもログにも、このワークロードの Pod がありません",
  noReplicas: () => "レプリカがなく、ログにも Pod がありません",
  suspended: () => "停止中で、ログにも Pod がありません",
  noRun: ({ schedule }) => `スケジュール ${schedule} の実行が、ログの期間に一度もありません`,
  unknownSchedule: ({ schedule }) => `スケジュール ${schedule} を解釈できず、ログにも Pod がありません`,
  podsLater: () => "Pod が作られたのはログの期間より後です",
  podsBefore: () => "Pod が作られたのはログの期間より前で、すでに終わっていたのかもしれません",
  issued: ({ tokens }, { number }) =>
    `Pod に発行されたトークン ${number(tokens)} 個は、一度も使われていません`,
  accountIssued: ({ tokens }, { number }) =>
    `この ServiceAccount の Pod に発行されたトークン ${number(tokens)} 個は、一度も使われていません`,
};

const KINDS: Readonly<Record<string, string>> = {
  bound: "Pod に紐づくトークン",
  node: "ノードに紐づくトークン",
  unbound: "何にも紐づかないトークン",
};

export const remarks: RemarkTexts = {
  tokens(kinds, secrets, { list }) {
    const kind = (each: string) => {
      if (each !== "legacy") return KINDS[each] ?? "種類がログに記録されていないトークン";
      return secrets.length
        ? `期限のない Secret のトークン（${list(secrets)}）`
        : "期限のない Secret のトークン";
    };
    return `使ったもの: ${kinds.map(kind).join("、")}`;
  },
  stale: (last, { time }) => `1 時間たってもトークンを読み直していません（最後は ${time(last)}）`,
  asOthers: (count, { number }) => `ほかのユーザーとしてのリクエスト ${number(count)} 件`,
  otherUses: (count, { number }) =>
    `内容の種類が多く、すべては挙げていません（ほかにリクエスト ${number(count)} 件）`,
  moreRights: "ここに挙げたもの以外の RoleBinding も使っています",
};
