import { loadScript } from './load.ts';
import { logScript } from './log.ts';

/** A container of a machine in the pictures. All of them are busybox under the name of something known. */
export interface Demo {
  name: string;
  image: string;
  /** Compose project; `null` for one that was started by hand. */
  project: string | null;
  flags?: string[];
  /** What it does before it waits to be stopped. */
  script?: string;
  /** Ends with this code at once. */
  exit?: number;
  /** A `docker` verb on it after its start. */
  after?: 'pause';
  /** Is made and not started. */
  created?: boolean;
}

const demo = (
  project: string | null,
  name: string,
  image: string,
  rest: Partial<Demo> = {},
): Demo => ({
  name,
  image,
  project,
  ...rest,
});

/** Flags as one would type them. */
const typed = (flags: string) => flags.trim().split(/\s+/);

const health = (test: string) => [
  ...typed('--health-interval 2s --health-retries 1 --health-timeout 5s --health-cmd'),
  test,
];
const healthy = { flags: health('true') };
/** Holds this much memory, in MB. */
const holding = (megabytes: number) => `head -c ${megabytes}000000 /dev/zero >/dev/shm/held`;

const jellyfin: Partial<Demo> = {
  flags: [
    ...health('echo "GET /health 200"'),
    ...typed(`
      --memory 512m --restart unless-stopped
      -v jellyfin_config:/config -v /usr/share:/media:ro -p 8096:8096 -p 7359:7359/udp
      -e JELLYFIN_PublishedServerUrl=https://watch.home.arpa -e TZ=Europe/Berlin -e LANG=en_US.UTF-8
      -e JELLYFIN_API_KEY=b3LwQx0E -e JELLYFIN_SMTP_PASSWORD=n4tYc0Qe6VhJ
      -e NVIDIA_DRIVER_CAPABILITIES=compute,video,utility
      --label traefik.enable=true --label org.opencontainers.image.version=10.10.7`),
  ],
  script: `${loadScript}\n${logScript}`,
};

/** The machine with most on it, reached by its Engine. */
export const nas: Demo[] = [
  demo('media', 'jellyfin', 'jellyfin/jellyfin:10.10.7', jellyfin),
  demo('media', 'sonarr', 'lscr.io/linuxserver/sonarr:4.0.15', healthy),
  demo('media', 'radarr', 'lscr.io/linuxserver/radarr:5.26.2', healthy),
  demo('media', 'prowlarr', 'lscr.io/linuxserver/prowlarr:1.35.1', healthy),
  demo('media', 'qbittorrent', 'lscr.io/linuxserver/qbittorrent:5.1.0', {
    flags: typed('-p 8080:8080 -p 6881:6881 --memory 43m'),
    script: holding(37),
  }),
  demo('media', 'gluetun', 'qmcgaw/gluetun:v3.40', {
    flags: [
      ...health('echo "healthcheck: dial tcp 1.1.1.1:443: i/o timeout"; exit 1'),
      '-p',
      '8000:8000',
    ],
  }),
  demo('immich', 'immich-server', 'ghcr.io/immich-app/immich-server:v1.135.3', {
    flags: [...health('true'), '-p', '2283:2283'],
    script: holding(88),
  }),
  demo('immich', 'immich-machine-learning', 'ghcr.io/immich-app/immich-machine-learning:v1.135.3', {
    flags: typed('--restart always'),
    exit: 1,
  }),
  demo('immich', 'immich-postgres', 'tensorchord/pgvecto-rs:pg14-v0.2.0', healthy),
  demo('immich', 'immich-redis', 'valkey/valkey:8-bookworm', healthy),
  demo('gitea', 'gitea', 'gitea/gitea:1.24.2', { flags: typed('-p 3000:3000 -p 2222:22') }),
  demo('gitea', 'gitea-postgres', 'postgres:16.9-alpine', healthy),
  demo('gitea', 'gitea-runner', 'gitea/act_runner:0.2.12', { exit: 137 }),
  demo('monitoring', 'grafana', 'grafana/grafana:12.0.2', { flags: typed('-p 3001:3000') }),
  demo('monitoring', 'prometheus', 'prom/prometheus:v3.4.1', { script: holding(30) }),
  demo('monitoring', 'node-exporter', 'quay.io/prometheus/node-exporter:v1.9.1'),
  demo('games', 'minecraft', 'itzg/minecraft-server:java21', {
    flags: typed('-p 25565:25565'),
    after: 'pause',
  }),
  demo(null, 'restic-backup', 'restic/restic:0.18.0', { exit: 0 }),
  demo(null, 'watchtower', 'containrrr/watchtower:1.7.1'),
  demo(null, 'paperless-import', 'paperlessngx/paperless-ngx:2.16', { created: true }),
];

/** A small machine that reports through the agent. */
export const pi: Demo[] = [
  demo('home-assistant', 'home-assistant', 'ghcr.io/home-assistant/home-assistant:2026.6.2', {
    script: holding(46),
  }),
  demo('home-assistant', 'mosquitto', 'eclipse-mosquitto:2.0.21', { flags: typed('-p 1883:1883') }),
  demo('home-assistant', 'zigbee2mqtt', 'koenkk/zigbee2mqtt:2.4.0', healthy),
  demo('home-assistant', 'esphome', 'ghcr.io/esphome/esphome:2026.6.1', healthy),
];

/** A rented machine, which goes away for some of the pictures. */
export const vps: Demo[] = [
  demo('edge', 'traefik', 'traefik:v3.4', { flags: typed('-p 8443:443') }),
  demo('edge', 'crowdsec', 'crowdsecurity/crowdsec:v1.6.9', healthy),
  demo('edge', 'umami', 'ghcr.io/umami-software/umami:postgresql-v2'),
];

/** A machine behind another one, reached over SSH. */
export const backup: Demo[] = [
  demo('backup', 'rest-server', 'restic/rest-server:0.13.0', { flags: typed('-p 8010:8000') }),
  demo('backup', 'minio', 'minio/minio:RELEASE.2025-06-13T11-33-47Z', healthy),
  demo('backup', 'syncthing', 'syncthing/syncthing:1.30.0', healthy),
  demo('backup', 'borgmatic', 'ghcr.io/borgmatic-collective/borgmatic:2.0.6', { exit: 0 }),
];
