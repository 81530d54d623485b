"""What the closing table of `make run` says of a first run, a second one, and what was set aside."""

from collections import Counter

from demo.run import tell_aside, tell_read, tell_unknown


def test_files_that_were_set_aside_do_not_count_as_read() -> None:
    read = Counter(files=15, known=2, refused=8, blocked=1, rows=1203, new=12, changed=30, quarantined=2)
    assert tell_read(read) == "4: 1,203 rows, 12 of them new, 30 changed"
    assert tell_aside(read) == (
        "2 rows in quarantine (notes in var/inbox/terbaca), 8 files refused (var/inbox/ditolak), "
        "2 files read before (var/inbox/terbaca), 1 file that cannot be opened or moved (var/inbox)"
    )


def test_one_is_no_plural() -> None:
    read = Counter(files=2, refused=1, rows=1, new=1, quarantined=1)
    assert tell_read(read) == "1: 1 row, 1 of them new, 0 changed"
    assert tell_aside(read).startswith("1 row in quarantine (notes in var/inbox/terbaca), 1 file refused (")


def test_a_run_that_reads_nothing_says_why() -> None:
    assert tell_read(Counter()) == "none; all that lie in the inbox were read before"
    assert tell_read(Counter(files=3, known=3)) == "none; all that lie in the inbox were read before"
    assert tell_read(Counter(files=1, refused=1)) == "none"
    assert tell_aside(Counter()) == "nothing"


def test_unknown_words_stand_beside_the_file_that_teaches_them() -> None:
    told = tell_unknown({"statuses.csv": ["Entah", "Menunggu Konfirmasi"], "kinds.csv": 1})
    assert told.splitlines() == [
        "Entah, Menunggu Konfirmasi (add to include/rulebook/statuses.csv)",
        "1 word (add to include/rulebook/kinds.csv)",
    ]
    assert tell_unknown({}) == "none"
