"""Why no saving is computed: a rule, what was found and what it takes, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BASELINE, REPORTING = "baseline", "reporting"

DAYS = "days"
COVERAGE = "coverage"
MONTH = "month"
CV_RMSE = "cv-rmse"
NMBE = "nmbe"
NOTHING_USED = "nothing-used"
FEW_BILLS = "few-bills"
NOT_COVERED = "not-covered"
SHORT = "short"
NO_TEMPERATURE = "no-temperature"

PERIODS: Mapping[str, Mapping[str, str]] = {
    BASELINE: {"fr": "la période de référence", "en": "the baseline period"},
    REPORTING: {"fr": "la période de suivi", "en": "the reporting period"},
}
MONTHS: Mapping[str, tuple[str, ...]] = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
SENTENCES: Mapping[str, Mapping[str, str]] = {
    DAYS: {
        "fr": "{found:.0f} jours valables dans {period}, {required:.0f} exigés",
        "en": "{found:.0f} valid days in {period}, {required:.0f} required",
    },
    COVERAGE: {
        "fr": "{found:.1%} de jours valables dans {period}, {required:.0%} exigés",
        "en": "{found:.1%} of the days of {period} are valid, {required:.0%} required",
    },
    MONTH: {
        "fr": "{found:.1%} de jours valables en {month} dans {period}, {required:.0%} exigés",
        "en": "{found:.1%} of the days of {month} in {period} are valid, {required:.0%} required",
    },
    CV_RMSE: {
        "fr": "le modèle s'écarte des jours relevés de {found:.1%} en moyenne (CV(RMSE)), {required:.0%} au plus",
        "en": "the model is {found:.1%} away from the days read on average (CV(RMSE)), {required:.0%} at most",
    },
    NMBE: {
        "fr": "le modèle est biaisé de {found:.2%} (NMBE), {required:.1%} au plus",
        "en": "the model has a bias of {found:.2%} (NMBE), {required:.1%} at most",
    },
    NOTHING_USED: {
        "fr": "rien n'a été consommé dans {period}",
        "en": "nothing was used in {period}",
    },
    FEW_BILLS: {
        "fr": "{found:.0f} facture(s) dans {period}, {required:.0f} exigées pour estimer la part du chauffage, "
        "ou une part déclarée",
        "en": "{found:.0f} bill(s) in {period}, {required:.0f} required to estimate the share of heating, "
        "or a declared share",
    },
    NOT_COVERED: {
        "fr": "{found:.1%} de {period} couverts par des factures, {required:.0%} exigés",
        "en": "{found:.1%} of {period} is covered by bills, {required:.0%} required",
    },
    SHORT: {
        "fr": "{found:.0f} jours de {period} couverts par des factures, une année en exige {required:.0f}",
        "en": "{found:.0f} days of {period} are covered by bills, a year takes {required:.0f}",
    },
    NO_TEMPERATURE: {
        "fr": "{found:.0f} jour(s) sans température dans les factures de {period}",
        "en": "{found:.0f} day(s) without temperature in the bills of {period}",
    },
}


@dataclass(frozen=True)
class Refusal:
    """`found` and `required` are days, shares or counts, by the rule; `month` is 1 to 12 for MONTH, else 0."""

    rule: str
    found: float
    required: float
    period: str = BASELINE
    month: int = 0

    def sentence(self, language: str) -> str:
        """What it says, in `language` (fr or en), without a full stop."""
        month = MONTHS[language][self.month - 1] if self.month else ""
        said = SENTENCES[self.rule][language].format(
            found=self.found, required=self.required, period=PERIODS[self.period][language], month=month
        )
        return _french_numbers(said) if language == "fr" else said


def _french_numbers(said: str) -> str:
    """Percentages as French writes them: a comma, a non-breaking space before the sign."""
    words = said.replace("%", "\N{NO-BREAK SPACE}%").split(" ")
    return " ".join(
        word.replace(".", ",") if word.rstrip(",)").endswith("%") or word[:1].isdigit() else word for word in words
    )
