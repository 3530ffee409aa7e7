"""Quantities as people write them, `26 weeks` or `£5,500 per week`, and the one number each stands for.

A quantity keeps its words, so that a resolved scenario is written as it was read. Amounts
are in days, per day, £ per day, £, or plain counts and fractions; a month is a twelfth
of a year of 365.25 days. A percentage per year is the probability p of its happening
within the year, which is a hazard of -ln(1 - p).
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from carepath_sim.clock import DAYS_PER_YEAR

DAYS_PER_MONTH = DAYS_PER_YEAR / 12
DAYS = {"day": 1.0, "week": 7.0, "month": DAYS_PER_MONTH, "year": DAYS_PER_YEAR}
LARGEST = 1e12
"""No count, price or rate of one council comes near it; beyond it is a slip of the keyboard."""

NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][-+]?\d+)?"
PER = r"(?: *per | an? | */ *)(?P<per>[a-z]+)"

Written = str | int | float


class WrongUnit(ValueError):
    """A quantity that cannot be read; `allowed` says which forms can, with an example."""

    def __init__(self, what: str, allowed: str) -> None:
        super().__init__(what)
        self.what, self.allowed = what, allowed


@dataclass(frozen=True)
class Quantity:
    """What was written, and its amount in the unit's own base (stated beside each reader below)."""

    written: Written
    amount: float

    def __str__(self) -> str:
        return str(self.written)


@dataclass(frozen=True)
class Unit:
    """One kind of quantity: how it is called, which forms are allowed, and how they are read."""

    name: str
    allowed: str
    read: Callable[[str], float | None]
    low: float = 0.0
    high: float = LARGEST
    limits: str = ""
    word: str = ""  # stands for no end, as `never` does

    def parse(self, written: object) -> Quantity:
        """A quantity from what stands in a file; raises WrongUnit."""
        if isinstance(written, Quantity):
            written = written.written
        if isinstance(written, bool) or not isinstance(written, (str, int, float)):
            raise WrongUnit(_is_not(written, self.name), self.allowed)
        text = _plain(written)
        if self.word and text == self.word:
            return Quantity(written, math.inf)
        amount = _amount(self.read, text)
        if amount is None:
            raise WrongUnit(_is_not(written, self.name), self.allowed)
        if not self.low <= amount <= self.high:
            limits = f"; {self.limits}" if self.limits else ""
            raise WrongUnit(f"{_short(written)} is out of range for {self.name}", self.allowed + limits)
        return Quantity(written, amount)


@functools.lru_cache(maxsize=10_000)
def _amount(read: Callable[[str], float | None], text: str) -> float | None:
    """What a reader makes of a text; a study says the same few hundred things again and again."""
    return read(text)


def _short(written: object) -> str:
    text = repr(written) if isinstance(written, str) else str(written)
    return text if len(text) <= 60 else text[:57] + "..."


def _is_not(written: object, name: str) -> str:
    return "Nothing is written here" if written is None else f"{_short(written)} is not {name}"


def _plain(written: object) -> str:
    return " ".join(str(written).split())


def number(text: str) -> float | None:
    """A plain number, with or without thousands commas; None if it is not one or not finite."""
    if not re.fullmatch(NUMBER, text) or not any(mark.isdigit() for mark in text):
        return None
    value = float(text.replace(",", ""))
    return value if math.isfinite(value) else None


def _with_words(*words: str) -> Callable[[str], float | None]:
    pattern = re.compile(rf"(?P<number>{NUMBER}) *(?:{'|'.join(words)})")

    def read(text: str) -> float | None:
        match = pattern.fullmatch(text)
        return number(match["number"]) if match else None

    return read


def _whole(read: Callable[[str], float | None]) -> Callable[[str], float | None]:
    def whole(text: str) -> float | None:
        value = read(text)
        return value if value is not None and value == math.floor(value) else None

    return whole


def _days(text: str) -> float | None:
    match = re.fullmatch(rf"(?P<number>{NUMBER}) *(?P<unit>hour|day|week|month|year)s?", text)
    if not match:
        return None
    value = number(match["number"])
    return None if value is None else value * (1 / 24 if match["unit"] == "hour" else DAYS[match["unit"]])


def whole_years(duration: Quantity) -> int | None:
    """How many years a length of time written in whole years has; None for any other."""
    is_years = str(duration.written).rstrip().endswith(("year", "years"))
    years = duration.amount / DAYS_PER_YEAR
    return round(years) if is_years and years == round(years) else None


def _per_day(text: str) -> float | None:
    match = re.fullmatch(rf"(?P<number>{NUMBER})(?: young (?:people|person))?{PER}", text)
    if not match or match["per"] not in DAYS:
        return None
    value = number(match["number"])
    return None if value is None else value / DAYS[match["per"]]


def _hazard(text: str) -> float | None:
    match = re.fullmatch(rf"(?P<number>{NUMBER}) *%{PER}", text)
    if not match:
        return _per_day(text)
    value = number(match["number"])
    if value is None or match["per"] not in DAYS:
        return None
    return -math.log1p(-value / 100) / DAYS[match["per"]] if 0 <= value < 100 else math.nan


