"""Sheet 11 ベンダー評価: model, host and supplier of each use, open musts, and how prices and models moved."""

from collections.abc import Sequence
from datetime import date

from language.text import Text
from reports.contents import Cover
from reports.programme.missing import TITLES
from reports.programme.vendors import LifecycleEvent, ModelUse, Party, PricePoint, VendorPart
from reports.workbook.charts import MOST_LINES, Series, step_chart
from reports.workbook.pen import Pen
from reports.workbook.programme_words import CERTAINTY
from reports.workbook.sheets.vendor_dependence import draw_dependence
from reports.workbook.table import (
    UNCONFIRMED,
    Column,
    Content,
    Figure,
    Marked,
    draw_heading,
    draw_nothing,
    draw_section,
    draw_table,
    or_unconfirmed,
    set_table_page,
)

_WIDTHS = (20, 17, 14, 17, 14, 17, 15, 9, 8, 12)
_LAST = len(_WIDTHS) - 1
_CHART_ROWS = 13
_NOTE = Text(
    "モデルの出自・運用場所・契約先を分けて記録します。質問票の点数は0（不可）〜4（根拠つきで良好）。"
    "不明は良い評価に数えず、必須項目に不明または0点が残る間は本番利用を認めません。",
    "Model, host and supplier are three answers. Questionnaire scores run from 0 (unacceptable) to 4 (good, with "
    "evidence). Unknown never counts as good; an open must blocks going live.",
)
_USES = tuple(
    Column(head, at, at, ("center",) if at in (7, 8) else ())
    for at, head in enumerate(
        (
            Text("使い方", "Use"),
            Text("モデル（出自）", "Model (origin)"),
            Text("モデルのライセンス", "Licence of the model"),
            Text("実行場所（運用者）", "Host (operator)"),
            Text("国・地域", "Jurisdiction"),
            Text("提供元（契約先）", "Supplier (contract)"),
            Text("契約条件", "Terms"),
            Text("必須の回答", "Musts answered"),
            Text("不明の数", "Unknown"),
            Text("判定", "Verdict"),
        )
    )
)
_OPEN = (
    Column(Text("使い方", "Use"), 0, 0),
    Column(Text("未解決の必須項目", "Open must"), 1, 4),
    Column(Text("回答", "Answer"), 5, 6),
    Column(Text("根拠", "Evidence"), 7, 8),
    Column(Text("状態", "Status"), 9, 9),
)
_PRICES = (
    Column(Text("モデル", "Model"), 0, 0),
    Column(Text("適用開始", "Valid from"), 1, 1),
    Column(Text("入力（100万tok）", "Input (1M tok)"), 2, 2),
    Column(Text("出力（100万tok）", "Output (1M tok)"), 3, 3),
    Column(Text("通貨", "Currency"), 4, 4, ("center",)),
    Column(Text("出所", "Source"), 5, 8),
    Column(Text("確認日", "Seen on"), 9, 9),
)
_EVENTS = (
    Column(Text("モデル", "Model"), 0, 0),
    Column(Text("出来事", "Event"), 1, 3),
    Column(Text("日付", "Date"), 4, 4),
    Column(Text("出所", "Source"), 5, 6),
    Column(Text("確認日", "Seen on"), 7, 7),
    Column(Text("確からしさ", "Certainty"), 8, 9),
)
_MAY_GO = Marked(Text("必須を満たす", "musts met"), "good")
_BLOCKED = Marked(Text("本番利用は不可", "blocks going live"), "bad")
_REFUSED = Marked(Text("不可（0点）", "unacceptable"), "bad")


def draw_vendors(pen: Pen, cover: Cover, part: VendorPart) -> None:
    """Draw the whole sheet."""
    pen.columns(_WIDTHS)
    row = draw_heading(pen, TITLES[11], (_NOTE,), _LAST) + 1
    first_end = draw_table(pen, row, _USES, [_use_line(use) for use in part.uses])
    blocks = [(0, first_end - 1)]
    for draw in (_draw_open, _draw_dependence, _draw_prices, _draw_events):
        start = blocks[-1][1] + 2
        blocks.append((start, draw(pen, start, part) - 1))
    set_table_page(pen, cover, blocks, _LAST)


def _use_line(use: ModelUse) -> list[Content]:
    answered = sum(1 for one in use.musts if one.score is not None)
    return [
        use.name,
        *_party(use.model, second="terms"),
        *_party(use.host, second="place"),
        *_party(use.supplier, second="terms"),
        f"{answered} / {len(use.musts)}" if use.musts else UNCONFIRMED,
        Figure(use.unknown_answers, "count") if use.asked else UNCONFIRMED,
        _verdict(use),
    ]


def _verdict(use: ModelUse) -> Marked:
    if not use.musts:
        return UNCONFIRMED
    return _BLOCKED if use.open_musts else _MAY_GO


