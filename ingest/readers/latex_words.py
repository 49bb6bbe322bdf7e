"""The usual commands and environments of LaTeX, by what is read of them."""

from __future__ import annotations

from ingest.readers.builder import LINE_BREAK

LEVELS = {
    "part": 1, "chapter": 1, "section": 1, "subsection": 2, "subsubsection": 3,
    "paragraph": 4, "subparagraph": 5, "frametitle": 2,
}  # fmt: skip
# Commands whose arguments are no text, by how many those are.
_ONE = (
    "label includegraphics vspace hspace bibliographystyle usepackage input include "
    "pagestyle thispagestyle index hypersetup documentclass graphicspath color "
    "selectlanguage bibliography RequirePackage vskip addbibresource pagenumbering "
    "phantom hphantom vphantom markright glsadd nocite cline cmidrule theoremstyle"
)
_TWO = (
    "setlength addtolength setcounter addtocounter newcommand renewcommand providecommand "
    "definecolor newtheorem markboth DeclareMathOperator fontsize newcolumntype rule "
    "addcontentsline"
)
NO_TEXT = {
    **dict.fromkeys(_ONE.split(), 1),
    **dict.fromkeys(_TWO.split(), 2),
    **dict.fromkeys(("newenvironment", "renewenvironment"), 3),
}
# Commands with arguments before the one that is text, with how many those are.
SKIP_BEFORE = {
    "href": 1, "textcolor": 1, "parbox": 1, "raisebox": 1, "scalebox": 1,
    "foreignlanguage": 1, "multirow": 2, "multicolumn": 2, "resizebox": 2, "colorbox": 1,
    "fcolorbox": 2,
}  # fmt: skip
SYMBOLS = {
    "ss": "ß", "o": "ø", "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "l": "ł", "L": "Ł", "i": "\u0131", "j": "\u0237", "dh": "ð", "th": "þ",
    "dots": "…", "ldots": "…", "textellipsis": "…", "textendash": "\u2013",
    "textemdash": "\u2014", "euro": "€", "texteuro": "€", "pounds": "£",
    "textsterling": "£", "S": "§", "P": "¶", "copyright": "©", "textdegree": "°",
    "degree": "°", "textregistered": "®", "texttrademark": "™", "textbackslash": "\\",
    "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "quad": " ", "qquad": " ",
    "space": " ", "newline": LINE_BREAK, "linebreak": LINE_BREAK, "textquotedblleft": "“",
    "textbar": "|", "textquotedblright": "”", "textquoteleft": "\u2018",
    "textquoteright": "\u2019", "slash": "/", "textasciitilde": "~",
    "textasciicircum": "^", "textless": "<", "textgreater": ">", "guillemotleft": "«",
    "guillemotright": "»", "textbullet": "•", "dag": "†", "ddag": "‡",
}  # fmt: skip
ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", "\"": "\u0308", "~": "\u0303",
    "=": "\u0304", ".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306",
    "H": "\u030b", "k": "\u0328", "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
SIGNS = {
    "\\": LINE_BREAK, ",": "\u2009", ";": " ", ":": " ", " ": " ", LINE_BREAK: " ",
    "!": "", "-": "", "/": "", "@": "",
}  # fmt: skip
TABLES = frozenset(
    {"tabular", "tabular*", "tabularx", "tabulary", "longtable", "array", "tblr", "supertabular"}
)
LISTS = frozenset({"itemize", "enumerate", "description", "compactitem", "compactenum"})
FORMULAS = frozenset(
    {"equation", "align", "gather", "multline", "eqnarray", "displaymath", "math", "flalign"}
)
DRAWN = frozenset({"tikzpicture", "picture", "pspicture"})
STRUCK = frozenset({"sout", "st", "xout", "cancel", "del", "deleted"})
REFERS = frozenset({"ref", "eqref", "pageref", "autoref", "cref", "Cref", "nameref", "vref"})
