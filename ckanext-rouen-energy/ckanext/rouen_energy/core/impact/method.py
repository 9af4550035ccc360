"""What the page of the method says: formulas, requirements, limits. Its numbers are those of the code."""

from __future__ import annotations

from collections.abc import Mapping

from .bills import LEAST_BILLS
from .periods import YEAR
from .stuck import LEAST_DAYS as LEAST_STUCK_DAYS
from .student import LEVEL
from .sufficiency import LEAST_DAYS, LEAST_SHARE, MOST_CV_RMSE, MOST_NMBE

#: Version of the computation; a new one computes everything again.
FORMULA_VERSION = "energy/impact@1.2.0"

_NUMBERS = {
    "year": YEAR.days,
    "days": LEAST_DAYS,
    "share": round(100 * LEAST_SHARE),
    "cv_rmse": round(100 * MOST_CV_RMSE),
    "nmbe": f"{100 * MOST_NMBE:.1f}",
    "level": round(100 * LEVEL),
    "stuck": LEAST_STUCK_DAYS,
    "bills": LEAST_BILLS,
}

_FORMULA = {
    "fr": (
        "Économie = consommation attendue sans les travaux - consommation relevée, en kWh, jour par jour, sur "
        "l'année qui suit les travaux (ou sur les périodes que le gestionnaire choisit). Consommation attendue d'un "
        "jour = base + pente de chauffage × degrés sous une température d'équilibre + pente de climatisation × degrés "
        "au-dessus d'une autre, selon (Tn + Tx)/2. Le modèle est ajusté par moindres carrés sur les {year} jours qui "
        "précèdent les travaux ; les températures "
        "d'équilibre sont cherchées et le nombre de paramètres (1, 3, 4 ou 5) est choisi par le critère BIC. "
        "L'intervalle à {level} % tient compte de l'incertitude des coefficients, des écarts de chaque jour et de "
        "leur mémoire d'un jour sur l'autre ; pour une somme de compteurs, aussi de ce qu'ils ont en commun."
    ),
    "en": (
        "Saving = use expected without the works - use read, in kWh, day by day, over the year after the works (or "
        "the periods that the manager chooses). "
        "Expected use of a day = base + heating slope × degrees below a balance point + cooling slope × degrees "
        "above another, by (Tn + Tx)/2. The model is fitted by least squares on the {year} days before the works; "
        "balance points are searched, and the number of parameters (1, 3, 4 or 5) is chosen by BIC. The {level}% "
        "interval holds the uncertainty of the coefficients, the departures of each day and their memory from day "
        "to day; for a sum of meters, also what they have in common."
    ),
}
_REQUIRED = {
    "fr": (
        "Avant comme après les travaux : au moins {days} jours valables, {share} % des jours de la période et "
        "{share} % de chaque mois. Un jour n'est pas valable quand il n'est pas relevé, est estimé ou suspect, n'a "
        "pas de température, fait partie d'une fermeture déclarée, ou quand le compteur est figé ({stuck} jours ou "
        "plus d'une même valeur, quand il en dit d'autres par le même temps). Le modèle doit avoir un CV(RMSE) d'au "
        "plus {cv_rmse} % et un biais (NMBE) d'au plus {nmbe} %. Sinon aucune économie n'est affichée, et la raison "
        "l'est."
    ),
    "en": (
        "Before and after the works: at least {days} valid days, {share}% of the days of the period and {share}% of "
        "each month. A day is not valid when it was not read, is estimated or suspected, has no temperature, is "
        "part of a declared closure, or when the meter is stuck ({stuck} days or more of one value, while it says "
        "others in such weather). The model must have a CV(RMSE) of at most {cv_rmse}% and a bias (NMBE) of at most "
        "{nmbe}%. Otherwise no saving is shown, and the reason is."
    ),
}
_LIMITS = {
    "fr": (
        "L'intervalle dit ce que le temps qu'il fait et le hasard des jours laissent d'inconnu. Il ne dit pas "
        "pourquoi la consommation a changé : un nouvel usage, un changement d'horaires ou une autre occupation "
        "compte comme une économie ou un surcroît. L'intervalle ne connaît que la mémoire d'un jour sur le suivant "
        ": un changement d'usage qui dure des semaines sort de ce que ses {level} % couvrent. Un jour n'est décrit "
        "que par sa température moyenne : ni soleil, ni humidité, ni jour de la semaine. Une énergie remplacée par "
        "une autre n'est pas une économie : tous les compteurs du bâtiment sont à déclarer. Deux travaux à moins "
        "d'un an ne se distinguent pas : les jours qui suivent les uns ne comptent pas pour les autres ; "
        "déclarez-les ensemble."
    ),
    "en": (
        "The interval says what the weather and the chance of days leave unknown. It does not say why the use "
        "changed: a new use, other hours or another occupation counts as a saving or as more. The interval knows "
        "the memory of one day for the next alone: a change of use that lasts for weeks is outside what its "
        "{level}% covers. A day is told by its mean temperature alone: no sun, no humidity, no day of the week. An "
        "energy replaced by another is no saving: all the meters of the building are to be declared. Two works "
        "within a year cannot be told apart: the days after the one do not count for the other; declare them as "
        "one."
    ),
}
_BILLS = {
    "fr": (
        "Sur factures ou tableaux annuels, l'économie est indicative, sans intervalle : ce que les factures d'avant "
        "auraient été avec les degrés-jours d'après (à partir de {bills} factures, qui disent elles-mêmes la part "
        "du chauffage et de la climatisation ; à moins, la part du chauffage est déclarée), moins celles d'après. "
        "L'année d'avant finit avec la dernière facture qui finit avant les travaux, celle d'après commence avec la "
        "première qui commence après eux, à moins d'un an ; les factures doivent couvrir {share} % de chacune. À "
        "périmètre constant : ne comptent que les énergies du bâtiment qui ont les deux. Trois mois de suite ou plus "
        "d'une même consommation par jour sont les morceaux d'une seule facture, et comptent comme une : ils ne disent "
        "ni la part du chauffage, ni la dérive d'une année à l'autre à climat égal, ni les mois à venir."
    ),
    "en": (
        "From bills or annual tables, the saving is indicative, without an interval: what the bills before would "
        "have been with the degree-days after (from {bills} bills on, which tell the shares of heating and cooling "
        "themselves; with fewer, the share of heating is declared), less those after. The year before ends with the "
        "last bill that ends before the works, the year after begins with the first that begins after them, within a "
        "year; bills must cover {share}% of each. On a constant perimeter: only energies of the building that have "
        "both count. Three months in a row or more of the same use by day are the pieces of a single bill, and count "
        "as one: they tell neither the share of heating, nor the drift from year to year in the same weather, nor the "
        "months to come."
    ),
}


def _told(text: Mapping[str, str]) -> Mapping[str, str]:
    said = {language: words.format(**_NUMBERS) for language, words in text.items()}
    return said | {"fr": _french(said["fr"])}


def _french(words: str) -> str:
    """Decimal commas, and spaces that do not break before signs."""
    nmbe = str(_NUMBERS["nmbe"])
    return words.replace(nmbe, nmbe.replace(".", ",")).replace(" %", "\N{NO-BREAK SPACE}%")


FORMULA, REQUIRED, LIMITS, BILLS = (_told(text) for text in (_FORMULA, _REQUIRED, _LIMITS, _BILLS))
