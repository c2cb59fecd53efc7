# The tap and its command for people, as an unprivileged user:
#   docker build -t tap-oracle-wms .
#   docker run --rm -e TAP_ORACLE_WMS_BASE_URL=... tap-oracle-wms --config ENV --discover
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE CHANGELOG.md ./
COPY docs docs
COPY tap_oracle_wms tap_oracle_wms
COPY wms_simulator wms_simulator
COPY sample_config.json ./
RUN python -m venv /opt/tap \
    && /opt/tap/bin/pip install --no-cache-dir --constraint constraints.txt \
        --build-constraint constraints.txt .

FROM python:3.13-slim
LABEL org.opencontainers.image.title="tap-oracle-wms" \
    org.opencontainers.image.description="Singer tap for Oracle Warehouse Management Cloud" \
    org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/tap /opt/tap
RUN useradd --system --uid 10001 --create-home tap
ENV PATH="/opt/tap/bin:${PATH}" PYTHONDONTWRITEBYTECODE=1
USER 10001
WORKDIR /home/tap
# Without a shell, so that SIGTERM reaches the tap and its last state is written.
ENTRYPOINT ["tap-oracle-wms"]
CMD ["--help"]
