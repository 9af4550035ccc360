"""What each rule says in English: its name, what is wrong, what would be accepted."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str, str]] = {
    # the file
    "profile-unknown": (
        "Unknown model",
        "The model “{value}” does not exist on this portal.",
        "a model of the list",
    ),
    "file-empty": ("Empty file", "The file contains nothing.", "a file with a line of titles and data"),
    "file-too-large": ("File too large", "The file weighs {value}.", "at most {expected}"),
    "format-not-read": (
        "Format not read",
        "This is a {value} file, which the portal does not read.",
        "an XLSX, ODS or CSV file (in the spreadsheet program: Save as)",
    ),
    "format-not-text-table": (
        "Not a table",
        "The file contains {value}, not a table; it may be a page saved by mistake.",
        "a CSV, XLSX or ODS file",
    ),
    "document-too-large": (
        "JSON file too large",
        "The JSON file has {value}.",
        "at most {expected}: ask for a shorter period",
    ),
    "document-broken": (
        "Unreadable JSON file",
        "The JSON file is damaged or incomplete.",
        "the file as it was downloaded, with nothing changed in it",
    ),
    "layout-unknown": (
        "Unknown layout",
        "This portal knows no layout “{value}” for this model.",
        "a layout of the model “{expected}”, or none",
    ),
    "nul-character": (
        "Unreadable file",
        "The sign no. {value} is not part of any text: the file is damaged or is not a table.",
        "a CSV file saved again from the spreadsheet",
    ),
    "encoding-undecodable": (
        "Unreadable character",
        "The character no. {value} of the file cannot be read.",
        "a file saved as UTF-8",
    ),
    "encoding-mixed": (
        "Mixed accents",
        "Accents are written in two ways in the same file (see the character no. {value}).",
        "a file saved entirely as UTF-8",
    ),
    "line-too-long": (
        "Line too long",
        "The line that begins at the character no. {value} is too long for a table.",
        "lines of at most {expected}",
    ),
    "quote-unclosed": (
        "Quote not closed",
        "A quotation mark opened on line {line} is never closed.",
        "a quotation mark at the start and one at the end of the cell",
    ),
    "quote-misplaced": (
        "Misplaced quote",
        "On line {line}, text follows a closing quotation mark.",
        'a doubled quotation mark ("") inside a cell',
    ),
    "too-many-columns": ("Too many columns", "The file has {value} columns.", "at most {expected} columns"),
    "too-many-rows": ("Too many rows", "The file has more rows than allowed.", "at most {expected} rows"),
    "cell-too-long": ("Cell too long", "The text of the cell is too long.", "at most {expected} characters"),
    "no-rows": ("No data", "The file has nothing but its line of titles.", "at least one line of data"),
    # the header
    "header-not-found": (
        "Titles not found",
        "The expected column titles were not found in the first lines.",
        "the titles {expected}",
    ),
    "header-none": (
        "Titles not found",
        "No line of titles was found above the data.",
        "a line with a title for each column, right above the data",
    ),
    "header-missing": ("Missing column", "The column “{column}” is missing.", "a column “{expected}”"),
    "header-unknown": (
        "Unknown column",
        "The column “{value}” does not exist in the model.",
        "perhaps the column “{expected}”",
    ),
    "header-duplicate": ("Duplicate column", "The column “{value}” is present several times.", "only once"),
    "header-blank": ("Untitled column", "Column no. {value} has no title.", "a title for each column"),
    "header-too-long": ("Title too long", "The title “{value}” is too long.", "at most {expected} characters"),
    # the row
    "row-too-short": (
        "Incomplete row",
        "The row has {value} cells instead of {expected}.",
        "{expected} cells; an empty cell keeps its separators",
    ),
    "row-too-long": (
        "Row too wide",
        "The row has {value} cells instead of {expected}.",
        "{expected} cells; text that contains the separator goes between quotation marks",
    ),
    # the cell
    "required": ("Mandatory value", "The cell is empty.", "a value"),
    "spreadsheet-error": (
        "Spreadsheet error",
        "The cell contains the spreadsheet's error {value}.",
        "the result, or an empty cell",
    ),
    "number": ("Number", "“{value}” is not a number.", "a number, such as 12560.5"),
    "number-not-finite": ("Number", "“{value}” is not a number.", "a number, or an empty cell"),
    "number-with-unit": (
        "Number with unit",
        "“{value}” contains something else than a number.",
        "the number alone, without unit",
    ),
    "number-too-large": ("Number too large", "“{value}” is beyond what can be stored.", "a smaller number"),
    "number-ambiguous": (
        "Number with two meanings",
        "“{value}” can be read in two ways: the column uses both comma and point.",
        "the same decimal sign in the whole column",
    ),
    "integer-decimal": ("Whole number", "“{value}” has decimals.", "a whole number"),
    "boolean": ("Yes or no", "“{value}” means neither yes nor no.", "oui (yes) or non (no)"),
    "date": ("Date", "“{value}” is not a date.", "dd/mm/yyyy"),
    "date-impossible": ("Date", "The day “{value}” does not exist.", "dd/mm/yyyy, an existing day"),
    "date-month-first": ("Date", "“{value}” has the month before the day.", "dd/mm/yyyy, day first"),
    "date-two-digit-year": (
        "Date",
        "“{value}” has only two digits for the year.",
        "dd/mm/yyyy, with four digits for the year",
    ),
    "date-with-time": ("Date", "“{value}” contains a time.", "dd/mm/yyyy, without a time"),
    "date-incomplete": ("Date", "“{value}” does not say the day.", "dd/mm/yyyy, with the day"),
    "datetime": ("Date and time", "“{value}” is not a date with a time.", "dd/mm/yyyy hh:mm"),
    "time-impossible": ("Time", "The time of “{value}” does not exist.", "a time from 00:00 to 23:59"),
    "datetime-ambiguous": (
        "Doubled hour",
        "“{value}” happened twice, when winter time began, and the order of the rows does not say which one is meant.",
        "the time with its offset, such as +01:00 or +02:00",
    ),
    "datetime-skipped": (
        "Hour that never was",
        "“{value}” did not exist, when summer time began.",
        "an existing time, or the time with its offset",
    ),
    "year": ("Year", "“{value}” is not a year.", "a year of four digits"),
    "year-interval": (
        "Years",
        "“{value}” does not go from a year to a later one.",
        "two years, such as 2017/2018",
    ),
    "year-or-interval": (
        "Year",
        "“{value}” is neither a year nor two years in their order.",
        "a year, or two such as 2017/2018",
    ),
    "actes": (
        "Matter",
        "“{value}” is not a matter of the ACTES nomenclature.",
        "a matter, an oblique without spaces and the matter below it, such as urbanisme/documents d'urbanisme "
        "(matters: {expected})",
    ),
    "yearmonth": ("Month", "“{value}” is not a month.", "mm/yyyy"),
    "code-scientific": (
        "Damaged code",
        "“{value}” is a code that the spreadsheet turned into a number; digits are lost.",
        "the complete code, in a column formatted as Text",
    ),
    "code-decimal": ("Damaged code", "“{value}” is a code to which the spreadsheet added decimals.", "{expected}"),
    "leading-zero-lost": ("Leading zero lost", "“{value}” has lost its leading zero.", "{expected}"),
    "enum": ("Value not in the list", "“{value}” is not in the list.", "{expected}"),
    "minimum": ("Value too small", "“{value}” is too small.", "at least {expected}"),
    "maximum": ("Value too large", "“{value}” is too large.", "at most {expected}"),
    "pattern": ("Form", "“{value}” does not have the expected form.", "like {expected}"),
    "min-length": ("Text too short", "“{value}” is too short.", "at least {expected} characters"),
    "max-length": ("Text too long", "“{value}” is too long.", "at most {expected} characters"),
    "register": ("Unknown code", "“{value}” is not a known code.", "a code of the list “{expected}”"),
    "register-communes": (
        "Unknown municipality",
        "“{value}” is not the code of a municipality of the Métropole.",
        "the INSEE code of one of the 71 municipalities, such as 76540",
    ),
    "siret": ("SIRET", "“{value}” is not a valid SIRET.", "14 digits, without spaces"),
    "siren": ("SIREN", "“{value}” is not a valid SIREN.", "9 digits, without spaces"),
    "email": ("E-mail address", "“{value}” is not an e-mail address.", "name@example.org"),
    "uri": ("Web address", "“{value}” is not a complete web address.", "an address that begins with https://"),
    "array": ("List", "“{value}” is not a list.", '["first","second"]'),
    "array-item": ("Value not in the list", "“{value}” contains a value that is not in the list.", "{expected}"),
    # what is accepted and told
    "blank-lines": ("Empty lines", "{count} empty lines were left out (the first one: line {line}).", ""),
    "enum-spelling": ("Spelling", "“{value}” was read as “{expected}” ({count} times).", "{expected}"),
}
