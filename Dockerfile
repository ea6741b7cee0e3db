# One image, three commands: ssp serve (the default), ssp worker, ssp migrate.
FROM python:3.12-slim AS build
WORKDIR /srv/ssp
COPY pyproject.toml uv.lock README.md ./
COPY app app
COPY workflows workflows
COPY migrations migrations
RUN pip install --no-cache-dir uv==0.13.9 \
    && uv sync --frozen --no-dev --compile-bytecode --python /usr/local/bin/python \
    && .venv/bin/python -m compileall -q app workflows migrations

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/ssp --create-home ssp
WORKDIR /srv/ssp
COPY --from=build /srv/ssp /srv/ssp
ENV PATH=/srv/ssp/.venv/bin:$PATH SSP_HOST=0.0.0.0 SSP_DATA_DIR=/var/lib/ssp PYTHONUNBUFFERED=1
USER ssp
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ.get(\"SSP_PORT\", 8000)}/healthz', timeout=3)"]
CMD ["ssp", "serve"]
