"""Makes the `text` type of CKAN's Solr schema French, and adds the words from which a spelling is proposed.

CKAN's own `text` type stems English, keeps accents until the end and looks for synonyms before anything else:
électricité and electricite, équipements and equipement do not meet. Here words lose elision, case and accents first.
Little words are dropped from queries alone, so that « hôtel de ville » stays a phrase of the index.
The schema keeps its name, which CKAN checks.
"""

from __future__ import annotations

from machine.failure import MachineError

NAME = 'name="ckan-2.11"'
TEXT_TYPE = '<fieldType name="text" class="solr.TextField" positionIncrementGap="100">'
TOKENIZER = '<tokenizer class="solr.WhitespaceTokenizerFactory"/>'
SYNONYMS = (
    '<filter class="solr.SynonymGraphFilterFactory" synonyms="synonyms.txt" ignoreCase="true" expand="true"/>\n'
    "            "
)
ENGLISH = '<filter class="solr.SnowballPorterFilterFactory" language="English" protected="protwords.txt"/>'
FOLDING = '<filter class="solr.ASCIIFoldingFilterFactory"/>'
QUERY_ANALYZER = '<analyzer type="query">'
END = "</schema>"
ELISION = '<filter class="solr.ElisionFilterFactory" ignoreCase="true" articles="lang/contractions_fr.txt"/>'
LITTLE_WORDS = '<filter class="solr.StopFilterFactory" words="stopwords.txt"/>'
STEMMER = (
    '<filter class="solr.KeywordMarkerFilterFactory" protected="protwords.txt"/>\n'
    '            <filter class="solr.FrenchLightStemFilterFactory"/>'
)
ANALYZERS = 2
#: Words as people write them; `vocab_words` is filled for what anyone may read, so that no proposal tells a secret.
SPELLING = f"""
    <fieldType name="text_words" class="solr.TextField" positionIncrementGap="100">
        <analyzer>
            {TOKENIZER}
            {ELISION}
            <filter class="solr.WordDelimiterGraphFilterFactory" generateWordParts="1" generateNumberParts="0"/>
            <filter class="solr.FlattenGraphFilterFactory"/>
            <filter class="solr.LowerCaseFilterFactory"/>
        </analyzer>
    </fieldType>
    <field name="vocab_words" type="text_words" indexed="true" stored="false" multiValued="true"/>
"""


def make_french(schema: str) -> str:
    """CKAN's schema with French in its `text` type; fails when the schema is not the one we know."""
    for part, times in ((NAME, 1), (TEXT_TYPE, 1), (ENGLISH, ANALYZERS), (END, 1)):
        _expect(schema, part, times)
    start = schema.index(TEXT_TYPE)
    end = schema.index("</fieldType>", start)
    french = _french_type(schema[start:end])
    return f"{schema[:start]}{french}{schema[end:]}".replace(END, f"{SPELLING}{END}")


def _french_type(text_type: str) -> str:
    for part, times in (
        (TOKENIZER, ANALYZERS),
        (ENGLISH, ANALYZERS),
        (FOLDING, ANALYZERS),
        (SYNONYMS, 1),
        (QUERY_ANALYZER, 1),
    ):
        _expect(text_type, part, times)
    plain = text_type.replace(FOLDING, "").replace(SYNONYMS, "")
    indexing, query = plain.replace(TOKENIZER, f"{TOKENIZER}\n            {ELISION}").split(QUERY_ANALYZER)
    asked = f"{FOLDING}\n            {LITTLE_WORDS}\n            {SYNONYMS}{STEMMER}"
    kept = f"{FOLDING}\n            {STEMMER}"
    return indexing.replace(ENGLISH, kept) + QUERY_ANALYZER + query.replace(ENGLISH, asked)


def _expect(text: str, part: str, times: int) -> None:
    found = text.count(part)
    if found != times:
        raise MachineError(
            f"CKAN's Solr schema is not the one that deploy/machine/french_schema.py knows: "
            f"{part!r} stands there {found} times, not {times}."
        )
