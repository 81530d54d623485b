"""People who are not: each tells by name and numbers where they were planted, however they are spelled."""

from __future__ import annotations

import re
from typing import NamedTuple

MARKS = ("-", " ", "")  # between the parts of a number: three spellings
PREFIXES = ("0812", "+62 812", "0812")
NUMBERS = ("phone", "nik", "plate", "mail", "position")


def squeeze(text: str) -> str:
    """Letters and digits alone: all spellings of a number are one."""
    return re.sub(r"[\W_]+", "", text).lower()


class Person(NamedTuple):
    number: int  # of two digits
    place: str  # where they were planted

    @property
    def name(self) -> str:
        return f"Rekaan {''.join(filter(str.isalpha, self.place)).title()}"

    def write(self, kind: str, spelling: int = 0) -> str:
        """One of NUMBERS, or `text`: a sentence with them all and the name."""
        mark, prefix = MARKS[spelling % 3], PREFIXES[spelling % 3]
        match kind:
            case "phone":
                return mark.join((prefix, "5550", f"12{self.number}"))
            case "nik":
                return mark.join(("3216", "0199", "1234", f"00{self.number}"))
            case "plate":
                return mark.join(("B", f"12{self.number}", "ZZZ"))
            case "mail":
                return f"rekaan{self.number}@surat.example"
            case "position":
                return f"-6.36401{self.number}, 107.17242{self.number}"
            case _:
                return f"Saya {self.name}: {self.list_numbers(spelling)}"

    def list_numbers(self, spelling: int) -> str:
        return ", ".join(self.write(kind, spelling) for kind in NUMBERS)

    def traces(self) -> list[str]:
        """What must not be found in a squeezed text."""
        number = self.number
        numbers = [f"812555012{number}", f"32160199123400{number}", f"b12{number}zzz", f"rekaan{number}surat"]
        return [squeeze(self.name), *numbers, f"636401{number}", f"10717242{number}"]
