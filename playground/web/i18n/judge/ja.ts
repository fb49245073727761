// The Japanese texts of the view Judge.

import type { Judge } from "./en";

const names = (all: readonly string[]) => all.join("、");

export const judge: Judge = {
  title: "判定",
  lead: "どのコンテナにどのトークンが渡るのか、それを決めたのは誰か、どの 1 行を変えればよいのか。",
  examples: "例を見る",
  share: {
    button: "共有リンクをコピー",
    copied: (length) => `リンクをコピーしました (${length} 文字)。`,
    long: (length) =>
      `リンクをコピーしました。${length} 文字と長いため、メールやチャットでは途中で切れることがあります。`,
    byHand: "ブラウザーがコピーを許可していません。次のリンクを手動でコピーしてください。",
    link: "共有リンク",
    broken:
      "リンクが壊れているか、途中で切れているため、内容を開けませんでした。もう一度リンクをもらうか、このまま続けてください。",
  },
  close: "閉じる",

  options: {
    title: "判定の条件",
    namespace: "既定の namespace",
    seen: "オブジェクト",
    written: "書かれたまま",
    webhook: "Webhook から見た形",
    server: "Kubernetes",
    current: "1.21 以降",
    legacy: "1.20 以前",
    absent: "コンテキストにない ServiceAccount",
    saysNothing: "指定なしとみなす",
    notFound: "存在しないとみなす",
  },

  lookups: {
    error: "開いたシナリオのとおり、クラスターへの問い合わせはすべてホストの次のエラーで失敗します。",
    answer: "開いたシナリオのとおり、クラスターへの問い合わせにはすべて次のテキストが返ります。",
    clear: "コンテキストへの問い合わせに戻す",
    day: (day) => `${day} (UTC) の時点で判定しています。`,
    noClock: "開いたシナリオのとおり、ホストには時計がありません。",
    today: "今日の日付で判定する",
  },

  editors: {
    region: "エディター",
    names: { objects: "オブジェクト", context: "クラスターの状態", settings: "設定" },
    about: {
      objects: "判定するマニフェスト",
      context: "クラスターに既にあるもの",
      settings: "ポリシーの設定",
    },
    tab: "「設定」では Ctrl+Space で候補を表示します。Tab はインデントです。エディターから出るには、Escape を押してから Tab を押します。",
    problems: (count) => `問題 ${count} 件`,
    line: (line) => `${line} 行目`,
    kinds: {
      unreadable: "読み取れません",
      settings: "ポリシーが受け付けない設定です",
      request: "ポリシーが受け付けないリクエストです",
      misplaced: "ここに書いても効果がありません",
      misspelled: "つづりが違います",
      wrongType: "型が違います",
      repeated: "同じオブジェクトが重複しています",
      reading: "kubectl では見た目と違う意味になります",
    },
    phrases: {
      Completions: "入力候補",
      "Control character": "制御文字",
      "replaced with": "置き換え:",
      Diagnostics: "問題",
      "No diagnostics": "問題はありません",
      close: "閉じる",
    },
    setting: { values: "値", fallback: "既定値" },
  },

  verdicts: {
    region: "判定結果",
    names: {
      accepted: "受理",
      rejected: "拒否",
      warned: "警告付きで受理",
      changed: "変更して受理",
      unjudged: "判定対象外",
    },
    short: {
      accepted: "受理",
      rejected: "拒否",
      warned: "警告",
      changed: "変更",
      unjudged: "対象外",
    },
    objects: (count) => `オブジェクト ${count} 個`,
    list: "オブジェクトごとの判定",
    show: "絞り込み",
    namespace: (namespace) => `namespace ${namespace}`,
    line: (line) => `${line} 行目`,
    code: (code) => `コード ${code}`,
    judging: "判定しています…",
    empty:
      "「オブジェクト」エディターにマニフェストを入力するか貼り付けてください。例から始めることもできます。",
    stale: "エディターの現在の内容は読み取れません。表示しているのは直前の判定です。",
    unreadable: "エディターの下に示した問題を直すと、判定できるようになります。",
    refused: "設定エラー",
    refusedAbout:
      "ポリシーはこの設定では起動しないため、何も判定されません。該当箇所に「設定」エディターで下線を引いてあります。",
    kubectl: "kubectl の出力",
    webhook: "Kubewarden 1.37.1 以前での Webhook の名前:",
    meaning: "この結果の意味",
  },

  failure: {
    input: "エンジンがこの入力を受け付けませんでした。",
    crash:
      "この入力の判定中にエンジンが異常終了しました。新しいエンジンを起動したので、次に内容を変更すると再び判定します。",
    slow: "判定に時間がかかりすぎたため、エンジンを停止しました。入力を短くしてください。次に内容を変更すると再び判定します。",
    load: "エンジンを読み込めませんでした。接続を確認し、ページを再読み込みしてください。",
    cancelled: "キャンセルしました。",
  },

  explain: {
    containers: (all) => `コンテナ ${names(all)}`,
    reads: (containers, _several, account) =>
      account === null
        ? `${containers} は、どの ServiceAccount のものか分からない API トークンを読み取れます。`
        : `${containers} に ServiceAccount ${account} の API トークンが渡ります。`,
    requested: (account) => `この要求に ServiceAccount ${account} の API トークンが渡ります。`,
    readsCertificate: (containers, _several, account, signer) =>
      `${containers} に、ServiceAccount ${account} として API を呼び出せるクライアント証明書が渡ります。署名者は ${signer} です。`,
    automount: {
      nobody:
        "Pod にも ServiceAccount にも指定がないので、Kubernetes がデフォルトでトークンをマウントします。誰も要求していないトークンです。",
      serviceAccount:
        "Pod に指定がなく、ServiceAccount が true を指定しています。この ServiceAccount で動くすべての Pod のために、ServiceAccount の所有者が要求したトークンです。",
      pod: "Pod が true を指定しており、これは ServiceAccount の指定より優先されます。すべてのコンテナのために、Pod の作成者が要求したトークンです。",
      unknown:
        "Kubernetes がマウントします。結論が ServiceAccount の内容に左右されないため、誰が要求したのかをポリシーは調べていません。",
      failed:
        "ServiceAccount が false を指定していなければ Kubernetes がマウントしますが、その指定を確認できませんでした。",
    },
    projected:
      "Pod がこのトークンをボリュームとして宣言し、コンテナがそれをマウントしています。Pod の作成者が要求したトークンです。",
    certificate:
      "Pod がこの証明書をボリュームとして宣言し、コンテナがそれをマウントしています。Pod の作成者が要求した証明書です。API サーバーは、これを ServiceAccount のトークンと同じように扱います。",
    secret: (name) =>
      `Secret ${name} に入っているトークンです。この種のトークンは Pod がなくなった後も有効で、たいていは有効期限がありません。`,
    secretUnnamed:
      "Secret に入っているトークンです。この種のトークンは Pod がなくなった後も有効で、たいていは有効期限がありません。",
    tokenRequest: "誰かが API サーバーに要求したトークンです。クラスターの外でも使えます。",
    allowedBy: (setting) => `設定 ${setting} により許可されています。`,
    todo: {
      nobody:
        "Kubernetes API を呼び出すプログラムは多くありません。Pod で false を指定するか、ServiceAccount で一度だけ false を指定してください。API を呼び出すプログラムでは、必要なコンテナにだけ projected トークンを宣言します。",
      serviceAccount:
        "プログラムが API を呼び出さないなら、Pod で false を指定してください。ServiceAccount の指定より優先されます。呼び出す場合は、管理者が ServiceAccount の指定を尊重する設定にするか、この ServiceAccount を許可できます。",
      pod: "プログラムが API を呼び出さないなら、フィールドを false にしてください。呼び出す場合は、必要なコンテナに projected トークンを宣言するか、管理者に許可してもらいます。",
      unknown: "Pod で false を指定するか、トークンが必要なコンテナに projected トークンを宣言してください。",
      projected: "現在の設定では、Pod の作成者はこのようなトークンを宣言できないか、有効期間が長すぎます。",
      certificate: "現在の設定では、Pod の作成者はこのような証明書を宣言できないか、有効期間が長すぎます。",
      tokenRequest:
        "ほかの audience のトークンか、有効期間の短いトークンを要求するか、管理者にこの ServiceAccount を許可してもらいます。",
      secret:
        "projected トークンで代用できます。こちらは自動で更新され、Pod とともに失効します。どうしても必要な場合は、管理者がトークン Secret を許可できます。",
    },
    none: "API トークンを読み取れるコンテナはありません。",
    because: {
      mirror: "ミラー Pod なので、Kubernetes はトークンを渡しません。",
      pod: "Pod が false を指定しており、それで決まります。",
      serviceAccount: "Pod に指定がなく、ServiceAccount が false を指定しています。",
      default: "",
    },
    ownMounts:
      "Kubernetes はトークンをマウントしようとしますが、どのコンテナもそのパスに独自のマウントを持っています。",
    unjudged:
      "ポリシーが判定するのは、Pod、Pod を作るワークロード、ServiceAccount、トークン Secret です。これはそのいずれでもないため、中身を読まずに通します。",
    badRequest:
      "API サーバーが通さない形のオブジェクトです。ポリシーは読み取れないものを推測せずに拒否します。該当箇所にエディターで下線を引いてあります。",
    lookupFailed:
      "結論を左右する情報をクラスターから取得できませんでした。ポリシーは推測せずに拒否し、どの権限が必要かを示します。",
    account:
      "設定 serviceAccountObjects により、ServiceAccount 自身が automountServiceAccountToken: false を指定する必要があります。そうすれば、指定のない Pod にトークンは渡りません。",
    accountPasses:
      "ServiceAccount 自体が判定されるのは、serviceAccountObjects が default または all の場合だけです。ここでの指定は、この ServiceAccount で動く Pod の判定に使われます。",
    tokenSecret:
      "この Secret は有効期限のない API トークンです。kubectl create token や projected ボリュームなら、期限のあるトークンが得られます。管理者はトークン Secret を許可できます。",
    otherSecret: "判定されるのは、type が kubernetes.io/service-account-token の Secret だけです。",
    warned: "オブジェクトは受理され、kubectl が警告を表示します。",
    changed:
      "ポリシーは、誰も要求していないトークンを取り除いてから受理します。誰かが明示的に書いたものはそのまま残ります。",
    passes:
      "それでもポリシーはこのオブジェクトを通します。このリクエストでは何も悪化しないか、コントローラーが作るオブジェクトだからです。",
  },

  advice: {
    title: "対処する",
    apply: "適用",
    where: {
      objects: "「オブジェクト」を変更",
      context: "「クラスターの状態」を変更",
      settings: "「設定」を変更",
    },
    kinds: {
      optOutPod: {
        title: "Pod でトークンを断る",
        about: "Kubernetes API を呼び出さないプログラム向けです。",
      },
      optOutAccount: {
        title: "ServiceAccount でトークンを断る",
        about: "この ServiceAccount で動き、指定のない Pod すべてに一度で効きます。",
      },
      allowAccount: {
        title: "この ServiceAccount を許可する",
        about: "例外になります。その namespace に Pod を作れる人なら誰でも使えます。",
      },
      allowPodAuthor: {
        title: "Pod の作成者の要求を認める",
        about: "ポリシーが判定するすべての Pod に効きます。",
      },
      allowServiceAccountOwner: {
        title: "true を指定した ServiceAccount を尊重する",
        about: "多くの Helm チャートがこの指定を書きます。",
      },
      allowTokenSecrets: {
        title: "トークン Secret を認める",
        about: "期限のないトークンがまだ必要な場合の設定です。",
      },
      mutate: {
        title: "ポリシーに取り除かせる",
        about: "誰も要求していないトークンが Pod から取り除かれます。",
      },
    },
    applied: (title, subject) => `適用しました: ${title} (${subject})`,
    undo: "元に戻す",
  },

  trail: {
    title: "誰が決めるのか",
    about: "Kubernetes はこの順に調べ、最初に得られた答えに従います。",
    pod: "Pod",
    account: "ServiceAccount",
    kubernetes: "Kubernetes",
    byDefault: "デフォルト",
    mirror: "ミラー Pod",
    mirrorAbout: "Kubernetes はミラー Pod にトークンを渡さず、どの指定も調べません。",
    unset: "未指定",
    decides: "ここで決定",
    silent: "指定なし",
    skipped: "調べない",
    missing: "「クラスターの状態」にない",
    mounted: "Kubernetes がトークンをマウントする",
    taken: "Kubernetes がマウントしたトークンを、ポリシーが取り除く",
    notMounted: "Kubernetes はトークンをマウントしない",
  },

  containers: {
    title: "各コンテナが読み取れるトークン",
    before: "ポリシーが変更する前に各コンテナが読み取れたトークン",
    kinds: {
      container: "コンテナ",
      initContainer: "init コンテナ",
      ephemeralContainer: "エフェメラルコンテナ",
    },
    nothing: "API トークンなし",
    unseen: (secret, places, account) =>
      `Secret ${secret}${places && `（${places}）`} から${account === null ? "トークンを読み取れる可能性があります" : ` ${account} のトークンを読み取れます`}。ポリシーがこの Secret を調べるのは inspectSecrets: true のときだけです。`,
    how: {
      automount: "自動マウントされたトークン",
      projected: "projected トークン",
      secret: "トークン Secret",
      certificate: "クライアント証明書",
      tokenRequest: "要求されたトークン",
    },
    asked: {
      nobody: "誰も要求していない",
      serviceAccount: "ServiceAccount の所有者が要求",
      pod: "Pod の作成者が要求",
      unknown: "要求者は未調査",
    },
    of: "ServiceAccount",
    unknownAccount: "不明",
    secret: "Secret",
    audience: "audience",
    signer: "署名者",
    at: "場所",
    allowedBy: "許可した設定",
  },

  diff: {
    title: "ポリシーによる変更",
    added: "追加",
    removed: "削除",
    addedLines: (count) => `${count} 行追加`,
    removedLines: (count) => `${count} 行削除`,
  },

  webhook: {
    title: "Webhook から見た Pod",
    workload: "コントローラーがこのワークロードから作る Pod です。",
    about: (count) =>
      `印を付けた ${count} 行は、API サーバーの ServiceAccount プラグインが Webhook より前に加えたものです。`,
    unchanged: "API サーバーの ServiceAccount プラグインは何も加えません。",
    none: "このオブジェクトから Pod は作られないか、すでに Webhook から見た形で記録されたリクエストです。",
  },

  announce: (verdict, what) => `${verdict}: ${what}`,
};
