import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';

/** By the default export: Node does not see this name in the package. */
const { OpenSSHAgent } = ssh2;
type GetStream = InstanceType<typeof OpenSSHAgent>['getStream'];

/** The SSH agent behind a socket. ssh2 waits for its answers for ever: `close` ends what still waits. */
export class MortalAgent extends OpenSSHAgent {
  readonly #waiting = new Set<Duplex>();

  override getStream(done: Parameters<GetStream>[0]): void {
    super.getStream((error, stream) => {
      if (stream) {
        this.#waiting.add(stream);
        stream.once('close', () => this.#waiting.delete(stream));
      }
      done(error, stream);
    });
  }

  close(): void {
    for (const stream of this.#waiting) stream.destroy();
  }
}
