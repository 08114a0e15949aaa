import { ConfigError, readConfig, type Config } from './config.ts';
import { StartError } from './errors.ts';
import { createServer, type Server } from './server.ts';
import { version } from './paths.ts';

/** How long accepted work may take to finish after SIGTERM. */
const STOP_DEADLINE_MS = 9_000;

/** The process: starts the server, says where it is, stops it cleanly on SIGTERM and SIGINT. */
export async function run(): Promise<void> {
  try {
    const config = readConfig(process.env);
    const server = await createServer(config);
    stopOnSignal(server);
    for (const name of config.unknownNames)
      server.app.log.warn(`${name} is not a setting of ArchNest: check its spelling`);
    await server.listen();
    announce(server, config);
  } catch (error) {
    if (!(error instanceof StartError) && !(error instanceof ConfigError)) throw error;
    process.stderr.write(`archnest: ${error.message}\n`);
    process.exit(1);
  }
}

function announce({ app, setupToken }: Server, config: Config): void {
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  const anywhere = ['0.0.0.0', '::'].includes(config.bind);
  const name = anywhere
    ? '127.0.0.1'
    : config.bind.includes(':')
      ? `[${config.bind}]`
      : config.bind;
  const url = config.publicUrl ?? `http://${name}:${port}`;
  app.log.info({ version, url, dataDir: config.dataDir }, 'ArchNest is ready');
  // For a person, not for a log shipper. The token stands after `#`, which browsers keep to themselves.
  if (setupToken)
    process.stdout.write(`First start: create the admin at ${url}/setup#token=${setupToken}\n`);
}

function stopOnSignal(server: Server): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    server.app.log.info({ signal }, 'stopping');
    setTimeout(() => {
      server.app.log.error('did not stop in time');
      process.exit(1);
    }, STOP_DEADLINE_MS).unref();
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        server.app.log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