def _party(party: Party | None, *, second: str) -> tuple[Content, Content]:
    """A model and a supplier show name with country and then their terms, a host its name and then its place."""
    if party is None:
        return UNCONFIRMED, UNCONFIRMED
    if second == "place":
        return or_unconfirmed(party.name), or_unconfirmed(party.place)
    place = party.place if isinstance(party.place, Text) else Text(party.place, party.place)
    name = Text(f"{party.name}（{place.ja}）", f"{party.name} ({place.en})") if place.ja else party.name
    return or_unconfirmed(name), or_unconfirmed(party.terms)


def _draw_open(pen: Pen, row: int, part: VendorPart) -> int:
    row = draw_section(pen, row, Text("未解決の必須項目", "Open musts"), _LAST)
    lines = [
        (
            use.name,
            Text(f"{one.id} {one.question.ja}", f"{one.id} {one.question.en}"),
            or_unconfirmed(one.answer),
            or_unconfirmed(one.evidence),
            UNCONFIRMED if one.score is None else _REFUSED,
        )
        for use in part.uses
        for one in use.open_musts
    ]
    if lines:
        return draw_table(pen, row, _OPEN, lines)
    if all(use.musts for use in part.uses):
        words = Text("未解決の必須項目はありません。", "No must is open.")
        pen.merged(row, 0, _LAST, words, "cell", "small", "indent")
        return row + 1
    words = Text("質問票に回答していない使い方があります。", "A use has no answered questionnaire.")
    return draw_nothing(pen, row, words, _LAST)


def _draw_dependence(pen: Pen, row: int, part: VendorPart) -> int:
    return draw_dependence(pen, row, part, _LAST)


def _draw_prices(pen: Pen, row: int, part: VendorPart) -> int:
    row = draw_section(pen, row, Text("価格の推移", "Prices over time"), _LAST)
    if not part.prices:
        words = Text("価格の履歴が記録されていません。", "No price history is recorded.")
        return draw_nothing(pen, row, words, _LAST)
    ordered = sorted(part.prices, key=lambda point: (point.model, point.valid_from))
    row = draw_table(pen, row, _PRICES, [_price_line(point) for point in ordered])
    return _draw_price_chart(pen, row + 1, ordered)


def _price_line(point: PricePoint) -> list[Content]:
    return [
        point.model,
        point.valid_from,
        Figure(point.input_price, "price"),
        Figure(point.output_price, "price"),
        point.currency,
        or_unconfirmed(point.source),
        point.seen_on,
    ]


def _draw_price_chart(pen: Pen, row: int, points: Sequence[PricePoint]) -> int:
    """Output prices of the models whose price changed; a price holds until the next one."""
    currency = max({p.currency for p in points}, key=lambda one: sum(p.currency == one for p in points))
    of = [p for p in points if p.currency == currency and p.output_price is not None]
    models = [m for m in dict.fromkeys(p.model for p in of) if sum(p.model == m for p in of) > 1]
    models = models[: min(MOST_LINES, 5)]
    if not models:
        return row
    days = sorted({p.valid_from for p in of if p.model in models})
    series = _write_steps(pen, row, days, models, of)
    title = Text(f"出力100万トークンの価格（{currency}）", f"Price of 1M output tokens ({currency})")
    last = row + max(_CHART_ROWS, len(days) + 1)
    chart = step_chart(pen.book, pen.book.say(title), series, "0.00")
    pen.place_chart(chart, row, 0, last - 1, 3, pen.book.say(title))
    return last + 1


def _write_steps(
    pen: Pen, row: int, days: Sequence[date], models: Sequence[str], points: Sequence[PricePoint]
) -> list[Series]:
    shown = [day.isoformat() for day in days]
    pen.text(row, 4, Text("日付", "Day"), "head", "tiny")
    for at, day in enumerate(shown, start=row + 1):
        pen.text(at, 4, day, "cell", "tiny", "center")
    categories = pen.block(row + 1, 4, shown, down=True)
    series = []
    for column, model in enumerate(models, start=5):
        pen.text(row, column, model, "head", "tiny", "shrink")
        prices = [_price_on(points, model, day) for day in days]
        for at, price in enumerate(prices, start=row + 1):
            if price is not None:
                pen.number(at, column, price, "cell", "tiny", "price")
        values = pen.block(row + 1, column, ["" if price is None else price for price in prices], down=True)
        series.append((model, categories, values))
    return series


def _price_on(points: Sequence[PricePoint], model: str, day: date) -> float | None:
    valid = [p for p in points if p.model == model and p.valid_from <= day]
    return max(valid, key=lambda p: p.valid_from).output_price if valid else None


def _draw_events(pen: Pen, row: int, part: VendorPart) -> int:
    row = draw_section(pen, row, Text("提供・終了の履歴と予告", "Releases and retirements"), _LAST)
    if not part.events:
        words = Text("提供終了の予告や履歴が記録されていません。", "No release or retirement is recorded.")
        return draw_nothing(pen, row, words, _LAST)
    ordered = sorted(part.events, key=lambda one: (one.on is None, one.on or date.max, one.model))
    return draw_table(pen, row, _EVENTS, [_event_line(one) for one in ordered])


def _event_line(event: LifecycleEvent) -> list[Content]:
    return [
        event.model,
        event.event,
        event.on,
        or_unconfirmed(event.source),
        event.seen_on,
        CERTAINTY[event.certainty],
    ]
