"""`make letters`: write the committed examples in `reports/examples/` anew."""

from __future__ import annotations

from demo.evaluations import a_year
from demo.scorecards import WEEK, all_agencies, good_week, late_week, quiet_week
from demo.situations import (
    GATHERINGS,
    a_notice,
    a_reminder,
    corrected_week,
    crowded_week,
    few_reports,
    first_week,
    long_names,
)
from include.letters import Letter, write_overview_letter, write_scorecard_letter
from include.letters.evaluation_letter import write_evaluation_letter
from include.letters.reminder_letter import write_reminder_letter
from include.letters.wording import REPORTS

EXAMPLES = REPORTS / "examples"


def examples() -> dict[str, Letter]:
    """Each example by its file name, without the ending."""
    return {
        "pekan-baik": write_scorecard_letter(good_week(), sample=True),
        "pekan-terlambat": write_scorecard_letter(late_week(), sample=True),
        "pekan-tanpa-laporan": write_scorecard_letter(quiet_week(), sample=True),
        "pekan-pertama": write_scorecard_letter(first_week(), sample=True),
        "pekan-sedikit-laporan": write_scorecard_letter(few_reports(), sample=True),
        "pekan-dengan-ralat": write_scorecard_letter(corrected_week(), sample=True),
        "pekan-tiga-ratus-terlambat": write_scorecard_letter(crowded_week(), sample=True),
        "pekan-nama-panjang": write_scorecard_letter(long_names(), sample=True),
        "pengingat-harian": write_reminder_letter(a_reminder(), sample=True),
        "pemberitahuan-staf": a_notice(),
        "evaluasi-periode": write_evaluation_letter(a_year(), sample=True, printed=False),
        "ikhtisar-pimpinan": write_overview_letter(all_agencies(), WEEK, sample=True, gatherings=GATHERINGS),
    }


def files(name: str, letter: Letter) -> dict[str, bytes]:
    """The two files of one example; the subject stands above the text."""
    text = f"Perihal: {letter.subject}\n\n{letter.text}"
    return {f"{name}.html": letter.html.encode(), f"{name}.txt": text.encode()}


def main() -> None:
    EXAMPLES.mkdir(parents=True, exist_ok=True)
    for name, letter in examples().items():
        for filename, content in files(name, letter).items():
            (EXAMPLES / filename).write_bytes(content)
            print(f"reports/examples/{filename}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
