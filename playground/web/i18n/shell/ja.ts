// The Japanese texts of the frame around the views.

import type { Shell } from "./en";

export const shell: Shell = {
  brand: "Who gets a token?",
  skip: "本文へ移動",
  navigation: "ビュー",
  views: { judge: "判定", learn: "学ぶ", cluster: "自分のクラスター" },
  language: "言語",
  theme: "配色",
  themes: { system: "システムに合わせる", light: "ライト", dark: "ダーク" },
  loading: "読み込み中…",
  failed: {
    load: "この部分を読み込めませんでした。接続を確認して、もう一度お試しください。",
    crash: "このビューでエラーが発生しました。エディターの内容は残っています。",
    retry: "再試行",
  },
  footer:
    "判定はすべて、このページの中でポリシー自身のコードが行います。入力した内容や開いたファイルはどこにも送信されません。",
};
