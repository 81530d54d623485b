"""Rapor LAPOR: from exports of SP4N-LAPOR! to the weekly letter of every agency head."""
