"""Exchanges the English stemmer in CKAN's Solr schema for a French one.

CKAN's own `text` type stems English: électricité and electricite, équipements and equipement do not meet.
Nothing else is touched, and the schema keeps its name, which CKAN checks.
"""

from __future__ import annotations

from machine.failure import MachineError

NAME = 'name="ckan-2.11"'
TEXT_TYPE = '<fieldType name="text" class="solr.TextField" positionIncrementGap="100">'
TOKENIZER = '<tokenizer class="solr.WhitespaceTokenizerFactory"/>'
ENGLISH = '<filter class="solr.SnowballPorterFilterFactory" language="English" protected="protwords.txt"/>'
ELISION = '<filter class="solr.ElisionFilterFactory" ignoreCase="true" articles="lang/contractions_fr.txt"/>'
FRENCH = (
    '<filter class="solr.KeywordMarkerFilterFactory" protected="protwords.txt"/>\n'
    '            <filter class="solr.FrenchLightStemFilterFactory"/>'
)
ANALYZERS = 2


def make_french(schema: str) -> str:
    """CKAN's schema with French in its `text` type; fails when the schema is not the one we know."""
    _expect(schema, NAME, 1)
    _expect(schema, TEXT_TYPE, 1)
    _expect(schema, ENGLISH, ANALYZERS)
    start = schema.index(TEXT_TYPE)
    end = schema.index("</fieldType>", start)
    text_type = schema[start:end]
    _expect(text_type, ENGLISH, ANALYZERS)
    _expect(text_type, TOKENIZER, ANALYZERS)
    french = text_type.replace(ENGLISH, FRENCH).replace(TOKENIZER, f"{TOKENIZER}\n            {ELISION}")
    return schema[:start] + french + schema[end:]


def _expect(text: str, part: str, times: int) -> None:
    found = text.count(part)
    if found != times:
        raise MachineError(
            f"CKAN's Solr schema is not the one that deploy/machine/french_schema.py knows: "
            f"{part!r} stands there {found} times, not {times}."
        )
