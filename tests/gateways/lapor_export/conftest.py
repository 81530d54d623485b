import pytest

from include.gateways import lapor_export
from include.gateways.lapor_export import Export
from tests.builders_exports import Row, write_export


@pytest.fixture
def read(tmp_path):
    """Write these rows, and read them back."""

    def write_and_read(*rows: Row, suffix: str = ".xlsx", **options: object) -> Export:
        return lapor_export.read(write_export(tmp_path / f"ekspor{suffix}", rows, **options))

    return write_and_read
