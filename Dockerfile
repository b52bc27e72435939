FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 curl && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 autoglm
WORKDIR /srv/autoglm
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY --chown=autoglm . .
USER autoglm
ENV AUTOGLM_WORKSPACE=/srv/autoglm/workspace
VOLUME /srv/autoglm/workspace
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD curl -fsS http://127.0.0.1:8501/_stcore/health || exit 1
CMD ["streamlit", "run", "app.py", "--server.port=8501", "--server.address=0.0.0.0"]
