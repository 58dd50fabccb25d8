"""Units of measure as found in Japanese business documents, each as a factor to one base unit."""

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple


class Unit(NamedTuple):
    """A unit: its dimension and value_in_base = value * factor + offset."""

    dimension: str
    factor: Decimal
    offset: Decimal = Decimal(0)


# dimension: factor = names. Base units are chosen so that every factor is an exact decimal: a ninth of a
# degree Celsius holds 5/9 of a Fahrenheit step and -32 °F; a millimetre an hour holds km/h and m/s.
_TABLE = """
length: 1 = m メートル metre metres meter meters | 1e3 = km キロメートル | 1e-2 = cm センチ センチメートル CM
length: 1e-3 = mm ミリ ミリメートル MM | 1e-6 = μm um ミクロン マイクロメートル | 1e-9 = nm ナノメートル
length: 0.0254 = inch inches インチ
area: 1 = m^2 m2 平方メートル | 1e-4 = cm^2 cm2 平方センチメートル | 1e-6 = mm^2 mm2 平方ミリメートル
volume: 1 = m^3 m3 立方メートル | 1e-3 = L l リットル | 1e-6 = mL ml cm^3 cm3 cc ミリリットル
volume: 1e-9 = mm^3 mm3
mass: 1 = kg KG キログラム | 1e-3 = g グラム | 1e-6 = mg ミリグラム | 1e-9 = μg | 1e3 = t トン ton tons
pressure: 1 = Pa パスカル N/m^2 N/m2 | 1e3 = kPa キロパスカル | 1e6 = MPa メガパスカル N/mm^2 N/mm2
pressure: 1e9 = GPa kN/mm^2 kN/mm2 | 1e2 = hPa | 1e5 = bar | 98066.5 = kgf/cm^2 kgf/cm2
force: 1 = N ニュートン | 1e3 = kN | 9.80665 = kgf
torque: 1 = N·m Nm N-m N*m N.m ニュートンメートル | 1e3 = kN·m kNm | 1e-2 = N·cm Ncm cN·m cNm
torque: 1e-3 = N·mm Nmm mN·m mNm | 9.80665 = kgf·m kgfm | 0.0980665 = kgf·cm kgfcm
temperature: 9 = °C °c 度C 摂氏度 degC
angle: 1 = ° deg degrees
degree: 1 = 度
ratio: 1 = 倍 | 1e-2 = % パーセント percent pct | 1e-1 = 割 | 1e-3 = ‰ | 1e-6 = ppm PPM
money: 1 = 円 JPY yen Yen | 1e3 = K円
dollar: 1 = ドル USD dollars dollar
euro: 1 = ユーロ EUR euro euros
time: 1 = 秒間 秒 s sec second seconds | 1e-3 = ms ミリ秒 | 1e-6 = μs マイクロ秒
time: 60 = 分間 分 min minute minutes | 3600 = 時間 h hr hour hours
days: 1 = 日間 日 day days | 7 = 週間 週 week weeks
months: 1 = か月間 か月 ヶ月間 ヶ月 ケ月 カ月間 カ月 ヵ月間 ヵ月 箇月 month months
months: 12 = 年間 年 か年 カ年 ヶ年 year years
frequency: 1 = Hz ヘルツ | 1e3 = kHz | 1e6 = MHz | 1e9 = GHz
rotation: 1 = rpm RPM r/min min^-1 min-1 回転/分 回転毎分
voltage: 1 = V ボルト | 1e3 = kV | 1e-3 = mV
current: 1 = A アンペア | 1e-3 = mA | 1e-6 = μA
power: 1 = W ワット | 1e3 = kW KW キロワット | 1e6 = MW メガワット | 1e-3 = mW
apparent power: 1 = VA | 1e3 = kVA
electric energy: 1 = Wh | 1e3 = kWh KWH キロワット時 | 1e6 = MWh
energy: 1 = J ジュール | 1e3 = kJ | 1e6 = MJ
resistance: 1 = Ω オーム ohm | 1e3 = kΩ キロオーム | 1e6 = MΩ メガオーム | 1e-3 = mΩ
capacitance: 1 = μF | 1e-3 = nF | 1e-6 = pF
speed: 3600000 = m/s m/sec メートル毎秒 | 3600 = mm/s mm/sec | 36000 = cm/s | 60000 = m/min
speed: 60 = mm/min | 1e6 = km/h
feed: 1 = mm/rev mm/回転
flow: 60 = L/min l/min リットル毎分 | 0.06 = mL/min ml/min | 1e3 = m^3/h m3/h | 60000 = m^3/min m3/min
viscosity: 1 = Pa·s | 1e-3 = mPa·s
kinematic viscosity: 1 = mm^2/s mm2/s cSt
density: 1 = g/cm^3 g/cm3 | 1e-3 = kg/m^3 kg/m3
loudness: 1 = dB デシベル
illuminance: 1 = lx ルクス
data: 1 = byte bytes バイト | 1e3 = kB KB | 1e6 = MB | 1e9 = GB | 1e12 = TB
pieces: 1 = 個 コ ケ つ pcs pieces piece
people: 1 = 人 名 people persons person
turns: 1 = 回転
occasions: 1 = 回 times
places: 1 = か所 箇所 カ所 ヶ所 ケ所
""".strip()
_OWN_DIMENSION = (
    *(
        "本",
        "枚",
        "台",
        "件",
        "ロット",
        "セット",
        "式",
        "冊",
        "部",
        "点",
        "歳",
        "ページ",
        "行",
        "種類",
        "項目",
    ),
    *("段階", "工程", "号機", "号", "級", "次", "条", "項", "章", "節", "番", "桁", "文字", "株", "社", "箱"),
    *("袋", "缶", "巻", "組", "丁", "基", "着", "班", "交代", "直", "階", "時"),
)
# The counter is part of another word, not a unit: 3分の1, 2日本, 5部品.
_NOT_FOLLOWED_BY = {
    "分": "のに類野解割析離岐",
    "日": "本程常",
    "本": "体社数線",
    "部": "品署門材位分",
    "点": "検",
    "台": "帳",
    "回": "路線",
    "人": "間",
    "名": "称",
    "年": "度",
    "直": "径線列",
    "行": "程う",
    "階": "層",
    "次": "元",
    "組": "立",
    "時": "点期",
    "つ": "いけ",
    "項": "目",
    "社": "内",
    "式": "典",
    "段": "階",
}


