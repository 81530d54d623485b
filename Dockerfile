# One image for every part of Airflow: the locked requirements, and this project's code on PYTHONPATH.
FROM python:3.11-slim

RUN useradd --uid 50000 --gid 0 --create-home airflow && mkdir -p /opt/rapor /opt/airflow/logs /var/rapor \
    && chown -R airflow:0 /opt/airflow /var/rapor
ENV AIRFLOW_HOME=/opt/airflow PYTHONPATH=/opt/rapor PYTHONUNBUFFERED=1 HOME=/tmp

# What PDFs are drawn with; their fonts come with the requirements.
RUN apt-get update && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

COPY requirements.txt /tmp/requirements.txt
RUN pip install --no-cache-dir uv==0.13.9 \
    && uv pip install --system --no-cache --require-hashes --compile-bytecode -r /tmp/requirements.txt

COPY include /opt/rapor/include
COPY reports /opt/rapor/reports
COPY plugins /opt/rapor/plugins
COPY dags /opt/rapor/dags
COPY deploy/migrate.sh /opt/rapor/deploy/migrate.sh
# The file system is read-only where it runs, so nothing could be compiled there.
RUN python -m compileall -q /opt/rapor
ENV PYTHONDONTWRITEBYTECODE=1

USER airflow
WORKDIR /opt/rapor
ENTRYPOINT ["airflow"]