def _fraction(text: str) -> float | None:
    match = re.fullmatch(rf"(?P<part>{NUMBER}) of (?P<whole>{NUMBER})", text)
    if match:
        part, whole = number(match["part"]), number(match["whole"])
        return None if part is None or not whole else part / whole
    percentage = _with_words("%", "per cent", "percent")(text)
    return None if percentage is None else percentage / 100


def _multiplier(text: str) -> float | None:
    change = re.fullmatch(rf"(?P<number>{NUMBER}) *% (?P<way>fewer|less|lower|more|higher)", text)
    if change:
        share = number(change["number"])
        if share is None:
            return None
        return 1 + share / 100 if change["way"] in ("more", "higher") else 1 - share / 100
    # A bare percentage is refused: "20%" and "+20%" might mean a fifth of it or a fifth more.
    return number(re.sub(r" times$", "", text))


def _pounds(per: bool, each: bool) -> Callable[[str], float | None]:
    pattern = re.compile(rf"(?P<sign>-?)£ *(?P<number>{NUMBER})(?: (?P<each>each)|{PER})")

    def read(text: str) -> float | None:
        match = pattern.fullmatch(text)
        value = number(match["number"]) if match else None
        if match is None or value is None or match["number"].startswith(("-", "+")):
            return None
        value = -value if match["sign"] else value
        if match["each"]:
            return value if each else None
        days = {**DAYS, "night": 1.0}.get(match["per"])
        return value / days if per and days else None

    return read


def _growth(text: str) -> float | None:
    """Growth over a year: unlike a hazard, 3.5% per year is 0.035."""
    match = re.fullmatch(rf"(?P<number>{NUMBER}) *%{PER}", text)
    if not match or match["per"] != "year":
        return None
    value = number(match["number"])
    return None if value is None else value / 100


def is_each(cost: Quantity) -> bool:
    """Whether a cost is paid each time something happens, rather than over time."""
    return _plain(cost.written).endswith(" each")


def ceiling_per_day(ceiling: Quantity, rate: Quantity) -> float:
    """A ceiling per day, whether it is written as a rate or as so many times the rate."""
    return ceiling.amount if _is_rate(ceiling) else rate.amount * ceiling.amount


def as_rate(ceiling: Quantity, rate: Quantity) -> Quantity:
    """A ceiling as a rate, over the time in which the rate it was a multiple of is written."""
    if _is_rate(ceiling):
        return ceiling
    per = re.split(PER, _plain(rate.written))[1]
    return CEILING.parse(f"{ceiling_per_day(ceiling, rate) * DAYS[per]:.15g} per {per}")


def _is_rate(ceiling: Quantity) -> bool:
    return _per_day(_plain(ceiling.written)) is not None


def _ceiling(text: str) -> float | None:
    rate = _per_day(text)
    if rate is not None:
        return rate
    times = _multiplier(text)
    return math.nan if times is not None and times > MOST_TIMES else times


def fill_target(quantity: Quantity, places: int) -> tuple[int, int]:
    """A target occupancy as a fraction of two whole numbers in lowest terms; (0, 1) for none.

    `11 of 12` is itself, `95%` is 19/20 and `6 places` is that share of `places`. Other
    shares are kept to a ten-thousandth.
    """
    text = str(quantity.written)
    if match := re.fullmatch(r"\s*(\d+) of (\d+)\s*", text):
        top, bottom = int(match[1]), int(match[2])
    elif "place" in text:
        top, bottom = int(quantity.amount), max(places, 1)
    else:
        top, bottom = round(quantity.amount * 10000), 10000
    shared = math.gcd(top, bottom)
    return top // shared, bottom // shared


def _fill(text: str) -> float | None:
    return _whole(_with_words("places?"))(text) if "place" in text else _share(text)


def _share(text: str) -> float | None:
    value = _fraction(text)
    return value if value is None or 0 <= value <= 1 else math.nan


MONEY = "a price such as £5,500 per week (per night, day, week, month or year)"
MILLION = 1e6
MOST_PER_DAY = 1e4
MOST_TIMES = 1e4
CENTURY = 100 * DAYS_PER_YEAR
UP_TO_A_CENTURY = "from 0 to 100 years"
UP_TO_A_MILLION = "from 0 to 1,000,000"
MONEY_LIMITS = "from £0 to £1,000,000,000 per day"
CHANGE_OF_A_MILLION = "from -1,000,000 to 1,000,000"

_places = _whole(_with_words("places?"))
_posts = _whole(_with_words("posts?"))

