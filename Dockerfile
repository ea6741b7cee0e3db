# One image, three commands: ssp serve (the default), ssp worker, ssp migrate. Runs as nobody in particular, and writes
# nowhere but to /tmp: docs/deploy has it with a file system that is read only.
FROM python:3.12-slim-bookworm AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /srv/ssp
RUN pip install --no-cache-dir uv==0.13.9
# What changes seldom first: the libraries, each with the hash in the lock. The demo's own PostgreSQL is none of them.
COPY pyproject.toml uv.lock README.md ./
RUN uv sync --frozen --no-default-groups --no-install-project --python /usr/local/bin/python
COPY app app
COPY workflows workflows
COPY migrations migrations
RUN uv sync --frozen --no-default-groups --python /usr/local/bin/python \
    && .venv/bin/python -m compileall -q app workflows migrations \
    && .venv/bin/ssp --help > /dev/null \
    && rm -f .venv/.lock # uv leaves it open to everybody

FROM python:3.12-slim-bookworm
RUN groupadd --system --gid 10001 ssp \
    && useradd --system --uid 10001 --gid ssp --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin ssp
WORKDIR /srv/ssp
COPY --from=build /srv/ssp /srv/ssp
ENV PATH=/srv/ssp/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    SSP_HOST=0.0.0.0 SSP_METRICS_HOST=0.0.0.0 SSP_DATA_DIR=/tmp/ssp
USER 10001:10001
EXPOSE 8000
# Of a server: any answer is a life sign. A worker is asked at the port of its figures: docs/deploy/compose.yaml.
HEALTHCHECK --start-period=30s --interval=15s --timeout=5s \
    CMD ["python", "-c", "import http.client as h, os; c = h.HTTPConnection('127.0.0.1', int(os.environ.get('SSP_PORT', 8000)), timeout=4); c.request('GET', '/healthz'); c.getresponse()"]
CMD ["ssp", "serve"]
