"""A scorecard becomes a letter: subject, HTML and its twin in plain text."""

from include.letters.agency_letter import write_scorecard_letter
from include.letters.figures import FiguresDisagree
from include.letters.letter import Attachment, Letter
from include.letters.overview_letter import write_overview_letter

__all__ = ["Attachment", "FiguresDisagree", "Letter", "write_overview_letter", "write_scorecard_letter"]