@cache
def units() -> dict[str, Unit]:
    """Return every known unit by its name as it reads after `unify`."""
    found: dict[str, Unit] = {}
    for line in _TABLE.splitlines():
        dimension, groups = line.split(": ", 1)
        for group in groups.split(" | "):
            factor, names = group.split(" = ")
            found |= {name: Unit(dimension, Decimal(factor)) for name in names.split()}
    found |= {name: Unit(name, Decimal(1)) for name in _OWN_DIMENSION}
    return found | {"°F": Unit("temperature", Decimal(5), Decimal(-160))}


@cache
def unit_pattern() -> str:
    """Return a regular expression of all unit names, longest first, that stops at the end of the unit."""
    return "|".join(_bounded(name) for name in sorted(units(), key=len, reverse=True))


def _bounded(name: str) -> str:
    if re.search(r"[A-Za-zΩμ]$", name):
        return re.escape(name) + r"(?![A-Za-z0-9])"
    followers = _NOT_FOLLOWED_BY.get(name)
    return re.escape(name) + (f"(?![{followers}])" if followers else "")


def unit_named(name: str) -> Unit | None:
    """Return the unit with this name (already unified), or None; an empty name is the bare number.

    >>> unit_named("cm").factor, unit_named("furlong")
    (Decimal('0.01'), None)
    """
    return Unit("", Decimal(1)) if not name else units().get(name)
