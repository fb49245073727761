// The Japanese texts about comparisons of settings.

import type { Compare } from "./en";

const list = (names: readonly string[]) => names.join("、");

const COUNTED = {
  nowRejected: "新たに拒否",
  nowAccepted: "新たに受理",
  otherPatch: "変更内容に違い",
  otherWarnings: "警告に違い",
};

export const compare: Compare = {
  open: "ほかの設定と比べる",
  with: "比べる",
  title: "設定の比較",
  about:
    "OLD が拒否するものを NEW もすべて拒否するなら、NEW は OLD 以上に厳しい設定です。どちらかを書き換えると、設定項目ごとの違いと、ファイルの中のオブジェクトへの影響がすぐに表示されます。",
  names: { old: "OLD（比較元の設定）", new: "NEW（新しい設定）" },
  sides: { old: "空欄ならデフォルト設定", new: "設定、またはポリシーのマニフェスト" },
  fromJudge: "「判定」から取得",
  fromJudgeAbout: "「判定」にある設定で置き換えます。",
  keys: "Ctrl+Space で候補を表示します。Tab はインデントです。エディターから出るには、Escape を押してから Tab を押します。",
  swap: "OLD と NEW を入れ替える",
  openInJudge: "NEW を「判定」で開く",
  shareAbout: "リンクに含まれるのは 2 つの設定だけです。ファイルの内容は含まれません。",
  problems: { error: "この設定は使えません", warning: "確認してください" },
  comparing: "比較しています…",
  refused: "この設定では比較できません。問題の箇所はエディターに示しています。",
  failed: "設定を比較できません",
  progress: "比較の進み具合",
  reading: "ファイルを読み込んでいます…",
  judging: (done, total) => `${total} 個中 ${done} 個のオブジェクトを両方の設定で判定しました`,
  noFile: "上でファイルかサンプルを開くと、どの判定が変わるかがわかります。",
  download: "比較結果を JSON でダウンロード",
  downloadAbout: "token-check compare --output json の出力と同じ内容です。",

  claims: {
    same: () => "NEW と OLD は同じ意味です。",
    atLeastAsStrict: ({ stricter }) => `NEW は OLD 以上に厳しい設定です。厳しくなる項目: ${list(stricter)}。`,
    unproved: ({ unproved }) =>
      `NEW が OLD 以上に厳しいとは証明できません。証明できない項目: ${list(unproved)}。`,
    looser: ({ looser, unproved }) =>
      `NEW は OLD 以上に厳しいとは言えません。緩くなる項目: ${list(looser)}。${
        unproved.length ? `証明できない項目: ${list(unproved)}。` : ""
      }`,
  },
  limits: {
    kept: "ただし existingViolations: allow では、NEW で違反となる内容でも、オブジェクトが以前から持っていたものなら、更新後も残せます。OLD がその更新を拒否する場合も同様です。",
    warns:
      "OLD は警告するだけで、何も拒否しません。ほかの項目は、OLD が拒否する設定であるものとして比べています。",
  },

  settings: {
    title: "設定項目ごとの違い",
    relations: { equal: "同等", stricter: "厳しい", looser: "緩い", unproved: "証明不可" },
    none: "違いのある項目はありません。",
    same: (count) => `変わらない項目: ${count} 個`,
  },

  verdicts: {
    title: "変わる判定",
    changes: {
      nowRejected: "新たに拒否されるもの",
      nowAccepted: "新たに受理されるもの",
      otherPatch: "変更内容が異なるもの",
      otherWarnings: "警告が異なるもの",
    },
    totals(counts, unchanged, unread) {
      const parts = [
        ...counts.map(({ change, count }) => ({ count, what: COUNTED[change] })),
        { count: unchanged, what: "変化なし" },
        { count: unread, what: "読み取れず" },
      ];
      const said = parts.filter(({ count }) => count > 0).map(({ count, what }) => `${what}: ${count} 個`);
      if (!said.length) return "このファイルに、ポリシーの判定対象となるオブジェクトはありません。";
      if (counts.some(({ count }) => count > 0)) return said.join("、");
      return `変わる判定はありません（${said.join("、")}）。`;
    },
    objects: (count, number) => `${number(count)} 個`,
    patches: (old, next) => `変更の数: OLD ${old}、NEW ${next}`,
    warns: (name) => `${name} だけの警告:`,
  },
};