PLACES = Unit("a number of places", "whole places, such as 12 places", _places, high=MILLION, limits=UP_TO_A_MILLION)
PLACES_OR_UNLIMITED = Unit(
    "a number of places",
    "whole places, such as 12 places, or unlimited",
    _places,
    high=MILLION,
    limits=UP_TO_A_MILLION,
    word="unlimited",
)
PLACES_CHANGE = Unit(
    "a change in places",
    "whole places, such as 4 places or -4 places",
    _places,
    -MILLION,
    MILLION,
    CHANGE_OF_A_MILLION,
)
POSTS = Unit("a number of posts", "whole posts, such as 35 posts", _posts, high=MILLION, limits=UP_TO_A_MILLION)
POSTS_CHANGE = Unit(
    "a change in posts", "whole posts, such as 2 posts or -2 posts", _posts, -MILLION, MILLION, CHANGE_OF_A_MILLION
)
PEOPLE = Unit(
    "a number of young people",
    "whole young people, such as 6 young people",
    _whole(_with_words("young people", "young person")),
    high=MILLION,
    limits=UP_TO_A_MILLION,
)
DURATION = Unit(
    "a length of time",
    "hours, days, weeks, months or years, such as 26 weeks",
    _days,
    high=CENTURY,
    limits=UP_TO_A_CENTURY,
)
DURATION_OR_NEVER = Unit(
    "a length of time",
    "days, weeks, months or years, such as 90 days, or never",
    _days,
    high=CENTURY,
    limits=UP_TO_A_CENTURY,
    word="never",
)
DURATION_OR_EVER = Unit(
    "a length of time",
    "days, weeks, months or years, such as 8 weeks, or for ever",
    _days,
    high=CENTURY,
    limits=UP_TO_A_CENTURY,
    word="for ever",
)
RATE = Unit(
    "a rate",
    "a number per day, week, month or year, such as 45 per year",
    _per_day,
    high=MOST_PER_DAY,
    limits="from 0 to 10,000 per day",
)
HAZARD = Unit(
    "a rate",
    "a rate such as 0.157 per year, or the share to whom it happens within the time, such as 29% per year",
    _hazard,
    high=1e3,
    limits="from 0 to 1,000 per day, or from 0% to below 100%",
)
SHARE = Unit(
    "a percentage or a fraction",
    "a percentage from 0% to 100%, such as 60%, or a fraction such as 1 of 3",
    _share,
    high=1.0,
)
FILL = Unit(
    "an occupancy target",
    "places, a percentage or a fraction, such as 11 places, 95% or 11 of 12",
    _fill,
    limits="from 0% to 100%",
)
MULTIPLIER = Unit(
    "a multiplier",
    "a number such as 0.8 or 1.2 times, or a change such as 20% fewer or 20% more",
    _multiplier,
    high=MOST_TIMES,
    limits="from 0 to 10,000 times",
)
CEILING = Unit(
    "a ceiling",
    "a rate such as 140 per year, or how many times the rate, such as 3 times",
    _ceiling,
    high=MOST_PER_DAY * MOST_TIMES,
    limits="from 0 to 10,000 times the rate",
)
PLAIN = Unit("a shape", "a plain number from 0.05 to 20, such as 0.58", number, low=0.05, high=20.0)
GROWTH = Unit(
    "a yearly growth",
    "a percentage per year, such as 3.5% per year",
    _growth,
    low=-0.2,
    high=1.0,
    limits="from -20% to 100% per year",
)
PRICE = Unit("a price over time", MONEY, _pounds(per=True, each=False), high=1e9, limits=MONEY_LIMITS)
COST = Unit(
    "a cost",
    MONEY + ", or each time, such as £8,000 each; a saving if less than nothing: -£200 per week",
    _pounds(per=True, each=True),
    -1e9,
    1e9,
    "from -£1,000,000,000 to £1,000,000,000 each or per day",
)
PRICE_EACH = Unit(
    "a price each time",
    "a price such as £8,500 each",
    _pounds(per=False, each=True),
    high=1e9,
    limits="from £0 to £1,000,000,000 each",
)


def parse_ages(written: object) -> tuple[int, int]:
    """First and last completed years of age, both included, of `10 to 17`, `16` or 16."""
    found = None if isinstance(written, (bool, float)) else _ages(str(written))
    allowed = "completed years, first and last both included, such as 10 to 17 or 16"
    if found is None:
        raise WrongUnit(_is_not(written, "a range of ages"), allowed)
    first, last = found
    if first > last:
        raise WrongUnit(f"{_short(written)} runs backwards", allowed)
    return first, last


@functools.lru_cache(maxsize=1_000)
def _ages(text: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"([0-9]{1,3})(?: to ([0-9]{1,3}))?", " ".join(text.split()))
    return (int(match[1]), int(match[2] or match[1])) if match else None


def parse_date(written: object) -> date:
    """A date of the calendar between 1990 and 2100, from `2026-04-01`."""
    allowed = "a date between 1990-01-01 and 2099-12-31, written as year-month-day, such as 2026-04-01"
    try:
        value = written if type(written) is date else datetime.strptime(str(written), "%Y-%m-%d").date()
    except ValueError:
        raise WrongUnit(_is_not(written, "a date"), allowed) from None
    if not 1990 <= value.year <= 2099:
        raise WrongUnit(f"{value.isoformat()} is out of range", allowed)
    return value
