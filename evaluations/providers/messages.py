"""What is said when a call fails: what happened, what is safe, what to do."""

from language.text import Text

SAFE = Text(
    "保存済みの回答は失われません。",
    "Stored answers are not lost.",
)

SENTENCES: dict[str, tuple[Text, Text]] = {
    "endpoint-down": (
        Text(
            "モデルの接続先 {endpoint} に接続できません。", "The model endpoint {endpoint} cannot be reached."
        ),
        Text(
            "起動しているか確認し、失敗した質問を再試行してください。",
            "Check that it is running, then retry the failed questions.",
        ),
    ),
    "endpoint-timeout": (
        Text(
            "接続先 {endpoint} から時間内に応答がありません。",
            "The endpoint {endpoint} did not answer in time.",
        ),
        Text(
            "負荷を確認し、失敗した質問を再試行してください。",
            "Check its load, then retry the failed questions.",
        ),
    ),
    "endpoint-error": (
        Text(
            "接続先 {endpoint} でエラーが発生しました(HTTP {status})。",
            "The endpoint {endpoint} failed (HTTP {status}).",
        ),
        Text("時間をおいて、失敗した質問を再試行してください。", "Retry the failed questions later."),
    ),
    "endpoint-busy": (
        Text(
            "接続先 {endpoint} が混雑または保守のため時間を置くよう求めているので、まだ送信していません。",
            "The endpoint {endpoint} is busy or under maintenance and asked to wait, so nothing was sent yet.",
        ),
        Text(
            "その時間が過ぎてから再試行します。続く場合は、提供元の稼働状況を確認してください。",
            "It is retried after that time; if this goes on, check the vendor's status.",
        ),
    ),
    "endpoint-broke-off": (
        Text("接続先 {endpoint} の応答が途中で切れました。", "The answer of {endpoint} broke off."),
        Text("失敗した質問を再試行してください。", "Retry the failed questions."),
    ),
    "answer-too-large": (
        Text(
            "接続先 {endpoint} の応答が大きすぎるため中止しました。",
            "The answer of {endpoint} was too large and was stopped.",
        ),
        Text("接続先の設定を確認してください。", "Check the settings of the endpoint."),
    ),
    "endpoint-key": (
        Text(
            "接続先 {endpoint} が認証を拒否しました(HTTP {status})。",
            "The endpoint {endpoint} refused the key (HTTP {status}).",
        ),
        Text("APIキーと権限を確認してください。", "Check the API key and its rights."),
    ),
    "endpoint-quota": (
        Text("接続先 {endpoint} の利用枠を使い切りました。", "The quota at {endpoint} is used up."),
        Text("契約している利用枠を確認してください。", "Check the contracted quota."),
    ),
    "endpoint-refused": (
        Text(
            "接続先 {endpoint} が要求を拒否しました(HTTP {status})。",
            "The endpoint {endpoint} refused the call (HTTP {status}).",
        ),
        Text("モデル名と設定を確認してください。", "Check the model name and settings."),
    ),
    "endpoint-redirect": (
        Text(
            "接続先 {endpoint} が別の場所へ転送しようとしたため中止しました。",
            "The endpoint {endpoint} redirected the call elsewhere; it was stopped.",
        ),
        Text("正しい接続先URLを登録してください。", "Register the right address."),
    ),
    "endpoint-not-allowed": (
        Text(
            "接続先 {endpoint} は許可されていません。何も送信していません。",
            "The endpoint {endpoint} is not allowed. Nothing was sent.",
        ),
        Text(
            "管理者に許可リストへの追加を依頼してください。",
            "Ask the operator to put it on the list of allowed endpoints.",
        ),
    ),
    "answer-withheld": (
        Text(
            "接続先 {endpoint} が回答を出しませんでした(コンテンツフィルターなど)。",
            "The endpoint {endpoint} withheld the answer (content filter or similar).",
        ),
        Text("質問と資料の内容を確認してください。", "Check the question and its material."),
    ),
    "rate-limited": (
        Text("接続先 {endpoint} の回数制限に達しました。", "The rate limit of {endpoint} was reached."),
        Text(
            "自動で再試行します。続く場合は同時実行数を下げてください。",
            "It is retried; if this goes on, lower the concurrency.",
        ),
    ),
    "context-too-long": (
        Text(
            "質問と資料がモデルの入力上限を超えています。",
            "Question and material exceed what the model reads.",
        ),
        Text(
            "資料の文字数を減らすか、上限の大きいモデルを使ってください。",
            "Use less material or a model with a larger limit.",
        ),
    ),
    "wrong-model": (
        Text(
            "「{wanted}」を指定しましたが、接続先 {endpoint} では「{reported}」が応答したため、回答を採用しません。",
            '"{wanted}" was asked for, but "{reported}" answered at {endpoint}; its answer is not used.',
        ),
        Text("接続先のモデル名を確認してください。", "Check the model name of the endpoint."),
    ),
    "model-missing": (
        Text(
            "接続先 {endpoint} にモデル「{wanted}」がありません。",
            'The endpoint {endpoint} has no model "{wanted}".',
        ),
        Text("モデル名を確認してください。", "Check the model name."),
    ),
    "setting-refused": (
        Text(
            "接続先 {endpoint} は、この候補モデルの設定「{setting}」を受け付けません(HTTP {status})。",
            'The endpoint {endpoint} does not take this candidate\'s setting "{setting}" (HTTP {status}).',
        ),
        Text("候補モデルの設定を変えてください。", "Change the setting of the candidate."),
    ),
    "no-given-answer": (
        Text(
            "取り込んだ回答ファイルに、質問「{key}」の回答がありません。",
            'The imported answers file holds no answer to the question "{key}".',
        ),
        Text("回答を補ったファイルを取り込み直してください。", "Import a file that holds it."),
    ),
    "out-of-memory": (
        Text("モデルの実行に必要なメモリが足りません。", "There is not enough memory to run the model."),
        Text(
            "ほかの処理を終えてから再試行するか、小さいモデルを使ってください。",
            "Retry when other work has ended, or use a smaller model.",
        ),
    ),
}


def sentence(code: str, **values: object) -> Text:
    """Return the full message of a code; raise KeyError for a code that has none.

    >>> sentence("endpoint-down", endpoint="127.0.0.1:8080").en
    'The model endpoint 127.0.0.1:8080 cannot be reached. Stored answers are not lost. \
Check that it is running, then retry the failed questions.'
    """
    what, action = SENTENCES[code]
    what = what.filled(**values)
    return Text(f"{what.ja}{SAFE.ja}{action.ja}", f"{what.en} {SAFE.en} {action.en}")
