# The program and what it runs with, nothing else: no compiler, no tests, no root.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

RUN useradd --system --uid 10001 --home-dir /app --no-create-home upstander
WORKDIR /app

COPY config/locks/run.txt config/locks/run.txt
# Wheels only, so that nothing is compiled here; the one pure Python library that has none is named.
RUN pip install --require-hashes --only-binary :all: --no-binary openlocationcode -r config/locks/run.txt

COPY alembic.ini pyproject.toml README.md ./
COPY domain domain
COPY config config
COPY models models
COPY handlers handlers
COPY bot bot
# The program runs from its tree; this is all that a console script would do. It works in the folder it is called from.
RUN printf '#!/bin/sh\nPYTHONPATH=/app exec python -P -m bot "$@"\n' > /usr/local/bin/upstander \
    && chmod 755 /usr/local/bin/upstander \
    && install -d -o upstander -g upstander -m 700 var keys line

USER upstander
WORKDIR /app/line
VOLUME ["/app/var", "/app/keys", "/app/line"]
ENV UPSTANDER_LISTEN=0.0.0.0:8000
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD python -c "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['UPSTANDER_LISTEN'].rpartition(':')[2] + '/healthz', timeout=4)"

CMD ["upstander", "run"]
