"""The rules: DataFrames in, DataFrames out. No IO, no Airflow, never "now"."""
