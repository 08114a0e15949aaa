FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.base.json ./
COPY backend/package.json backend/
COPY frontend/package.json frontend/
RUN npm ci
COPY backend backend
COPY frontend frontend
RUN npm run build

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production \
    ARCHNEST_BIND=0.0.0.0 \
    ARCHNEST_PORT=4000 \
    ARCHNEST_DATA_DIR=/data
COPY package.json package-lock.json .npmrc ./
COPY backend/package.json backend/
COPY frontend/package.json frontend/
RUN npm ci --omit=dev --workspace backend && npm cache clean --force
COPY --from=build /app/backend/dist backend/dist
COPY --from=build /app/frontend/dist frontend/dist
COPY agent/archnest-docker-agent.sh agent/install.sh agent/
COPY agent/systemd agent/systemd
# The folder belongs to the user before the volume takes its place, so that a fresh volume does too.
RUN mkdir /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.ARCHNEST_PORT}/api/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Reports pass as short-lived buffers; V8's roomy nursery would hold a third of the process for them.
CMD ["node", "--max-semi-space-size=2", "backend/dist/main.js"]
