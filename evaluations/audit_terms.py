"""How the details of this app's audit entries read: states, classes and amounts in words."""

import re
from typing import Any

from accounts.audit_terms import NONE, Said, Term, as_code, between, count, microyen, named, one_of
from evaluations.parsing.errors import REASONS
from evaluations.states import (
    AlarmState,
    CallPurpose,
    Confidentiality,
    DraftState,
    HostKind,
    JudgeState,
    ModelRole,
    Openness,
    Preference,
    ProviderKind,
    ReasoningMode,
    RunState,
)
from language.text import Text

NO_CAP = Text("上限なし", "no cap")
UNKNOWN = Text("不明", "unknown")
UNCLEAR = Text("未確認", "not known")
DISCLOSED = {
    "yes": Text("公開", "open"),
    "no": Text("非公開", "closed"),
    "partial": Text("一部公開", "partly open"),
}
PAUSES = {
    "asked": Text("人の操作による", "asked for by a person"),
    "run-cap": Text("評価の上限額に達するため", "the cap of the evaluation would be passed"),
    "month-cap": Text("月の上限額に達するため", "the cap of the month would be passed"),
    "price-unknown": Text("単価が分からないため", "the price is unknown"),
}
REPEATS = {
    "retired": Text("候補モデルの提供を終了しているため", "the candidate is retired"),
    "prompt-changed": Text("質問の渡し方が変わったため", "the prompt has changed"),
    "documents-changed": Text("資料が変わったため", "the documents have changed"),
}
_WITH_FIGURES = re.compile(r"\s*[(（][^()（）]*\{[^()（）]*[)）]")
_class_word = one_of(Confidentiality)


def _points(value: Any) -> Said:
    """A difference of pass rates, in percentage points."""
    if not isinstance(value, int | float):
        return None
    return Text(f"{value * 100:+.1f}ポイント", f"{value * 100:+.1f} points")


def _refusal(code: Any) -> Said:
    """Why a file was refused; the figures of its sentence are not in the entry."""
    if not isinstance(code, str) or code not in REASONS:
        return None
    words = Text(*(_WITH_FIGURES.sub("", text) for text in REASONS[code][0]))
    return None if "{" in words.ja + words.en else words


def _described(value: Any) -> Said:
    """A document as a refusal names it: number, class and hash."""
    if not isinstance(value, dict) or set(value) != {"document", "class", "sha256"}:
        return None
    word = _class_word(value["class"]) or UNKNOWN
    ja, en = word if isinstance(word, Text) else (word, word)
    number, sha256 = value["document"], value["sha256"] or "-"
    return Text(
        f"資料 {number}(機密区分 {ja}、SHA-256 {sha256})", f"document {number} ({en}, SHA-256 {sha256})"
    )


