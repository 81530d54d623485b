"""Strike out of a text what may lead to a person: numbers, addresses on the net, number plates, places on the map.

Rather one word too many than one number too few. Names of persons cannot be told from other words.
"""

from __future__ import annotations

import re

from include.gateways.lapor_export.cells import tidy

STRUCK = "▇▇▇"

HIDDEN = r"\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060\ufeff"
INVISIBLE = re.compile(f"[{HIDDEN}]+")
GAP = r"[\s._·()\-\u2010-\u2015\u2212]{0,3}"  # between the digits of one number
ALONE = r"(?<!\d)(?<!\d[.,])"  # neither inside a number nor inside a sum of money

ADDRESS = r"""
    [\w.+%-]{1,64} \s? (?: @ | \(at\) | \[at\] ) \s? [\w-]+ (?: \. [\w-]+ )+  # nama@contoh.example
  | \S{0,64} @ [^\W\d] \S*                                                    # @nama
"""
PAGE = r"""
    (?: https?:// | www\. ) [^\s/?\#]{1,253} [/?\#] \S+  # with a path, which may name a user
  | \b (?: [\w-]{1,63} \. ){1,5} (?: app|co|com|example|gl|id|info|io|link|ly|me|net|org ) / \S+
"""
DEGREES = r"""
    \d{1,3} (?: [.,] \d+ )? \s* ° [^A-Za-z°]{0,16} (?: \b (?: LS|LU|BT|[NSEWUTBL] ) \b )?  # 6°21'50.4"S
"""
PLUS_CODE = r"\b [2-9CFGHJMPQRVWX]{4,8} \+ [2-9CFGHJMPQRVWX]{2,3} \b"
NUMBER = rf"""
    \d{{11,}}                                             # no Tracking ID is as long
  | \d (?: {GAP} \d ){{15,}}                              # NIK, KK
  | \+ {GAP} 62 (?: {GAP} \d ){{6,}}
  | {ALONE} 62 (?: {GAP} \d ){{8,}}
  | {ALONE} 0 {GAP} 8 (?: {GAP} \d ){{7,}}
  | {ALONE} \(? 0 [2-9] \d{{1,2}} (?: {GAP} \d ){{6,}}    # 021 …
  | (?<!\d) 8\d\d [\s-] \d{{3,4}} [\s-] \d{{3,5}} (?!\d)  # 812-…, without its 0
  | [+\-\u2212]? (?<![\d.,]) \d{{1,3}} [.,] \d{{4,}}     # -6.36402
  | [\-\u2212] \d{{1,2}} [.,] \d{{2,}} \s* [,;/\s] \s* \d{{2,3}} [.,] \d{{2,}}
"""
# What tells of a person, each looked for only in texts that hold a sign of it.
TELLING = [
    (re.compile(sign, re.IGNORECASE), re.compile(form, re.VERBOSE | re.IGNORECASE))
    for sign, form in {
        r"(?:\d\D*){5}": NUMBER,  # first, so that nothing else cuts one in two
        r"@|[(\[]at[)\]]": ADDRESS,
        "/": PAGE,
        "°": DEGREES,
        r"\+": PLUS_CODE,
    }.items()
]
SIGN = re.compile(rf"[\d@/°+(\[{HIDDEN}]")  # of any of these, or of a plate; most texts hold none

REGION = "A[ABDEG]?|B[ABDEGHKLMNP]?|C[CD]|D[ABCDEGHKLMNRSTW]?|E[ABD]?|K[BHTU]?|P[ABGSY]?|RI|[FGHLMNRSTWZ]"
LETTERS = r"[\s.-]{0,3}(?P<letters>[A-Z]{1,3})"
PLATE = re.compile(rf"(?<!\w)(?=(?P<plate>(?:{REGION})[\s.-]{{0,3}}(?P<digits>\d{{1,4}})(?:{LETTERS})?(?!\w)))", re.I)
NEAR = 40  # characters before a plate, in which the word before it stands
LAST_WORD = re.compile(r"(?<!\w)(\w+)\W{0,3}$")
LETTERED = re.compile("blok|cluster|gang|gedung|gg|jalan|jl|jln|kav|kavling|kelas|lantai|seksi|tipe|tower|type|zona")
PLATED = re.compile("nopol|plat|pol|polisi")
# Behind a number these are words, and no letters of a plate.
SHORT_WORD = re.compile(
    "ada|dan|dgn|di|dll|dr|ds|gg|ha|hal|ini|itu|jam|jl|jln|kab|ke|kec|kel|kg|km|kok|kp|loh|m|no|per|rt|rw|tak|tdk|th|thn"
    "|wib|ya|yg"
)


def strike_out(text: str) -> str:
    """The text in one line, with `▇▇▇` for everything in it that may lead to a person."""
    if not SIGN.search(text):
        return text
    text = tidy(INVISIBLE.sub(" ", text))
    for sign, form in TELLING:
        if sign.search(text):
            text = form.sub(STRUCK, text)
    return strike_plates(text)


def strike_plates(text: str) -> str:
    for plate in reversed([*PLATE.finditer(text)]):  # they may overlap: `A 12 B 1234 CD`
        if is_plate(plate):
            text = text[: plate.start()] + STRUCK + text[plate.end("plate") :]
    return text


def is_plate(found: re.Match[str]) -> bool:
    before = LAST_WORD.search(found.string[max(0, found.start() - NEAR) : found.start()])
    word, letters = before[1].lower() if before else "", (found["letters"] or "").lower()
    if PLATED.fullmatch(word):
        return True
    certain = len(found["digits"]) == 4 or not LETTERED.fullmatch(word)
    return bool(letters) and not SHORT_WORD.fullmatch(letters) and certain
