"""Bring the warehouse of the settings to the newest schema: `python -m include.gateways.warehouse`.

With the name of a role, which works with it and does not own it: `python -m include.gateways.warehouse warehouse`.
"""

import sys

from include.gateways.warehouse.connection import migrate
from include.gateways.warehouse.rights import restrict
from include.settings import settings

migrate(settings().warehouse_url)
for role in sys.argv[1:]:
    restrict(settings().warehouse_url, role)