TERMS = {
    # documents and sets of questions
    "before": Term(Text("変更前", "Before"), _class_word),
    "after": Term(Text("変更後", "After"), _class_word),
    "class": Term(Text("機密区分", "Class"), _class_word),
    "confidentiality": Term(Text("機密区分", "Class"), _class_word),
    "passages": Term(Text("段落数", "Passages"), count),
    "document": Term(Text("資料の番号", "Number of the document")),
    "vectors": Term(Text("検索用のベクトルの数", "Vectors for search"), count),
    "foreseen_calls": Term(Text("見込みの呼び出し回数", "Calls foreseen"), between(count)),
    "foreseen_microyen": Term(Text("見込みの費用", "Cost foreseen"), between(microyen), empty=UNKNOWN),
    "replies": Term(Text("回答の控えの数", "Remembered replies"), count),
    "documents": Term(Text("資料", "Documents")),
    "document.unpacked:documents": Term(Text("取り出した資料の数", "Documents in it")),
    "policy.refused:documents": Term(Text("含まれる資料", "Documents in it"), _described),
    "code": Term(Text("理由", "Reason"), _refusal),
    "items": Term(Text("質問数", "Questions"), count),
    "approved": Term(Text("承認", "Approved")),
    "rejected": Term(Text("却下した質問数", "Rejected questions"), count),
    "left_out": Term(Text("次の版に回した質問数", "Questions left for the next version"), count),
    "previous": Term(Text("元の版", "Version before")),
    "wanted": Term(Text("希望した質問数", "Questions wanted"), count),
    "tried": Term(Text("試した回数", "Tried"), count),
    "proposed": Term(Text("提案した質問数", "Questions proposed"), count),
    "discarded": Term(Text("除外した質問数", "Questions discarded"), count),
    "test_set.drafted:state": Term(Text("結果", "Result"), one_of(DraftState)),
    "changed": Term(Text("内容の変更", "Words changed")),
    "agrees": Term(Text("判断への同意", "Agrees")),
    "test_set": Term(Text("質問集の番号", "Number of the question set")),
    "run.started:test_set": Term(
        Text("質問集のハッシュ(SHA-256)", "Hash of the question set (SHA-256)"), as_code
    ),
    # evaluations
    "state": Term(Text("結果", "Result"), one_of(RunState)),
    "run.paused:reason": Term(Text("理由", "Reason"), named(PAUSES)),
    "candidate": Term(Text("候補モデル", "Candidate")),
    "candidates": Term(Text("候補モデル(キー)", "Candidates (keys)"), as_code),
    "reference": Term(Text("基準にする候補モデル(キー)", "Reference candidate (key)"), as_code, NONE),
    "margin": Term(Text("許容差", "Margin"), empty=NONE),
    "answers": Term(Text("回答数", "Answers"), count),
    "answer": Term(Text("回答の番号", "Number of the answer")),
    "passed": Term(Text("合格", "Passed")),
    "left": Term(Text("左の回答の番号", "Number of the answer on the left")),
    "right": Term(Text("右の回答の番号", "Number of the answer on the right")),
    "choice": Term(Text("選択", "Choice"), one_of(Preference)),
    "panel": Term(Text("判定の番号", "Number of the judging")),
    "forced": Term(Text("同じ系列のモデルも判定", "Judged its own family too")),
    "judge.finished:state": Term(Text("結果", "Result"), one_of(JudgeState)),
    "watch": Term(Text("見張りの番号", "Number of the watch")),
    "alarm": Term(Text("通知の番号", "Number of the alarm")),
    "every_days": Term(Text("間隔(日)", "Every (days)")),
    "why": Term(Text("理由", "Reason"), named(REPEATS)),
    "watch.judged:state": Term(Text("結果", "Result"), one_of(AlarmState)),
    "difference": Term(Text("正答率の差", "Difference of pass rates"), _points, UNCLEAR),
    # money
    "before_microyen": Term(Text("変更前の上限額", "Cap before"), microyen, NO_CAP),
    "after_microyen": Term(Text("変更後の上限額", "Cap after"), microyen, NO_CAP),
    "cap_microyen": Term(Text("上限額", "Cap"), microyen, NO_CAP),
    "microyen": Term(Text("予約額", "Reserved amount"), microyen),
    "was_billed": Term(Text("請求あり", "Was billed")),
    "call": Term(Text("呼び出しの番号", "Number of the call")),
    "currency": Term(Text("通貨", "Currency")),
    "input_per_million": Term(Text("入力単価(100万トークンあたり)", "Input, per million tokens")),
    "output_per_million": Term(Text("出力単価(100万トークンあたり)", "Output, per million tokens")),
    "cached_input_per_million": Term(
        Text("キャッシュ入力単価(100万トークンあたり)", "Cached input, per million tokens"),
        empty=Text("入力と同じ", "as input"),
    ),
    "per_call": Term(Text("1回の呼び出しあたりの単価", "Per call")),
    "tax_included": Term(Text("税込", "With consumption tax")),
    "valid_from": Term(Text("適用開始日", "Valid from")),
    "jpy": Term(Text("1単位あたりの円", "Yen for one unit")),
    "hardware": Term(Text("機器", "Hardware"), empty=Text("すべて", "any")),
    "jpy_per_hour": Term(Text("1時間あたりの円", "Yen per hour")),
    "stated_watts": Term(Text("消費電力(W)", "Power (W)"), empty=UNKNOWN),
    "jpy_per_kwh": Term(Text("1kWhあたりの円", "Yen per kWh"), empty=UNKNOWN),
    # who runs a model, where, and what may be sent there
    "host": Term(Text("実行場所の番号", "Number of the host")),
    "candidate.added:host": Term(Text("実行場所", "Host")),
    "supplier": Term(Text("提供元の番号", "Number of the supplier")),
    "candidate.added:supplier": Term(Text("提供元", "Supplier")),
    "address": Term(Text("接続先", "Address"), empty=Text("このサーバー", "this server")),
    "kind": Term(Text("種類", "Kind"), one_of(HostKind)),
    "operator": Term(Text("運営者", "Operator"), empty=UNKNOWN),
    "jurisdiction": Term(Text("法域", "Jurisdiction"), empty=UNKNOWN),
    "retention": Term(Text("入力の保存期間", "Retention"), empty=UNKNOWN),
    "trains_on_inputs": Term(Text("入力の学習利用", "Trains on inputs"), empty=UNKNOWN),
    "country": Term(Text("国", "Country"), empty=UNKNOWN),
    "contract": Term(Text("契約", "Contract")),
    "contract_on": Term(Text("契約日", "Date of the contract")),
    "purpose": Term(Text("用途", "Purpose"), one_of(CallPurpose)),
    "item": Term(Text("対象の番号", "Number of the item")),
    # models and candidates
    "card": Term(Text("モデルの番号", "Number of the model")),
    "weights": Term(Text("重みの保存場所", "Place of the weights"), as_code, NONE),
    "maker": Term(Text("開発元", "Maker")),
    "licence": Term(Text("ライセンス", "Licence")),
    "weights_open": Term(Text("重み", "Weights"), named(DISCLOSED), UNKNOWN),
    "code_open": Term(Text("コード", "Code"), named(DISCLOSED), UNKNOWN),
    "data_open": Term(Text("学習データ", "Training data"), named(DISCLOSED), UNKNOWN),
    "catalogue_id": Term(Text("カタログの項目", "Entry of the catalogue"), as_code),
    "role": Term(Text("役割", "Role"), one_of(ModelRole)),
    "parameters_billion": Term(Text("パラメーター数(10億)", "Parameters (billion)"), empty=UNKNOWN),
    "context_tokens": Term(Text("コンテキスト長(トークン)", "Context (tokens)"), count, UNKNOWN),
    "released_on": Term(Text("公開日", "Released on"), empty=UNKNOWN),
    "candidate_id": Term(Text("候補モデルの番号", "Number of the candidate")),
    "key": Term(Text("キー", "Key"), as_code),
    "provider": Term(Text("実行方法", "Way to run"), one_of(ProviderKind)),
    "openness": Term(Text("公開度", "Openness"), one_of(Openness)),
    "weights_key": Term(Text("重みの項目", "Entry of the weights"), as_code),
    "weights_source": Term(Text("重みの保存場所", "Place of the weights"), as_code),
    "base_url": Term(Text("接続先のURL", "Base URL"), as_code),
    "model_name": Term(Text("モデル名", "Name of the model")),
    "api_key_env": Term(Text("APIキーの環境変数", "Variable that holds the API key"), as_code),
    "max_concurrency": Term(Text("同時実行数", "At once")),
    "max_new_tokens": Term(Text("回答の最大トークン数", "Most tokens of an answer"), count),
    "seed": Term(Text("シード", "Seed")),
    "origin": Term(Text("出自", "Origin")),
    "is_stand_in": Term(Text("代役のモデル", "Stand-in")),
    "dtype": Term(Text("数値の型", "Type of numbers"), as_code),
    "quantisation": Term(Text("量子化", "Quantisation"), as_code),
    "device": Term(Text("実行機器", "Device"), as_code),
    "temperature": Term(Text("温度(temperature)", "Temperature")),
    "reasoning_mode": Term(Text("推論(reasoning)", "Reasoning"), one_of(ReasoningMode)),
    "retriever": Term(Text("検索方式", "Retriever"), as_code),
    "prompt_version": Term(Text("プロンプトの版", "Version of the prompt"), as_code),
    "query_prefix": Term(Text("質問の前に付ける語", "Prefix of queries"), as_code, NONE),
    "passage_prefix": Term(Text("段落の前に付ける語", "Prefix of passages"), as_code, NONE),
    "model_card": Term(Text("モデル", "Model")),
    "allow_remote_code": Term(Text("モデル付属のコードの実行", "May bring its own code")),
}
