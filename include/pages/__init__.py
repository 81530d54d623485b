"""The pages that Airflow serves for us, under /rapor."""

from include.pages.app import build_app

__all__ = ["build_app"]
